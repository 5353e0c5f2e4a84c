// The list of leads and a lead by itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { count, rupees } from '../lib/figures.mjs';
import { person } from '../lib/people.mjs';
import { Stage, counts, eventually, isAt, settled, shows } from '../lib/stage.mjs';
import { HOSTILE, day, lifelike } from '../lib/world.mjs';

let world;
let stage;
let leads;
before(async () => {
  world = await lifelike();
  stage = await Stage.open(world.home);
  leads = (await world.session.data('/dashboard/leads?limit=200')).leads;
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await world?.home.remove();
});

/** Leads on a page of the list. */
const SIZE = 25;

const names = (page) => page.getByTestId('lead-row').getByTestId('lead-name').allInnerTexts();
const full = (lead) => `${lead.first_name} ${lead.last_name}`;

/** The list shows these leads, the newest first, as many as a page has. */
function lists(page, wanted) {
  return eventually(async () => {
    assert.notEqual(await page.getByTestId('leads').getAttribute('aria-busy'), 'true');
    assert.deepEqual((await names(page)).map((name) => name.trim()), wanted.slice(0, SIZE).map(full));
  });
}

test('the tiles, the chart and the funnel say what the API says', async () => {
  const page = await stage.signedIn(world.partner);
  const stats = await world.session.data('/dashboard/stats?days=30');
  await shows(page.getByTestId('kpi-total-value'), count(stats.total_leads));
  await shows(page.getByTestId('kpi-fresh-value'), count(stats.fresh_leads));
  await shows(page.getByTestId('kpi-disbursed-value'), count(stats.disbursed_loans));
  await shows(page.getByTestId('kpi-payout-value'), rupees(stats.total_payout_amount));
  await shows(page.getByTestId('funnel-shared-count'), count(stats.total_leads));
  await shows(page.getByTestId('funnel-registered-count'), count(leads.filter((lead) => lead.user_registered_at).length));
  await shows(page.getByTestId('funnel-paid-count'), count(leads.filter((lead) => lead.payout_status === 'paid').length));
  await shows(page.getByTestId('funnel-applied-count'), count(stats.loan_applications));
  await shows(page.getByTestId('funnel-disbursed-count'), count(stats.disbursed_loans));
  await page.locator('[data-testid="chart"][data-ready="true"]').waitFor();
  await page.getByTestId('chart-table-toggle').click();
  const rows = await page.getByTestId('chart-table').locator('tbody tr').allInnerTexts();
  const busiest = stats.by_day.reduce((most, one) => (one.leads > most.leads ? one : most));
  assert.ok(rows.some((row) => row.split(/\s+/).includes(String(busiest.leads))), rows.join('|'));
  await page.getByTestId('chart-days-7-label').click();
  await page.locator('[data-testid="chart"][data-days="7"][data-ready="true"]').waitFor();
});

test('the list is filtered by status', async () => {
  const page = await stage.signedIn(world.partner);
  await lists(page, leads);
  for (const status of ['registered_user', 'active_user', 'fresh_lead']) {
    await page.getByTestId('filter-status').selectOption(status);
    await lists(page, leads.filter((lead) => lead.dedupe_status === status));
  }
  await page.getByTestId('filters-clear').click();
  await lists(page, leads);
});

test('the list is filtered by days of the business, and a wrong range is told', async () => {
  const page = await stage.signedIn(world.partner);
  const [from, to] = [day(world.home, -7), day(world.home, -3)];
  await page.getByTestId('filter-start').fill(from);
  await page.getByTestId('filter-end').fill(to);
  const india = (time) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(new Date(time));
  const within = leads.filter((lead) => india(lead.lead_shared_at) >= from && india(lead.lead_shared_at) <= to);
  assert.ok(within.length > 10 && within.length < leads.length / 2, 'some');
  await lists(page, within);
  await page.getByTestId('filter-start').fill(day(world.home, 0));
  await shows(page.getByTestId('filter-error'), /\w/);
});

test('the list is filtered by loan and payout', async () => {
  const page = await stage.signedIn(world.partner);
  await lists(page, leads);
  await page.getByTestId('filters-more').click();
  await page.getByTestId('filter-loan-status').selectOption('disbursed');
  await lists(page, leads.filter((lead) => lead.loan_status === 'disbursed'));
  await page.getByTestId('filter-payout-status').selectOption('paid');
  await lists(page, leads.filter((lead) => lead.payout_status === 'paid'));
});

test('it searches as one types: a name, a mobile, a PAN, the last four digits, nothing', async () => {
  const page = await stage.signedIn(world.partner);
  await lists(page, leads);
  const search = page.getByRole('searchbox');
  await search.pressSequentially('kavya', { delay: 15 });
  await lists(page, leads.filter((lead) => /kavya/i.test(full(lead))));
  const someone = leads[40];
  for (const [text, matches] of [
    [someone.mobile_number, (lead) => lead.mobile_number === someone.mobile_number],
    [someone.pan_number, (lead) => lead.pan_number === someone.pan_number],
    [someone.mobile_number.slice(-4), (lead) => lead.mobile_number.endsWith(someone.mobile_number.slice(-4))],
  ]) {
    await search.fill(text);
    await lists(page, leads.filter(matches));
    assert.ok(!page.url().includes(text), 'who is searched for is not in an address');
  }
  await search.fill('zzzz nobody');
  await page.getByTestId('empty').waitFor();
  await counts(page.getByTestId('lead-row'), 0);
});

test('it pages', async () => {
  const page = await stage.signedIn(world.partner);
  const last = Math.ceil(leads.length / SIZE);
  assert.ok(last > 3, 'there are some pages');
  await lists(page, leads);
  await shows(page.getByTestId('page-total'), new RegExp(`1[–-]${SIZE} of ${leads.length}`));
  assert.ok(await page.getByTestId('page-prev').isDisabled());
  for (let number = 1; number < last; number += 1) {
    await page.getByTestId('page-next').click();
    await lists(page, leads.slice(number * SIZE));
  }
  await shows(page.getByTestId('page-total'), new RegExp(`[–-]${leads.length} of ${leads.length}`));
  assert.ok(await page.getByTestId('page-next').isDisabled());
  await page.getByTestId('page-prev').click();
  await lists(page, leads.slice((last - 2) * SIZE));
});

test('it sorts by day and by amount, and says so', async () => {
  const page = await stage.signedIn(world.partner);
  await lists(page, leads);
  const sorted = async (sort) => (await world.session.data(`/dashboard/leads?limit=200&sort=${sort}`)).leads;
  const header = page.locator('th', { has: page.getByTestId('sort-amount') });
  const seen = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await page.getByTestId('sort-amount').click();
    await eventually(async () => assert.match(await header.getAttribute('aria-sort'), /ascending|descending/));
    const direction = await header.getAttribute('aria-sort');
    seen.push(direction);
    await lists(page, await sorted(direction === 'descending' ? '-disbursal_amount' : 'disbursal_amount'));
  }
  assert.equal(new Set(seen).size, 2, seen.join());
  await page.getByTestId('sort-shared').click();
  await eventually(async () => assert.equal(await header.getAttribute('aria-sort') ?? 'none', 'none'));
});

test('a lead shows its facts, its timeline, its loan, its payout and its link', async () => {
  const paid = leads.find((lead) => lead.payout_status === 'paid');
  const page = await stage.signedIn(world.partner);
  await page.getByTestId('filters-more').click();
  await page.getByTestId('filter-payout-status').selectOption('paid');
  await page.locator(`[data-lead-id="${paid.id}"]`).getByTestId('lead-link').click();
  await isAt(page, `/partner/lead/${paid.id}`);
  await shows(page.getByTestId('fact-name'), full(paid));
  await shows(page.getByTestId('fact-mobile'), new RegExp(paid.mobile_number.slice(-4)));
  await shows(page.getByTestId('fact-email'), paid.email);
  for (const step of ['shared', 'registered', 'applied', 'disbursed', 'eligible', 'paid']) {
    await eventually(async () => assert.equal(await page.getByTestId(`step-${step}`).getAttribute('data-state'), 'done', step));
  }
  await shows(page.getByTestId('loan-number'), paid.application_number);
  await shows(page.getByTestId('loan-disbursed-amount'), rupees(paid.disbursal_amount));
  await shows(page.getByTestId('payout-amount'), rupees(paid.payout_amount));
  const payout = await world.session.data(`/dashboard/lead/${paid.id}/payout`);
  const sentences = await page.getByTestId('payout-explanation').innerText();
  for (const sentence of payout.explanation) assert.ok(sentences.includes(sentence), `${sentence} in ${sentences}`);
  await counts(page.getByTestId('payout-line'), payout.lines.length);
  await shows(page.getByTestId('utm-link'), paid.utm_link);
  await page.getByTestId('utm-qr').waitFor();
  await page.getByTestId('back-to-list').click();
  await isAt(page, '/partner/dashboard');
});

test('the link is copied', async () => {
  const lead = leads.find((one) => one.utm_link);
  const page = await stage.signedIn(world.partner, { path: `/partner/lead/${lead.id}`, permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByTestId('utm-copy').click();
  await shows(page.getByTestId('utm-copy'), /copied/i);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), lead.utm_link);
});

test('a fresh lead says how many days are left; an active one has no link', async () => {
  const fresh = leads.find((lead) => lead.dedupe_status === 'fresh_lead' && !lead.user_id);
  const { days_left: left } = await world.session.data(`/dashboard/lead/${fresh.id}/payout`);
  const page = await stage.signedIn(world.partner, { path: `/partner/lead/${fresh.id}` });
  await shows(page.getByTestId('payout-days-left'), new RegExp(`\\b${left}\\b`));
  await page.goto(`/partner/lead/${leads.find((lead) => lead.dedupe_status === 'active_user').id}`);
  await page.getByTestId('utm-none').waitFor();
});

test('a lead named like a picture with a script stays text', async () => {
  const lead = leads.find((one) => one.first_name === HOSTILE);
  const page = await stage.signedIn(world.partner);
  const dialogs = [];
  page.on('dialog', (dialog) => { dialogs.push(dialog.message()); dialog.dismiss(); });
  await page.getByRole('searchbox').fill('onerror');
  await lists(page, [lead]);
  assert.equal((await names(page))[0].trim(), `${HOSTILE} =1+1`);
  await page.getByTestId('lead-link').click();
  await shows(page.getByTestId('fact-name'), `${HOSTILE} =1+1`);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.deepEqual(dialogs, []);
});

test('a lead there is not and another partner\'s lead are not there', async () => {
  stage.expectRefusals();
  const other = world.home.partner('Other House');
  const session = await Session.open(world.home.url, other);
  const { lead_id: foreign } = await session.share(person(5000));
  const page = await stage.signedIn(world.partner, { path: `/partner/lead/${foreign}` });
  await page.getByTestId('lead-missing').waitFor();
  const told = await page.getByTestId('lead-missing').innerText();
  await page.goto('/partner/lead/987654321');
  await shows(page.getByTestId('lead-missing'), told.trim());
  await page.goto('/partner/lead/first');
  await page.getByTestId('not-found').or(page.getByTestId('lead-missing')).waitFor();
});

test('the export has what the filter has, and no cell that a spreadsheet runs', async () => {
  const page = await stage.signedIn(world.partner);
  const exported = async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    return readFileSync(await download.path(), 'utf8');
  };
  await lists(page, leads);
  assert.equal(await exported(), (await world.session.get('/dashboard/leads.csv')).text);
  await page.getByTestId('filter-status').selectOption('active_user');
  await lists(page, leads.filter((lead) => lead.dedupe_status === 'active_user'));
  const some = await exported();
  assert.equal(some, (await world.session.get('/dashboard/leads.csv?status=active_user')).text);
  assert.equal(some.trim().split('\n').length - 1, leads.filter((lead) => lead.dedupe_status === 'active_user').length);
  await page.getByTestId('filters-clear').click();
  await page.getByRole('searchbox').fill('onerror');
  await settled(page);
  await lists(page, [leads.find((one) => one.first_name === HOSTILE)]);
  const [, hostile] = (await exported()).split('\n');
  assert.match(hostile, /,'=1\+1,/);
});

test('a partner without leads is told so', async () => {
  const page = await stage.signedIn(world.home.partner('New House'));
  await page.getByTestId('empty').waitFor();
  await shows(page.getByTestId('kpi-total-value'), '0');
});
