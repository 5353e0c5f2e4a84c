// Looking through the audit log, taking it along, proving it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';

import { atDesk, offices } from '../lib/staff.mjs';
import { Stage, counts, eventually, settled, shows } from '../lib/stage.mjs';

let home;
let staff;
let stage;
let partner;
before(async () => {
  ({ home, staff } = await offices());
  partner = home.partner('Watched House');
  home.run('partner', 'suspend', partner.client_id);
  home.run('partner', 'activate', partner.client_id);
  for (let n = 0; n < 55; n += 1) home.partner(`Other ${n}`);
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

const actions = async (page) => {
  await settled(page);
  return page.getByTestId('audit-row').evaluateAll((all) => all.map((row) => row.dataset.action));
};

test('it is looked through page by page', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/audit');
  await counts(page.getByTestId('audit-row'), 50);
  const first = await page.getByTestId('audit-subject').first().innerText();
  await page.getByTestId('page-next').click();
  await shows(page.getByTestId('page-total'), 'Page 2');
  await eventually(async () => assert.notEqual(await page.getByTestId('audit-subject').first().innerText(), first));
  await page.getByTestId('page-prev').click();
  await eventually(async () => assert.equal(await page.getByTestId('audit-subject').first().innerText(), first));
});

test('it is narrowed by what, by whom, by when and by partner', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/audit');
  await page.getByTestId('audit-row').first().waitFor();
  await page.getByTestId('filter-action').selectOption('partner.status_changed');
  await eventually(async () => assert.deepEqual(await actions(page), ['partner.status_changed', 'partner.status_changed']));
  await shows(page.getByTestId('audit-details').first(), /from\s+suspended\s+to\s+active/);
  assert.match(page.url(), /action=partner\.status_changed/);
  await page.reload();
  await eventually(async () => assert.equal((await actions(page)).length, 2));
  await page.getByTestId('audit-actor').first().click();
  assert.match(page.url(), /actor=operator/);
  await page.getByTestId('filters-clear').click();
  await page.getByTestId('filter-from').fill('2099-01-01');
  await page.getByTestId('empty').waitFor();
  await page.getByTestId('filter-to').fill('2026-01-01');
  await shows(page.getByTestId('filter-error'), /must not come after/);
  assert.ok(await page.getByTestId('export-csv').isDisabled());

  await page.goto(`/admin/audit?partner=${partner.partner_uuid ?? partner.uuid ?? partner.id}`);
  await page.getByTestId('filter-partner').waitFor();
  await eventually(async () => assert.ok((await actions(page)).includes('partner.created') && (await actions(page)).length < 10));
  await page.getByTestId('filter-partner').click();
  await counts(page.getByTestId('audit-row'), 50);
});

test('it is exported as it is narrowed', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/audit?action=partner.status_changed');
  await page.getByTestId('audit-row').first().waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()]);
  assert.match(download.suggestedFilename(), /^audit-\d{4}-\d{2}-\d{2}\.csv$/);
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
  assert.equal(lines.length, 3);
  assert.match(lines[0], /^\W?id,sequence,at,actor_kind/);
  assert.match(lines[1], /partner\.status_changed/);
  assert.ok(!lines.join().includes('@partner.example'), 'no personal data');
});

test('it is proven to be as it was written', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/audit');
  await page.getByTestId('audit-verify').click();
  await shows(page.getByTestId('audit-intact'), /as it was written[\s\S]*\d+ entries/);
});

test('a broken chain is told with its place', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/audit');
  const told = { intact: false, entries: 43, sealed_up_to: 6, broken_at: { sequence: 7, reason: 'number 7 is missing: its entry was removed' } };
  await page.route('**/api/v1/admin/audit/verify', (route) => route.fulfill({ json: { status: true, code: 2000, message: 'Success', data: told } }));
  await page.getByTestId('audit-verify').click();
  await shows(page.getByTestId('audit-broken-at'), /number 7 is missing/);
  await shows(page.getByTestId('audit-broken'), /up to no\. 6/);
});

for (const role of ['operations', 'finance']) {
  test(`${role} does not come to it`, async () => {
    const page = await atDesk(stage, staff[role], '/admin/audit');
    await page.getByTestId('denied').waitFor();
    await counts(page.getByTestId('audit-row'), 0);
  });
}
