// Makes docs/screenshots: every page in light, in the dark and on a phone. Run by
// `make screenshots`.

import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { busyOffices, tourAdmin } from '../lib/admin-tour.mjs';
import { Desk, Session } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { Reviewers } from '../lib/onboarding.mjs';
import { tourOnboarding } from '../lib/onboarding-tour.mjs';
import { tour } from '../lib/pages.mjs';
import { person } from '../lib/people.mjs';
import { ROOT } from '../lib/places.mjs';
import { Stage } from '../lib/stage.mjs';
import { lifelike } from '../lib/world.mjs';

const FOLDER = path.join(ROOT, 'docs/screenshots');
const LARGEST = 200 * 1024;
const STILL = { reducedMotion: 'reduce', timezoneId: 'Asia/Kolkata', viewport: { width: 1280, height: 1160 } };
const LOOKS = {
  light: { ...STILL, colorScheme: 'light' },
  dark: { ...STILL, colorScheme: 'dark' },
  phone: { ...STILL, colorScheme: 'light', viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

async function picture(page, name) {
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file });
  assert.ok(statSync(file).size < LARGEST, `${file} has ${statSync(file).size} bytes`);
}

test('pictures of every page', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const world = await lifelike({ hostile: false, desk: true });
  const stage = await Stage.open(world.home);
  try {
    for (const [look, options] of Object.entries(LOOKS)) {
      await tour(stage, world, options, async (page, name) => {
        await picture(page, `${name}-${look}`);
        if (name !== 'dashboard' || look !== 'phone') return;
        await page.getByTestId('lead-row').first().evaluate((row) => row.scrollIntoView());
        await picture(page, `leads-${look}`);
      });
      await stage.judge();
    }
  } finally {
    await stage.close();
    await world.home.remove();
  }
});

/** Of the onboarding, the pages that people linger on. */
const LINGER = ['start', 'business', 'documents', 'review', 'credentials'];

test('pictures of the onboarding', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const home = await Installation.create();
  home.set({ 'onboarding.review': 'manual' });
  const staff = home.staff('operations');
  await home.start();
  const reviewers = new Reviewers(await Desk.open(home.url, staff));
  const stage = await Stage.open(home);
  try {
    for (const [look, options] of Object.entries(LOOKS)) {
      stage.expectRefusals();
      await tourOnboarding(stage, reviewers, options, async (page, name) => {
        if (LINGER.includes(name)) await picture(page, `onboarding-${name}-${look}`);
        if (name === 'password') await picture(page, `set-password-${look}`);
      });
      await stage.judge();
    }
  } finally {
    await stage.close();
    await home.remove();
  }
});

/** A tax card that nobody has, as somebody might scan it. */
async function card() {
  const studio = await Stage.open({ url: 'http://127.0.0.1' });
  try {
    const page = await (await studio.visitor({ viewport: { width: 520, height: 320 } })).newPage();
    await page.setContent(`<body style="margin:0;height:320px;font:20px sans-serif;background:linear-gradient(160deg,#dfeaf2,#b9d0e0);color:#123">
      <p style="margin:0;padding:20px 28px;background:#2a4d6b;color:#fff">Specimen: tax number card</p>
      <p style="margin:36px 28px 8px">Meadow Money Private Limited</p><p style="margin:0 28px;font:26px monospace">AAACQ0000K</p></body>`);
    return await page.screenshot();
  } finally {
    await studio.close();
  }
}

/** How many leads a partner shared how many days ago. */
const CALLS = [[26, 12], [24, 19], [21, 7], [19, 23], [17, 16], [14, 28], [12, 21], [10, 9], [8, 25], [6, 18], [4, 31], [3, 14], [1, 22]];

/** Some weeks in which a partner called; that partner. */
async function called(home) {
  const partner = home.partner('Northwind Leads');
  let next = 700;
  for (const [days, leads] of CALLS) {
    await home.start(days);
    const session = await Session.open(home.url, partner);
    for (const end = next + leads; next < end; next += 1) await session.share(person(next));
    // What was counted is written down when it ends.
    await home.stop('SIGTERM');
  }
  return partner;
}

test('pictures of the staff\'s pages', async () => {
  mkdirSync(FOLDER, { recursive: true });
  let caller;
  const past = async (home) => { caller = await called(home); };
  const world = await busyOffices({ png: await card(), office: { settings: { 'rate_limit.monthly_quota': '300' }, past } });
  const stage = await Stage.open(world.home);
  try {
    for (const [look, options] of Object.entries(LOOKS)) {
      await tourAdmin(stage, world, options, async (page, name) => {
        await picture(page, `admin-${name}-${look}`);
        if (name !== 'partner') return;
        await page.goto(`/admin/partners/${caller.partner_uuid}`);
        await page.getByTestId('quota').waitFor();
        await page.getByTestId('partner-limits').evaluate((card) => card.scrollIntoView());
        await page.locator('[data-testid="calls-chart"][data-ready="true"]').waitFor();
        await picture(page, `admin-limits-${look}`);
      });
      await stage.judge();
    }
  } finally {
    await stage.close();
    await world.home.remove();
  }
});
