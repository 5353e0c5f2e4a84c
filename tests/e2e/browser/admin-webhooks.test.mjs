// Partners' webhooks as staff look after them: endpoints, what was delivered, delivering it again.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Desk, Lender, Session } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { person } from '../lib/people.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { violations } from '../lib/sight.mjs';
import { atDesk, ROLES } from '../lib/staff.mjs';
import { Stage, counts, eventually, isAt, settled, shows } from '../lib/stage.mjs';

const HOSTILE = 'CRM <img src=x onerror=alert(1)>';

let home;
let staff;
let stage;
let lender;
let busy;
let broken;
let next = 0;
before(async () => {
  home = await Installation.create();
  // A developer's machine: there an endpoint may be one's own.
  home.set({ environment: 'development', 'rate_limit.enabled': 'false' });
  staff = Object.fromEntries(ROLES.map((role) => [role, home.staff(role)]));
  lender = new Lender(home, home.serviceToken());
  await home.start();
  busy = await listening('Busy House', { description: HOSTILE });
  broken = await listening('Broken House', { events: ['loan.disbursed'] });
  broken.receiver.status = 500;
  await disbursed(broken.session);
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await Promise.all([busy, broken].map((one) => one?.receiver.close()));
  await home?.remove();
});

/** A partner with an endpoint at a receiver of its own. */
async function listening(name, body) {
  const [partner, receiver] = [home.partner(name), await Receiver.start()];
  const session = await Session.open(home.url, partner);
  const made = await session.post('/webhooks', { url: receiver.url, ...body });
  assert.equal(made.status, 201, made.text);
  return { partner, receiver, session, endpoint: made.json.data.id };
}

/** A lead's loan is paid out. */
async function disbursed(session) {
  next += 1;
  const someone = person(next);
  await session.share(someone);
  await lender.user(next, someone, { registered_at: home.time() });
  await lender.loan(next, 'disbursed', 60_000);
}

const row = (page, one) => page.locator(`[data-testid="endpoint-row"][data-endpoint-id="${one.endpoint}"]`);
const states = async (page) => {
  await settled(page);
  return page.getByTestId('delivery-row').evaluateAll((all) => all.map((one) => one.dataset.state));
};

test('the endpoints of all partners show how they do, and are narrowed', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/partners');
  await page.getByTestId('nav-deliveries').click();
  await isAt(page, '/admin/deliveries');
  await counts(page.getByTestId('endpoint-row'), 2);
  await shows(row(page, busy).getByTestId('endpoint-host'), busy.receiver.host.replace(/:\d+$/, ''));
  assert.ok((await row(page, busy).innerText()).includes(HOSTILE), 'a description stays text');
  await shows(row(page, busy).getByTestId('endpoint-partner'), 'Busy House');
  await shows(row(page, busy).getByTestId('endpoint-status'), 'Active');
  await eventually(async () => {
    await page.reload();
    await shows(row(page, broken).getByTestId('endpoint-status'), 'Failing');
  });
  await shows(row(page, broken).getByTestId('endpoint-failing'), / IST$/);
  assert.doesNotMatch(await page.content(), /\/in</, 'staff see the host and no path');

  await page.getByTestId('filter-partner').selectOption({ label: 'Broken House' });
  await counts(page.getByTestId('endpoint-row'), 1);
  await eventually(async () => assert.match(page.url(), /partner=[0-9a-f-]{36}/));
  await page.reload();
  await counts(page.getByTestId('endpoint-row'), 1);
  await page.getByTestId('filter-status').selectOption('disabled');
  await shows(page.getByTestId('empty').first(), /No endpoint passes/);
  await page.getByTestId('filters-clear').click();
  await counts(page.getByTestId('endpoint-row'), 2);
  assert.deepEqual(await violations(page), []);
});

test('the log is narrowed by state, event and endpoint, and turned page by page', async () => {
  for (let n = 0; n < 12; n += 1) await disbursed(busy.session);
  await busy.receiver.has(30);
  const page = await atDesk(stage, staff.operations, '/admin/deliveries');
  await counts(page.getByTestId('delivery-row'), 25);
  const first = await page.getByTestId('delivery-row').first().getAttribute('data-delivery-id');
  await page.getByTestId('log-older').click();
  await shows(page.getByTestId('log-page'), 'Page 2');
  await eventually(async () => assert.notEqual(await page.getByTestId('delivery-row').first().getAttribute('data-delivery-id'), first));
  await page.getByTestId('log-newer').click();
  await shows(page.getByTestId('log-page'), 'Page 1');

  await page.getByTestId('filter-event').selectOption('loan.disbursed');
  await counts(page.getByTestId('delivery-row'), 13);
  await page.getByTestId('filter-state').selectOption('delivered');
  await eventually(async () => assert.deepEqual([...new Set(await states(page))], ['delivered']));
  await page.getByTestId('filters-clear').click();
  await row(page, broken).getByTestId('endpoint-log').click();
  await counts(page.getByTestId('delivery-row'), 1);
  assert.equal(await row(page, broken).getByTestId('endpoint-log').getAttribute('aria-pressed'), 'true');
  await shows(page.getByTestId('delivery-outcome'), 'HTTP 500');
  await shows(page.getByTestId('delivery-next'), /^Next attempt /);
});

test('a delivery is looked at with its attempts and its body, and sent again under the same id', async () => {
  const before = busy.receiver.calls.length;
  const page = await atDesk(stage, staff.operations, `/admin/deliveries?endpoint=${busy.endpoint}&event=loan.disbursed&state=delivered`);
  await page.getByTestId('delivery-link').first().click();
  await shows(page.getByTestId('page-title'), 'loan.disbursed');
  await shows(page.getByTestId('delivery-state'), 'Delivered');
  await shows(page.getByTestId('fact-partner'), 'Busy House');
  await shows(page.getByTestId('attempt-outcome'), 'HTTP 204');
  const body = JSON.parse(await page.getByTestId('payload').innerText());
  assert.equal(body.type, 'loan.disbursed');
  assert.deepEqual(await violations(page), []);
  const id = (await page.getByTestId('fact-event-id').innerText()).trim();
  const old = page.url();
  await page.getByTestId('delivery-replay').click();
  await eventually(() => assert.notEqual(page.url(), old));
  await shows(page.getByTestId('fact-origin'), /again/);
  await shows(page.getByTestId('delivery-state'), 'Delivered');
  const call = await busy.receiver.has(before + 1);
  assert.equal(call.headers['webhook-id'], id);
  await page.getByTestId('back-to-list').click();
  await isAt(page, '/admin/deliveries');
  assert.match(page.url(), /event=loan\.disbursed/);
});

test('an endpoint is disabled, hears nothing, is resumed and told what it missed', async () => {
  const page = await atDesk(stage, staff.operations, '/admin/deliveries');
  const one = row(page, busy);
  await one.getByTestId('endpoint-switch').click();
  await page.getByTestId('switch-dialog').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('switch-dialog-confirm').click();
  await shows(one.getByTestId('endpoint-status'), 'Disabled');
  const before = busy.receiver.calls.length;
  const since = new Date(Date.now() + 5.5 * 3_600_000 - 60_000).toISOString().slice(0, 16);
  await disbursed(busy.session);
  await one.getByTestId('endpoint-switch').click();
  await page.getByTestId('switch-dialog-confirm').click();
  await shows(one.getByTestId('endpoint-status'), 'Active');
  await one.getByTestId('endpoint-replay').click();
  await page.getByTestId('replay-since').fill('');
  await page.getByTestId('replay-dialog-confirm').click();
  await shows(page.getByTestId('replay-dialog-error'), /Enter a day and a time/);
  await page.getByTestId('replay-since').fill(since);
  await page.getByTestId('replay-missed').uncheck();
  await page.getByTestId('replay-dialog-confirm').click();
  await page.getByTestId('replay-dialog').waitFor({ state: 'hidden' });
  await shows(page.getByTestId('announcer'), /will be sent again|nothing to send/);
  await busy.receiver.has(before + 1);
});

test('the partner\'s page leads to its endpoints and deliveries', async () => {
  const page = await atDesk(stage, staff.operations, `/admin/partners/${broken.partner.partner_uuid}`);
  await counts(page.getByTestId('partner-endpoint'), 1);
  await shows(page.getByTestId('partner-endpoint').getByTestId('endpoint-status'), 'Failing');
  await page.getByTestId('partner-deliveries').click();
  await isAt(page, '/admin/deliveries');
  await counts(page.getByTestId('endpoint-row'), 1);
  await counts(page.getByTestId('delivery-row'), 1);
});

test('what somebody deleted meanwhile is told', async () => {
  stage.expectRefusals();
  const gone = await listening('Passing House', {});
  const page = await atDesk(stage, staff.operations, '/admin/deliveries');
  await row(page, gone).waitFor();
  const { status } = await fetch(`${gone.session.base}/webhooks/${gone.endpoint}`, { method: 'DELETE', headers: { authorization: `Bearer ${gone.session.access}` } });
  assert.ok(status < 300);
  await row(page, gone).getByTestId('endpoint-switch').click();
  await page.getByTestId('switch-dialog-confirm').click();
  await shows(page.getByTestId('switch-dialog-error'), /no such endpoint/);
  await page.getByTestId('switch-dialog-cancel').click();
  await page.goto('/admin/deliveries/0193aa11-0000-7000-8000-000000000001');
  await page.getByTestId('delivery-missing').waitFor();
  await gone.receiver.close();
});

test('an auditor looks and changes nothing; finance does not come to it', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/deliveries');
  await page.getByTestId('endpoint-row').first().waitFor();
  assert.equal(await page.getByTestId('endpoint-switch').count() + await page.getByTestId('endpoint-replay').count(), 0);
  await page.getByTestId('delivery-link').first().click();
  await page.getByTestId('payload').waitFor();
  assert.equal(await page.getByTestId('delivery-replay').count(), 0);
  const other = await atDesk(stage, staff.finance, '/admin/deliveries');
  await other.getByTestId('denied').waitFor();
  assert.equal(await other.getByTestId('nav-deliveries').count(), 0);
  const desk = await Desk.open(home.url, staff.finance);
  const refused = await fetch(`${home.url}/api/v1/admin/webhooks`, { headers: { authorization: `Bearer ${desk.token}` } });
  assert.equal(refused.status, 403);
});
