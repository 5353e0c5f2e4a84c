// Practice: what is counted, by day, activities, and what is still to do.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Lender, Session } from '../lib/api.mjs';
import { batch, candidate, enrol, pay } from '../lib/candidates.mjs';
import { Installation } from '../lib/installation.mjs';
import { Applicant } from '../lib/onboarding.mjs';
import { violations } from '../lib/sight.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';
import { HOSTILE } from '../lib/world.mjs';

let home;
let stage;
let lender;
before(async () => {
  home = await Installation.create();
  home.set({ 'rate_limit.enabled': 'false', 'onboarding.review': 'automatic' });
  lender = new Lender(home, home.serviceToken());
  await home.start();
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** A tile's value; amounts are written with a space that does not break. */
const kpi = (page, id, wanted) => shows(page.getByTestId(`kpi-${id}-value`), wanted.replace('₹ ', '₹\u00a0'));
const ready = (page, days) => page.locator(`[data-testid="practice-chart"][data-ready="true"][data-days="${days}"]`).waitFor();

test('before anybody practised the page says what to do, and leads there', async () => {
  const partner = home.partner('Quiet House');
  const session = await Session.open(home.url, partner);
  const page = await stage.signedIn(partner);
  await page.getByTestId('nav-practice').click();
  await isAt(page, '/partner/practice');
  for (const [id, wanted] of [['enrolled', '0'], ['accepted', '0'], ['month', '0'], ['score', '–'], ['revenue', '₹ 0.00'], ['used', '0 %']]) await kpi(page, id, wanted);
  await ready(page, 30);
  await shows(page.getByTestId('activities'), /No finished sessions yet/);
  assert.deepEqual(await page.getByTestId('next-step').evaluateAll((steps) => steps.map((step) => step.dataset.step)), ['add_candidates', 'setup_payment']);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('next-step-link').first().click();
  await isAt(page, '/partner/candidates/upload');
  const row = await enrol(session, candidate(0));
  await page.goto('/partner/practice');
  await counts(page.getByTestId('next-step'), 1);
  await page.getByTestId('next-step-link').click();
  await counts(page.getByTestId('candidate-row'), 1);
  assert.equal(await page.getByTestId('filter-paid').inputValue(), 'false');
  await pay(session, row);
  await page.goto('/partner/practice');
  await kpi(page, 'enrolled', '1');
  await counts(page.getByTestId('next-steps'), 0);
});

test('sessions are counted, judged, plotted and listed; another partner\'s are not', async () => {
  const partner = home.partner('Busy House');
  const [session, other] = [await Session.open(home.url, partner), await Session.open(home.url, home.partner('Other House'))];
  const rows = [];
  for (let n = 10; n < 13; n += 1) rows.push(await enrol(session, candidate(n), n === 10 ? await batch(session, 'Course') : undefined));
  rows.push(await enrol(session, candidate(13, { firstname: HOSTILE })));
  await enrol(other, candidate(40));
  await lender.practice('other-1', 'candidate40@mail.example', { cost: 9_999 });
  await lender.practice('busy-open', rows[1].email, { status: 'started', completed_at: undefined, exam_type: 'SSC' });
  for (let n = 0; n < 23; n += 1) {
    await lender.practice(`busy-${n}`, rows[n % 3].email, {
      exam_name: `Test ${n}`, exam_type: n < 12 ? 'Banking' : 'Railways', cost: 100.5, score: 80 + (n % 5), rating: [5, 3, 1][n % 3], minutes: 40, completed_at: home.time(-n * 60),
    });
  }
  await lender.practice('busy-old', rows[3].email, { exam_name: 'Old <i>test</i>', score: 80, completed_at: home.time(-60 * 86_400), minutes: 1 });
  const page = await stage.signedIn(partner, { path: '/partner/practice' });
  await kpi(page, 'enrolled', '4');
  await shows(page.getByTestId('kpi-month-note'), /, 24 in all$/);
  await kpi(page, 'score', '81.8');
  await shows(page.getByTestId('performance'), 'Good');
  await kpi(page, 'revenue', '₹ 2,811.50');
  await kpi(page, 'pending', '₹ 2,811.50');
  await kpi(page, 'used', '96 %');
  await shows(page.getByTestId('kpi-used-note'), '24 finished of 25 sessions');
  await eventually(async () => assert.deepEqual((await page.getByTestId('exam-type').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()), ['Banking 13 52.0 %', 'Railways 11 44.0 %', 'SSC 1 4.0 %']));
  await shows(page.getByTestId('feedback-positive'), /8\s+34\.8 %/);
  await shows(page.getByTestId('feedback-negative'), /7\s+30\.4 %/);
  await shows(page.getByTestId('rating'), '3.1');
  await ready(page, 30);
  await shows(page.getByTestId('practice-summary'), '23 sessions finished in 30 days.');
  assert.deepEqual(await violations(page), []);
  for (const [days, sum] of [[90, 24], [7, 23]]) {
    await page.getByTestId(`practice-days-${days}-label`).click();
    await ready(page, days);
    await shows(page.getByTestId('practice-summary'), `${sum} sessions finished in ${days} days.`);
    await counts(page.getByTestId('practice-table').locator('tbody tr'), days);
  }
  await counts(page.getByTestId('activity'), 10);
  await shows(page.getByTestId('activity-description').first(), /completed Test 0$/);
  await shows(page.getByTestId('activity-about').first(), 'Banking, score 80, 40 minutes');
  await shows(page.getByTestId('activity-at').first(), / IST$/);
  await page.getByTestId('activities-more').click();
  await counts(page.getByTestId('activity'), 20);
  await page.getByTestId('activities-more').click();
  await counts(page.getByTestId('activity'), 24);
  await counts(page.getByTestId('activities-more'), 0);
  await shows(page.getByTestId('activity-description').last(), `${HOSTILE} ${rows[3].lastname} completed Old <i>test</i>`);
  await shows(page.getByTestId('activity-about').last(), 'Banking, score 80, 1 minute');
  assert.deepEqual(await violations(page), []);
});

test('days and times are those of the partner\'s zone', async () => {
  const company = await Applicant.start(home, { name: 'Far House' });
  await company.business({ timeZone: 'Pacific/Kiritimati' });
  await company.setup();
  await company.attach();
  await company.handIn();
  const { partner: { apiCredentials: credentials } } = await company.activate();
  const partner = { client_id: credentials.clientId, client_secret: credentials.clientSecret };
  const session = await Session.open(home.url, partner);
  const row = await enrol(session, candidate(60));
  await lender.practice('far-1', row.email);
  const page = await stage.signedIn(partner, { path: '/partner/practice' });
  await shows(page.getByTestId('practice-zone'), /Pacific\/Kiritimati/);
  const there = new Intl.DateTimeFormat('en-GB', { timeZone: 'Pacific/Kiritimati', day: 'numeric', month: 'short', year: 'numeric' }).format(Date.now()).replace('Sept', 'Sep');
  await shows(page.getByTestId('activity-at'), new RegExp(`^${there}, \\d\\d:\\d\\d \\(Pacific/Kiritimati\\)$`));
  await page.getByTestId('practice-table-toggle').click();
  await shows(page.getByTestId('practice-table').locator('tbody tr').first(), new RegExp(`^${there}\\s+1$`));
});

test('what cannot be read is told, and read again', async () => {
  const page = await stage.signedIn(home.partner('Broken House'), { path: '/partner/practice' });
  await ready(page, 30);
  stage.expectOutage();
  await page.context().setOffline(true);
  await page.getByTestId('practice-days-90-label').click();
  await shows(page.getByTestId('error-title'), /cannot be reached/);
  assert.deepEqual(await violations(page), []);
  await page.context().setOffline(false);
  await page.getByTestId('error-retry').click();
  await ready(page, 90);
});
