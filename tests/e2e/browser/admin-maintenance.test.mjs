// Announcing that the service rests, by staff, and who is told.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Desk } from '../lib/api.mjs';
import { violations } from '../lib/sight.mjs';
import { atDesk, offices, ROLES } from '../lib/staff.mjs';
import { Stage, counts, eventually, shows } from '../lib/stage.mjs';

const HOUR = 3_600_000;
const TEXT = 'The database <img src=x onerror=alert(1)> moves. Please try again afterwards.';

let home;
let staff;
let stage;
let partner;
before(async () => {
  ({ home, staff } = await offices());
  partner = home.partner('Resting House');
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** What a field of day and time holds, so many hours from now, by the Indian clock. */
const field = (hours) => new Date(Date.now() + hours * HOUR + 5.5 * HOUR).toISOString().slice(0, 16);

/** Opens the form and fills it in. */
async function draft(page, { from = 24, to = 26, text = TEXT } = {}) {
  await page.getByTestId('maintenance-add').click();
  await page.getByTestId('announce-from').fill(field(from));
  await page.getByTestId('announce-to').fill(field(to));
  await page.getByTestId('announce-text').fill(text);
}

/** The page, read anew until it has so many announcements: the server remembers them for a moment. */
const told = (page, count) => eventually(async () => {
  await page.reload();
  await page.getByTestId('page-title').waitFor();
  await eventually(async () => assert.equal(await page.getByTestId('maintenance').count(), count), 1000);
}, 30_000);

test('what is announced is seen before it is sent, and then above everybody\'s pages', async () => {
  const page = await atDesk(stage, staff.operations, '/admin/maintenance');
  await page.getByTestId('empty').waitFor();
  await draft(page);
  const preview = page.getByTestId('announce-preview');
  await shows(preview.getByTestId('maintenance-title'), 'Maintenance is planned');
  await shows(preview.getByTestId('maintenance-text'), TEXT);
  const time = await preview.getByTestId('maintenance-time').innerText();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('announce-dialog-confirm').click();
  await page.getByTestId('announce-dialog').waitFor({ state: 'hidden' });
  await counts(page.getByTestId('window-row'), 1);
  await shows(page.getByTestId('window-state'), 'Announced');
  await shows(page.getByTestId('window-text'), TEXT);
  assert.ok(time.startsWith((await page.getByTestId('window-time').innerText()).trim()), time);
  await told(page, 1);
  assert.deepEqual(await violations(page), []);
  const theirs = await stage.signedIn(partner);
  await told(theirs, 1);
  await shows(theirs.getByTestId('maintenance-text'), TEXT);
});

test('what cannot be is told at its field, before anything is sent', async () => {
  const page = await atDesk(stage, staff.admin, '/admin/maintenance');
  await draft(page, { from: 3, to: 2, text: '' });
  await page.getByTestId('announce-dialog-confirm').click();
  await shows(page.getByTestId('announce-dialog-error'), /correct/);
  for (const name of ['to', 'text']) assert.equal(await page.getByTestId(`announce-${name}`).getAttribute('aria-invalid'), 'true', name);
  assert.equal(await page.getByTestId('announce-from').getAttribute('aria-invalid'), null);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('announce-to').fill(field(-2));
  await page.getByTestId('announce-dialog-confirm').click();
  await shows(page.locator('#field-announce-to-fault'), /must be to come/);
});

test('what was announced is cancelled, and the banner goes', async () => {
  const page = await atDesk(stage, staff.operations, '/admin/maintenance');
  await page.getByTestId('window-cancel').first().click();
  await page.getByTestId('cancel-dialog').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('cancel-dialog-confirm').click();
  await shows(page.getByTestId('window-state').first(), 'Cancelled');
  assert.equal(await page.getByTestId('window-cancel').count(), 0);
  await counts(page.getByTestId('maintenance'), 0);
  const theirs = await stage.signedIn(partner);
  await told(theirs, 0);
});

test('what somebody cancelled meanwhile is explained', async () => {
  stage.expectRefusals();
  const desk = await Desk.open(home.url, staff.admin);
  const { id } = await desk.post('/maintenance', { from: home.time(3600), to: home.time(7200), text: 'A short rest.' });
  const page = await atDesk(stage, staff.operations, '/admin/maintenance');
  const row = page.locator(`[data-maintenance-id="${id}"][data-testid="window-row"]`);
  await row.getByTestId('window-cancel').click();
  const reply = await fetch(`${home.url}/api/v1/admin/maintenance/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${desk.token}` } });
  assert.equal(reply.status, 200);
  await page.getByTestId('cancel-dialog-confirm').click();
  await shows(page.getByTestId('cancel-dialog-error'), /cancelled already/);
});

for (const role of ROLES) {
  test(`${role} sees what was announced; who may announce finds how`, async () => {
    const page = await atDesk(stage, staff[role], '/admin/maintenance');
    await page.getByTestId('window-row').first().waitFor();
    assert.equal(await page.getByTestId('maintenance-add').count(), ['admin', 'operations'].includes(role) ? 1 : 0);
  });
}
