// The dashboard changes by itself, and bears an outage.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { rupees } from '../lib/figures.mjs';
import { person } from '../lib/people.mjs';
import { Stage, counts, eventually, settled, shows } from '../lib/stage.mjs';
import { small } from '../lib/world.mjs';

let world;
let stage;
before(async () => {
  world = await small(2);
  stage = await Stage.open(world.home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await world?.home.remove();
});

const isLive = (page) => eventually(async () => assert.equal(await page.locator('html').getAttribute('data-live'), 'on'), 30_000);

/** Fails if the page is loaded again from here on. */
async function mark(page) {
  await page.evaluate(() => { globalThis.sameDocument = true; });
  return async () => assert.equal(await page.evaluate(() => globalThis.sameDocument), true, 'no reload');
}

test('a lead that is shared and a loan that is disbursed show without a reload', async () => {
  const { session, lender } = world;
  const page = await stage.signedIn(world.partner);
  await isLive(page);
  const same = await mark(page);
  const { total_leads: total, disbursed_loans: disbursed } = await session.data('/dashboard/stats');

  const someone = person(100);
  const { lead_id: id } = await session.share(someone);
  const row = page.locator(`[data-lead-id="${id}"]`);
  await row.waitFor();
  await shows(page.getByTestId('kpi-total-value'), String(total + 1));

  await lender.user(700, someone, { registered_at: world.home.time() });
  await lender.loan(700, 'disbursed', 150_000);
  await shows(row.getByTestId('lead-loan'), /disbursed/i);
  await shows(row.getByTestId('lead-amount'), new RegExp(rupees(150_000).replaceAll('.', '\\.')));
  await shows(row.getByTestId('lead-payout'), /3,000\.00/);
  await shows(page.getByTestId('kpi-disbursed-value'), String(disbursed + 1));
  await same();
});

test('an open lead changes when its loan is disbursed', async () => {
  const { session, lender } = world;
  const someone = person(101);
  const { lead_id: id } = await session.share(someone);
  const page = await stage.signedIn(world.partner, { path: `/partner/lead/${id}` });
  await isLive(page);
  const same = await mark(page);
  const step = (name, state) => eventually(async () =>
    assert.equal(await page.getByTestId(`step-${name}`).getAttribute('data-state'), state, name));
  await step('shared', 'done');
  await lender.user(701, someone, { registered_at: world.home.time() });
  await step('registered', 'done');
  await lender.loan(701, 'submitted', 60_000);
  await step('applied', 'done');
  await lender.loan(701, 'disbursed', 60_000);
  await step('disbursed', 'done');
  await step('eligible', 'done');
  await shows(page.getByTestId('payout-amount'), rupees(1_200));
  await lender.loan(701, 'cancelled', 60_000);
  await step('eligible', 'failed');
  await same();
});

test('a change that the filter leaves out does not come into the list', async () => {
  const { session } = world;
  const page = await stage.signedIn(world.partner);
  await isLive(page);
  await page.getByTestId('filter-status').selectOption('active_user');
  await page.getByTestId('empty').waitFor();
  const { total_leads: total } = await session.data('/dashboard/stats');
  await session.share(person(102));
  await shows(page.getByTestId('kpi-total-value'), String(total + 1));
  await counts(page.getByTestId('lead-row'), 0);
});

test('a lead that comes while the list is read is not lost', async () => {
  const page = await stage.signedIn(world.partner);
  await isLive(page);
  let answered;
  const read = new Promise((resolve) => { answered = resolve; });
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await page.route('**/dashboard/leads?*', async (route) => {
    const reply = await route.fetch();
    answered();
    await released;
    await route.fulfill({ response: reply });
  }, { times: 1 });
  await page.getByTestId('filter-status').selectOption('fresh_lead');
  await read;
  const { lead_id: id } = await world.session.share(person(105));
  const { total_leads: total } = await world.session.data('/dashboard/stats');
  await shows(page.getByTestId('kpi-total-value'), String(total));
  const shown = page.waitForResponse('**/dashboard/leads?*');
  release();
  await (await shown).finished();
  await settled(page);
  await page.waitForTimeout(300);
  assert.equal(await page.locator(`[data-lead-id="${id}"]`).count(), 1, 'it is still there');
});

test('the stream goes on after the access token has expired', async () => {
  stage.expectOutage();
  const page = await stage.signedIn(world.partner);
  await isLive(page);
  const same = await mark(page);
  // The same server an hour later: the tokens of before have expired, the refresh token has not.
  await world.home.stop();
  await world.home.start(-1 / 24);
  await isLive(page);
  const session = await Session.open(world.home.url, world.partner);
  const { lead_id: id } = await session.share(person(103));
  await page.locator(`[data-lead-id="${id}"]`).waitFor();
  await same();
  await world.home.stop();
  await world.home.start();
});

test('a server that goes away is told, and its return is noticed', async () => {
  stage.expectOutage();
  const page = await stage.signedIn(world.partner);
  await isLive(page);
  const same = await mark(page);
  await world.home.stop();
  await page.getByTestId('live-banner').waitFor();
  await world.home.start();
  await page.getByTestId('live-retry').click({ timeout: 3_000 }).catch(() => {});
  await isLive(page);
  await eventually(async () => assert.equal(await page.getByTestId('live-banner').isVisible(), false));
  const session = await Session.open(world.home.url, world.partner);
  const { lead_id: id } = await session.share(person(104));
  await page.locator(`[data-lead-id="${id}"]`).waitFor();
  await same();
});

test('a list that cannot be read right after a break is read again by itself', async () => {
  stage.expectOutage();
  const page = await stage.signedIn(world.partner);
  await isLive(page);
  await page.getByTestId('lead-row').first().waitFor();
  let asked = 0;
  await page.route('**/dashboard/leads?*', (route) => {
    asked += 1;
    const busy = { status: false, code: 5030, message: 'Service Unavailable' };
    return asked === 1 ? route.fulfill({ status: 503, json: busy }) : route.continue();
  });
  await world.home.stop();
  await world.home.start();
  await eventually(async () => assert.ok(asked >= 2, `asked ${asked} times`));
  await page.getByTestId('lead-row').first().waitFor();
  await counts(page.getByTestId('error'), 0);
});

test('without a network a page says so, and recovers', async () => {
  stage.expectOutage();
  const page = await stage.signedIn(world.partner, { path: '/partner/statements' });
  await page.getByTestId('empty').waitFor();
  await page.getByTestId('nav-dashboard').click();
  await page.getByTestId('lead-row').first().waitFor();
  const same = await mark(page);
  await page.context().setOffline(true);
  await page.getByTestId('nav-statements').click();
  await shows(page.getByTestId('error-title'), /\w/);
  await shows(page.getByTestId('error-advice'), /\w/);
  await page.getByTestId('error-retry').click();
  await page.getByTestId('error').waitFor();
  await page.context().setOffline(false);
  await page.getByTestId('error-retry').click();
  await page.getByTestId('empty').waitFor();
  await counts(page.getByTestId('error'), 0);
  await same();
});

test('a page whose script was never loaded says so without a network, and recovers', async () => {
  stage.expectOutage();
  const page = await stage.signedIn(world.partner);
  await page.getByTestId('lead-row').first().waitFor();
  await page.context().setOffline(true);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('error').waitFor();
  await page.context().setOffline(false);
  await page.getByTestId('error-retry').click();
  await page.getByTestId('secret-row').first().waitFor();
});

test('signing in without a network is told', async () => {
  stage.expectOutage();
  const page = await (await stage.visitor()).newPage();
  await page.goto('/partner/login');
  await page.getByLabel('Client ID').fill(world.partner.client_id);
  await page.getByLabel('Client secret', { exact: true }).fill(world.partner.client_secret);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await shows(page.getByTestId('login-error'), /\w/);
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByTestId('shell').waitFor();
});
