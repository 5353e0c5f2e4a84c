// How much partners call, and may, watched and decided by staff.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { person } from '../lib/people.mjs';
import { violations } from '../lib/sight.mjs';
import { atDesk, ROLES } from '../lib/staff.mjs';
import { Stage, counts, eventually, isAt, settled, shows } from '../lib/stage.mjs';

let home;
let staff;
let stage;
let most;
let few;
let session;
before(async () => {
  home = await Installation.create();
  home.set({ 'rate_limit.partner_per_second': '40', 'rate_limit.partner_burst': '400', 'rate_limit.monthly_quota': '1000' });
  staff = Object.fromEntries(ROLES.map((role) => [role, home.staff(role)]));
  most = home.partner('Calling House');
  few = home.partner('Quiet <b>House</b>');
  await home.start();
  session = await Session.open(home.url, most);
  for (let n = 0; n < 6; n += 1) await session.share(person(n));
  assert.equal((await session.post('/lead-dedupe-check', { ...person(8), mobile_number: '12' })).json.code, 4119);
  await (await Session.open(home.url, few)).share(person(20));
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

const partnerRow = (page, { partner_uuid: id }) => page.locator(`[data-testid="usage-partner"][data-partner-id="${id}"]`);
const number = async (locator) => Number((await locator.innerText()).replace(/\D/g, ''));
const limit = (page, name, which) => page.getByTestId(`limit-${name}`).getByTestId(`limit-${which}`);

/** Changes limits in the dialog. */
async function change(page, values) {
  await page.getByTestId('limits-change').click();
  for (const [name, value] of Object.entries(values)) await page.getByTestId(`limits-${name}`).fill(value);
  await page.getByTestId('limits-dialog-confirm').click();
}

test('calls are told by day, by partner, by route and by outcome', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/partners');
  await page.getByTestId('nav-usage').click();
  await isAt(page, '/admin/usage');
  // What was called is written down within seconds.
  await eventually(async () => {
    await page.reload();
    await counts(page.getByTestId('usage-partner'), 2);
    assert.ok(await number(partnerRow(page, most).getByTestId('usage-partner-calls')) >= 7);
  }, 40_000);
  const names = await page.getByTestId('usage-partner-link').allInnerTexts();
  assert.deepEqual(names, ['Calling House', 'Quiet <b>House</b>'], 'most calls first, and names stay text');
  assert.ok(await number(partnerRow(page, most).getByTestId('usage-partner-refused')) >= 1);
  await shows(partnerRow(page, most).getByTestId('usage-partner-quota'), /^\d+ of 1,000\s+0 %$/);
  const chart = page.locator('[data-testid="calls-chart"][data-ready="true"]');
  const [frame, drawn] = [await chart.boundingBox(), await chart.locator('canvas').boundingBox()];
  assert.ok(drawn.y >= frame.y && drawn.y + drawn.height <= frame.y + frame.height, 'the plot is in its place');
  await shows(page.getByTestId('calls-summary'), /^\d+ calls in 30 days; \d+ of them refused\.$/);
  await shows(page.getByTestId('usage-route').filter({ hasText: 'lead-dedupe-check' }).first(), /8\s+1$/);
  await page.locator('[data-outcome="4119"]').waitFor();
  assert.deepEqual(await violations(page), []);

  await page.getByTestId('calls-table-toggle').click();
  await counts(page.getByTestId('calls-table').locator('tbody tr'), 30);
  for (const days of [7, 90]) {
    await page.getByTestId(`usage-days-${days}-label`).click();
    await page.locator(`[data-testid="calls-chart"][data-days="${days}"]`).waitFor();
  }
  await partnerRow(page, few).getByTestId('usage-partner-link').click();
  await isAt(page, `/admin/partners/${few.partner_uuid}`);
});

test('a partner has everybody\'s limits until it gets its own, which count at once', async () => {
  const page = await atDesk(stage, staff.operations, `/admin/partners/${most.partner_uuid}`);
  await shows(limit(page, 'per_second', 'effective'), '40');
  await shows(limit(page, 'per_second', 'own'), 'none');
  await shows(limit(page, 'monthly_quota', 'default'), '1,000');
  await page.getByTestId('partner-calls').getByTestId('calls-summary').waitFor();
  await page.getByTestId('limits-change').click();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('limits-dialog-cancel').click();

  await change(page, { per_second: '0', monthly_quota: 'many' });
  await shows(page.getByTestId('limits-dialog-error'), /correct/);
  assert.equal(await page.getByTestId('limits-per_second').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.getByTestId('limits-monthly_quota').getAttribute('aria-invalid'), 'true');
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('limits-dialog-cancel').click();

  await change(page, { per_second: '', burst: '', monthly_quota: '5' });
  await page.getByTestId('limits-dialog').waitFor({ state: 'hidden' });
  await shows(limit(page, 'monthly_quota', 'own'), '5');
  await shows(limit(page, 'monthly_quota', 'effective'), '5');
  await shows(limit(page, 'burst', 'effective'), '400');
  await shows(page.getByTestId('quota-standing'), 'Used up');
  await eventually(async () => assert.equal((await session.post('/lead-dedupe-check', person(31))).json.code, 4290));

  await change(page, { monthly_quota: '' });
  await page.getByTestId('limits-dialog').waitFor({ state: 'hidden' });
  await shows(limit(page, 'monthly_quota', 'own'), 'none');
  await shows(page.getByTestId('quota-standing'), 'Within the quota');
  await eventually(async () => assert.notEqual((await session.post('/lead-dedupe-check', person(32))).json.code, 4290));
});

test('an auditor sees the limits and changes none; finance does not come to usage', async () => {
  const page = await atDesk(stage, staff.auditor, `/admin/partners/${few.partner_uuid}`);
  await shows(limit(page, 'per_second', 'effective'), '40');
  await settled(page);
  assert.equal(await page.getByTestId('limits-change').count(), 0);
  const other = await atDesk(stage, staff.finance, '/admin/usage');
  await other.getByTestId('denied').waitFor();
  assert.equal(await other.getByTestId('nav-usage').count(), 0);
});
