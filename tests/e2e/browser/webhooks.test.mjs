// Webhooks: endpoints, their secrets, what was delivered, and delivering it again.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Lender, Session } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { person } from '../lib/people.mjs';
import { Receiver, event, signers } from '../lib/receiver.mjs';
import { violations } from '../lib/sight.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';

let home;
let stage;
let lender;
let next = 0;
const receivers = [];
before(async () => {
  home = await Installation.create();
  // A developer's machine: there an endpoint may be one's own.
  home.set({ environment: 'development', 'rate_limit.enabled': 'false' });
  lender = new Lender(home, home.serviceToken());
  await home.start();
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await Promise.all(receivers.map((one) => one.close()));
  await home?.remove();
});

async function receiver() {
  const one = await Receiver.start();
  receivers.push(one);
  return one;
}

/** A partner with an endpoint at a receiver, and its page. */
async function listening(name, body = {}) {
  const [partner, receiving] = [home.partner(name), await receiver()];
  const session = await Session.open(home.url, partner);
  const made = await session.post('/webhooks', { url: receiving.url, ...body });
  assert.equal(made.status, 201, made.text);
  const page = await stage.signedIn(partner, { path: '/partner/webhooks' });
  await page.getByTestId('endpoint').waitFor();
  return { partner, session, receiving, page, endpoint: made.json.data };
}

/** Another endpoint of the same partner: once it has an event, the others had their chance. */
async function witness(session) {
  const witnessing = await receiver();
  await session.post('/webhooks', { url: witnessing.url, events: ['loan.disbursed'] });
  return witnessing;
}

/** A lead's loan is paid out: three events at least. */
async function disbursed(session) {
  next += 1;
  const someone = person(next);
  await session.share(someone);
  await lender.user(next, someone, { registered_at: home.time() });
  await lender.loan(next, 'disbursed', 60_000);
}

const shownSecret = async (page) => (await page.getByTestId('new-secret-value').innerText()).trim();
const confirm = (page, dialog) => page.getByTestId(`${dialog}-confirm`).click();

test('an endpoint is added, its secret shown once, and a test arrives there, signed', async () => {
  const [partner, receiving] = [home.partner('First House'), await receiver()];
  const page = await stage.signedIn(partner);
  await page.getByTestId('nav-webhooks').click();
  await isAt(page, '/partner/webhooks');
  await counts(page.getByTestId('empty'), 2);
  await page.getByTestId('endpoint-add').click();
  await page.getByTestId('endpoint-url').fill(`${receiving.url}?token=hush`);
  await page.getByTestId('endpoint-description').fill('Our <b>desk</b>');
  assert.deepEqual(await violations(page), []);
  await confirm(page, 'endpoint-dialog');
  const secret = await shownSecret(page);
  assert.match(secret, /^whsec_/);
  assert.deepEqual(await violations(page), []);
  await shows(page.getByTestId('endpoint-address'), `${receiving.host}/in?…`);
  await shows(page.getByTestId('endpoint-described'), 'Our <b>desk</b>');
  await shows(page.getByTestId('endpoint-status'), 'Active');
  await shows(page.getByTestId('endpoint-events'), 'All');

  // Whoever would leave without it is asked.
  const asked = new Promise((resolve) => page.once('dialog', (dialog) => dialog.dismiss().then(() => resolve(dialog.message()))));
  await page.getByTestId('nav-usage').click();
  assert.match(await asked, /secret/i);
  await isAt(page, '/partner/webhooks');
  await page.getByTestId('new-secret-done').click();
  assert.ok(!(await page.content()).includes(secret), 'it is gone from the page');

  await page.getByTestId('endpoint-test').click();
  await shows(page.getByTestId('test-outcome'), /was taken: HTTP 204/);
  await shows(page.getByTestId('test-attempt'), /Attempt 1 on .* IST; the answer took \d/);
  const call = await receiving.has(1);
  assert.equal(call.path, '/in?token=hush');
  assert.deepEqual(signers(call, [secret]), [0]);
  assert.equal(event(call).type, 'webhook.test');

  const row = page.getByTestId('delivery-row');
  await counts(row, 1);
  await shows(row.getByTestId('delivery-state'), 'Delivered');
  await row.getByTestId('delivery-link').click();
  await shows(page.getByTestId('fact-event-id'), call.headers['webhook-id']);
  await shows(page.getByTestId('fact-endpoint'), new RegExp(`${receiving.host}/in`));
  await shows(page.getByTestId('fact-origin'), /test/);
  assert.deepEqual(JSON.parse(await page.getByTestId('payload').innerText()), event(call));
  await counts(page.getByTestId('attempt'), 1);
  await shows(page.getByTestId('attempt-outcome'), 'HTTP 204');
  assert.deepEqual(await violations(page), []);
  assert.ok(!(await page.content()).includes('hush'), 'the rest of the address is not shown');
  await page.reload();
  await counts(page.getByTestId('attempt'), 1);
  await page.getByTestId('back-to-list').click();
  await page.getByTestId('endpoint').waitFor();
  assert.ok(!(await page.content()).includes(secret));
});

test('what is wrong with an endpoint is said at its field; a choice of events is kept', async () => {
  const [partner, receiving] = [home.partner('Choosing House'), await receiver()];
  const page = await stage.signedIn(partner, { path: '/partner/webhooks' });
  stage.expectRefusals();
  await page.getByTestId('endpoint-add').click();
  await page.getByTestId('endpoint-url').fill('my server');
  await page.getByTestId('events-some').check();
  await confirm(page, 'endpoint-dialog');
  await shows(page.locator('#field-endpoint-url-fault'), /whole https address/);
  await shows(page.getByTestId('events-fault'), /at least one/);
  await page.getByTestId('endpoint-url').fill('https://10.0.0.1/in');
  await page.getByTestId('event-payout.paid').check();
  await page.getByTestId('event-payout.reversed').check();
  await confirm(page, 'endpoint-dialog');
  await shows(page.locator('#field-endpoint-url-fault'), /public host/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('endpoint-url').fill(receiving.url);
  await confirm(page, 'endpoint-dialog');
  await page.getByTestId('new-secret-done').click();
  await shows(page.getByTestId('endpoint-events'), /^payout\.paid\s+payout\.reversed$/);
  await page.getByTestId('endpoint-edit').click();
  assert.ok(await page.getByTestId('event-payout.paid').isChecked());
  await page.getByTestId('event-payout.paid').uncheck();
  await page.getByTestId('endpoint-description').fill('Reversals');
  await confirm(page, 'endpoint-dialog');
  await shows(page.getByTestId('endpoint-events'), 'payout.reversed');
  await shows(page.getByTestId('endpoint-described'), 'Reversals');
  await page.getByTestId('endpoint-edit').click();
  await page.getByTestId('events-all').check();
  await page.getByTestId('endpoint-description').fill('');
  await confirm(page, 'endpoint-dialog');
  await shows(page.getByTestId('endpoint-events'), 'All');
  await counts(page.getByTestId('endpoint-described'), 0);
});

test('deliveries show by themselves, and can be narrowed', async () => {
  const { session, receiving, page } = await listening('Busy House', { description: 'Busy' });
  await counts(page.getByTestId('delivery-row'), 0);
  await disbursed(session);
  await receiving.has(3);
  await eventually(async () => assert.ok(await page.getByTestId('delivery-row').filter({ hasText: 'Delivered' }).count() >= 3));
  await page.getByTestId('filter-event').selectOption('loan.disbursed');
  await counts(page.getByTestId('delivery-row'), 1);
  assert.match(page.url(), /\?event=loan\.disbursed$/);
  await page.getByTestId('delivery-link').click();
  const call = receiving.calls.find((one) => event(one).type === 'loan.disbursed');
  assert.deepEqual(JSON.parse(await page.getByTestId('payload').innerText()), event(call));
  await page.getByTestId('back-to-list').click();
  await counts(page.getByTestId('delivery-row'), 1);
  await page.getByTestId('filter-state').selectOption('failed');
  await page.getByTestId('empty').waitFor();
  await page.getByTestId('filters-clear').click();
  await eventually(async () => assert.ok(await page.getByTestId('delivery-row').count() >= 3));
});

test('a failure is explained, and the next attempt told', async () => {
  const { session, receiving, page } = await listening('Falling House', { events: ['loan.disbursed'] });
  receiving.status = 503;
  await disbursed(session);
  await receiving.has(1);
  const row = page.getByTestId('delivery-row');
  await shows(row.getByTestId('delivery-outcome'), 'HTTP 503');
  await shows(row.getByTestId('delivery-state'), 'On its way');
  await shows(row.getByTestId('delivery-next'), /^Next attempt (in|at) /);
  await shows(page.getByTestId('endpoint-status'), 'Failing');
  await shows(page.getByTestId('endpoint-failing'), /IST/);
  await row.getByTestId('delivery-link').click();
  await shows(page.getByTestId('attempt-explained').last(), /not ready/);
  await shows(page.getByTestId('fact-next'), /Attempt \d of at most 12 follows/);
  assert.deepEqual(await violations(page), []);
});

test('the second attempt shows by itself; then the delivery is sent again by hand', async () => {
  const { session, receiving, page } = await listening('Rising House', { events: ['loan.disbursed'] });
  receiving.status = (call) => (call === 1 ? 503 : 204);
  await disbursed(session);
  await page.getByTestId('delivery-link').click();
  await shows(page.getByTestId('delivery-state'), 'Delivered');
  await counts(page.getByTestId('attempt'), 2);
  await shows(page.getByTestId('attempt-outcome').first(), 'HTTP 204');
  const before = page.url();
  await page.getByTestId('delivery-replay').click();
  await receiving.has(3);
  assert.equal(new Set(receiving.calls.map((call) => call.headers['webhook-id'])).size, 1);
  await eventually(() => assert.notEqual(page.url(), before));
  await shows(page.getByTestId('fact-origin'), /again/);
  await shows(page.getByTestId('delivery-state'), 'Delivered');
});

test('a test that nobody takes says why', async () => {
  const { receiving, page } = await listening('Silent House');
  receiving.status = 404;
  await page.getByTestId('endpoint-test').click();
  await shows(page.getByTestId('test-outcome'), /not taken: HTTP 404/);
  await shows(page.getByTestId('test-result'), /nothing at this address/);
  assert.deepEqual(await violations(page), []);
});

test('the secret is rotated: both sign for the overlap, or the new one alone', async () => {
  const { receiving, page, endpoint } = await listening('Turning House');
  await page.getByTestId('endpoint-rotate').click();
  await page.getByTestId('rotate-hours').fill('1000');
  await confirm(page, 'rotate-dialog');
  await shows(page.getByTestId('rotate-dialog-error'), /0 to 168/);
  await page.getByTestId('rotate-hours').fill('2');
  await confirm(page, 'rotate-dialog');
  const second = await shownSecret(page);
  assert.notEqual(second, endpoint.secret);
  await shows(page.getByTestId('old-secret-ends'), /IST/);
  await page.getByTestId('new-secret-done').click();
  await shows(page.getByTestId('endpoint-old-secret'), /IST/);
  await page.getByTestId('endpoint-test').click();
  await shows(page.getByTestId('test-outcome'), /was taken/);
  const tests = () => receiving.calls.filter((call) => event(call).type === 'webhook.test');
  assert.deepEqual(signers(tests().at(-1), [second, endpoint.secret]).sort(), [0, 1]);

  await page.getByTestId('endpoint-rotate').click();
  await page.getByTestId('rotate-hours').fill('0');
  await confirm(page, 'rotate-dialog');
  await eventually(async () => assert.notEqual(await shownSecret(page), second));
  const third = await shownSecret(page);
  await page.getByTestId('new-secret-done').click();
  await counts(page.getByTestId('endpoint-old-secret'), 0);
  const before = tests().length;
  await page.getByTestId('endpoint-test').click();
  await eventually(() => assert.equal(tests().length, before + 1));
  assert.deepEqual(signers(tests().at(-1), [third, second, endpoint.secret]), [0]);
});

test('a disabled endpoint is told nothing until it is enabled, and then what it missed', async () => {
  const { session, receiving, page } = await listening('Resting House', { events: ['loan.disbursed'] });
  const resting = page.getByTestId('endpoint').first();
  await resting.getByTestId('endpoint-disable').click();
  await confirm(page, 'disable-dialog');
  await shows(resting.getByTestId('endpoint-status'), 'Disabled');
  const other = await witness(session);
  await disbursed(session);
  await other.has(1);
  await resting.getByTestId('endpoint-enable').click();
  await shows(resting.getByTestId('endpoint-status'), 'Active');
  assert.equal(receiving.calls.length, 0);
  await resting.getByTestId('endpoint-replay').click();
  await page.getByTestId('replay-since').fill('2099-01-01T00:00');
  await confirm(page, 'replay-dialog');
  await shows(page.getByTestId('replay-dialog-error'), /past/);
  await page.getByTestId('replay-dialog-cancel').click();
  await resting.getByTestId('endpoint-replay').click();
  await confirm(page, 'replay-dialog');
  await shows(resting.getByTestId('endpoint-told'), '1 event will be sent again.');
  assert.equal(event(await receiving.has(1)).type, 'loan.disbursed');
  await shows(page.getByTestId('delivery-row').first().getByTestId('delivery-state'), 'Delivered');
  // It took it: nothing is missed any more.
  await resting.getByTestId('endpoint-replay').click();
  await confirm(page, 'replay-dialog');
  await shows(resting.getByTestId('endpoint-told'), 'There is nothing to send again.');
});

test('a paused endpoint is resumed, with what it missed', async () => {
  const { session, receiving, page } = await listening('Pausing House', { events: ['loan.disbursed'] });
  const pausing = page.getByTestId('endpoint').first();
  const other = await witness(session);
  // Gone for good: that pauses at once.
  receiving.status = 410;
  await disbursed(session);
  await receiving.has(1);
  await shows(pausing.getByTestId('endpoint-status'), 'Paused');
  await shows(pausing.getByTestId('endpoint-meaning'), /Paused on .* IST/);
  await disbursed(session);
  await other.has(2);
  receiving.status = 200;
  await pausing.getByTestId('endpoint-resume').click();
  assert.deepEqual(await violations(page), []);
  await confirm(page, 'resume-dialog');
  await shows(pausing.getByTestId('endpoint-told'), /active again\. 2 events will be sent again/);
  await shows(pausing.getByTestId('endpoint-status'), 'Active');
  await receiving.has(3);
  assert.equal(new Set(receiving.calls.map((call) => call.headers['webhook-id'])).size, 2);
});

test('an endpoint is deleted after a question; its log stays', async () => {
  const { page } = await listening('Leaving House');
  await page.getByTestId('endpoint-test').click();
  await shows(page.getByTestId('test-outcome'), /was taken/);
  await page.getByTestId('endpoint-delete').click();
  await page.getByTestId('delete-dialog-cancel').click();
  await counts(page.getByTestId('endpoint'), 1);
  await page.getByTestId('endpoint-delete').click();
  await confirm(page, 'delete-dialog');
  await counts(page.getByTestId('endpoint'), 0);
  await shows(page.getByTestId('delivery-row').first(), /A deleted endpoint/);
  await page.getByTestId('delivery-link').first().click();
  await shows(page.getByTestId('fact-endpoint'), 'A deleted endpoint');
  await counts(page.getByTestId('delivery-replay'), 0);
});

test('the log is read page by page', async () => {
  const { session, receiving, endpoint, page } = await listening('Chatty House');
  for (let n = 0; n < 27; n += 1) await session.post(`/webhooks/${endpoint.id}/test`, {});
  await receiving.has(27);
  await counts(page.getByTestId('delivery-row'), 25);
  await page.getByTestId('page-next').click();
  await counts(page.getByTestId('delivery-row'), 2);
  await shows(page.getByTestId('page-total'), /Page 2/);
  await page.getByTestId('page-prev').click();
  await counts(page.getByTestId('delivery-row'), 25);
});

test('another partner\'s delivery, or none, is not found', async () => {
  const { session, endpoint } = await listening('Owning House');
  const { json } = await session.post(`/webhooks/${endpoint.id}/test`, {});
  stage.expectRefusals();
  for (const id of [json.data.delivery_id, '00000000-0000-7000-8000-000000000000']) {
    const page = await stage.signedIn(home.partner(`Curious House ${id.slice(0, 4)}`), { path: `/partner/webhooks/deliveries/${id}` });
    await page.getByTestId('delivery-missing').waitFor();
  }
});
