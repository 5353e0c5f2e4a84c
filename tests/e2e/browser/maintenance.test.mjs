// What everybody is told when the service is about to rest.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Desk } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { sideways, violations } from '../lib/sight.mjs';
import { Stage, counts, eventually, shows } from '../lib/stage.mjs';

const PHONE = { viewport: { width: 320, height: 740 }, hasTouch: true, isMobile: true };

let home;
let stage;
let desk;
let partner;
before(async () => {
  home = await Installation.create();
  const staff = home.staff('admin');
  partner = home.partner('Resting House');
  await home.start();
  stage = await Stage.open(home);
  desk = await Desk.open(home.url, staff);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** Announces a rest `from` seconds from now, for so many. */
const announce = (from, seconds, text) => desk.post('/maintenance', { from: home.time(from), to: home.time(from + seconds), text });

/** The page, read anew until it has so many announcements: the server remembers them for a moment. */
const told = (page, count) => eventually(async () => {
  await page.reload();
  await page.getByTestId('page-title').waitFor();
  await eventually(async () => assert.equal(await page.getByTestId('maintenance').count(), count), 1000);
}, 30_000);

test('planned maintenance is told on every page, by both clocks, until it is waved aside', async () => {
  const page = await stage.signedIn(partner);
  await counts(page.getByTestId('maintenance'), 0);
  await announce(86_400, 7200, 'The database <b>moves</b>.');
  await told(page, 1);
  const banner = page.getByTestId('maintenance');
  assert.equal(await banner.getAttribute('data-state'), 'upcoming');
  await shows(banner.getByTestId('maintenance-title'), 'Maintenance is planned');
  await shows(banner.getByTestId('maintenance-text'), 'The database <b>moves</b>.');
  await shows(banner.getByTestId('maintenance-time'), /^\d{1,2} \w{3} \d{4}, \d\d:\d\d.* IST; where you are: \d{1,2} \w{3} \d{4}, \d\d:\d\d/);
  assert.deepEqual(await violations(page), []);
  for (const nav of ['nav-statements', 'nav-webhooks', 'nav-usage', 'nav-settings']) {
    await page.getByTestId(nav).click();
    await page.getByTestId('page-title').waitFor();
    await counts(banner, 1);
  }
  await banner.getByTestId('maintenance-dismiss').click();
  await counts(banner, 0);
  await told(page, 0);
  const other = await stage.signedIn(partner, { ...PHONE, timezoneId: 'Asia/Kolkata', colorScheme: 'dark' });
  await shows(other.getByTestId('maintenance-time'), / IST$/);
  assert.deepEqual(await sideways(other), []);
  assert.deepEqual(await violations(other), []);
});

test('another announcement shows although the first was waved aside, and says when it has begun', async () => {
  const page = await stage.signedIn(partner);
  await told(page, 1);
  await page.getByTestId('maintenance-dismiss').click();
  await announce(15, 3600, 'A short one.');
  await told(page, 1);
  await shows(page.getByTestId('maintenance-text'), 'A short one.');
  // Nobody touches the page.
  await page.locator('[data-testid="maintenance"][data-state="running"]').waitFor({ timeout: 60_000 });
  await shows(page.getByTestId('maintenance-title'), 'Maintenance is under way');
});
