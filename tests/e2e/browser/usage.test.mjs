// Usage: what was called, what is left, and what is said when there is nothing left.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { person } from '../lib/people.mjs';
import { violations } from '../lib/sight.mjs';
import { Stage, counts, eventually, shows } from '../lib/stage.mjs';

const QUOTA = 10;
/** Enough for a page, and soon used up. */
const BURST = 60;

let home;
let stage;
before(async () => {
  home = await Installation.create();
  home.set({ 'rate_limit.monthly_quota': String(QUOTA), 'rate_limit.partner_per_second': '1', 'rate_limit.partner_burst': String(BURST) });
  await home.start();
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** The page, read anew until the counts are written down. */
async function read(page, used) {
  await eventually(async () => {
    await page.reload();
    assert.equal(await page.getByTestId('quota-used').innerText(), used);
  }, 40_000);
}

test('before anything was called there is something to read all the same', async () => {
  const page = await stage.signedIn(home.partner('Quiet House'));
  await page.getByTestId('nav-usage').click();
  await shows(page.getByTestId('quota-used'), '0');
  await shows(page.getByTestId('quota-allowed'), String(QUOTA));
  await shows(page.getByTestId('quota-standing'), 'Within the quota');
  await shows(page.getByTestId('quota-resets'), /^1 \w{3} \d{4}, 00:00 IST$/);
  await shows(page.getByTestId('limits-words'), /1 call a second .* 60 at once/);
  await page.locator('[data-testid="calls-chart"][data-ready="true"]').waitFor();
  assert.deepEqual(await violations(page), []);
});

test('calls are counted by day, route and outcome, and the quota runs out', async () => {
  const partner = home.partner('Calling House');
  const session = await Session.open(home.url, partner);
  for (let n = 0; n < 7; n += 1) await session.share(person(n));
  assert.equal((await session.post('/lead-dedupe-check', { ...person(8), mobile_number: '12' })).json.code, 4119);
  const page = await stage.signedIn(partner, { path: '/partner/usage' });
  await read(page, '8');
  await shows(page.getByTestId('quota-percent'), '80 %');
  await shows(page.getByTestId('quota-standing'), 'Nearly used up');
  await shows(page.getByTestId('quota-remaining'), '2 calls');
  await shows(page.getByTestId('usage-route').filter({ hasText: 'POST /api/v1/partner/lead-dedupe-check' }), /8\s+1$/);
  await shows(page.locator('[data-outcome="2005"]'), /Lead shared: fresh\s+7/);
  await shows(page.locator('[data-outcome="4119"]'), /refused/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('calls-table-toggle').click();
  const today = page.getByTestId('calls-table').locator('tbody tr').first();
  assert.match(await today.innerText(), /\d{4}\s+\d+\s+[1-9]/);

  await session.share(person(9));
  await session.share(person(10));
  const refused = await session.post('/lead-dedupe-check', person(11));
  assert.equal(refused.json.code, 4290);
  await read(page, '10');
  await shows(page.getByTestId('quota-standing'), 'Used up');
  await shows(page.getByTestId('quota-words'), /calls are refused with code 4290/);
  await shows(page.getByTestId('quota-remaining'), '0 calls');
  await shows(page.locator('[data-outcome="4290"]'), /Too many calls/);
  await shows(page.getByTestId('quota-alerts'), /80 % .* IST[\s\S]*100 % .* IST/);
  assert.deepEqual(await violations(page), []);
});

test('the days shown are chosen', async () => {
  const page = await stage.signedIn(home.partner('Choosing House'), { path: '/partner/usage' });
  for (const days of [7, 90, 30]) {
    await page.getByTestId(`usage-days-${days}-label`).click();
    await page.locator(`[data-testid="calls-chart"][data-ready="true"][data-days="${days}"]`).waitFor();
    await counts(page.getByTestId('calls-table').locator('tbody tr'), days);
    await shows(page.getByTestId('calls-summary'), new RegExp(`in ${days} days`));
  }
});

test('too many calls at once are told with when to try again', async () => {
  const tight = await Installation.create();
  tight.set({ 'rate_limit.partner_per_second': '1', 'rate_limit.partner_burst': String(BURST) });
  const partner = tight.partner('Hasty House');
  await tight.start();
  const theatre = await Stage.open(tight);
  try {
    const page = await theatre.signedIn(partner, { path: '/partner/settings' });
    await page.getByTestId('secret-row').waitFor();
    const session = await Session.open(tight.url, partner);
    theatre.expectRefusals();
    // Other programs of the partner use up what there is.
    let busy = true;
    const hammering = (async () => {
      while (busy) await session.get('/profile');
    })();
    await eventually(async () => {
      for (const nav of ['nav-settings', 'nav-statements']) await page.getByTestId(nav).click();
      await page.getByTestId('error').waitFor({ timeout: 1000 });
    }).finally(() => { busy = false; });
    await hammering;
    await shows(page.getByTestId('error-title'), 'Too many requests at once');
    await shows(page.getByTestId('error-advice'), /^Wait \d+ seconds?, then try again\.$/);
    assert.deepEqual(await violations(page), []);
    await eventually(async () => {
      await page.getByTestId('error-retry').click({ timeout: 1000 }).catch(() => {});
      assert.equal(await page.getByTestId('empty').count(), 1);
    });
    await theatre.judge();
  } finally {
    await theatre.close();
    await tight.remove();
  }
});
