// The onboarding for everybody: axe on each step, phones, the dark, the keyboard alone, and what it weighs.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Desk } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { PDF, Reviewers, file } from '../lib/onboarding.mjs';
import { sideways, violations, walk } from '../lib/sight.mjs';
import { Stage, eventually } from '../lib/stage.mjs';
import { ONBOARDING_PAGES, tourOnboarding } from '../lib/onboarding-tour.mjs';
import { toReview } from '../lib/steps.mjs';

const STILL = { reducedMotion: 'reduce' };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let home;
let reviewers;
let stage;
before(async () => {
  home = await Installation.create();
  home.set({ 'onboarding.review': 'manual' });
  const staff = home.staff('operations');
  await home.start();
  reviewers = new Reviewers(await Desk.open(home.url, staff));
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** `look` at every page there is gives what is wrong there. */
async function finds(options, look) {
  stage.expectRefusals();
  const wrong = [];
  const seen = [];
  await tourOnboarding(stage, reviewers, options, async (page, name) => {
    seen.push(name);
    wrong.push(...(await look(page, name)).map((what) => `${name}: ${what}`));
  });
  assert.deepEqual(seen, ONBOARDING_PAGES);
  return wrong;
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on any step in ${colorScheme}`, async () => {
    assert.deepEqual(await finds({ ...STILL, colorScheme }, violations), []);
  });
  test(`axe finds nothing and nothing scrolls sideways on a phone in ${colorScheme}`, async () => {
    assert.deepEqual(await finds({ ...STILL, ...PHONE, colorScheme }, async (page) => [...await violations(page), ...await sideways(page)]), []);
  });
}

test('Tab comes to everything on every step, and the focus is seen', async () => {
  const wrong = await finds(STILL, async (page, name) => {
    // Behind a dialog nothing is to be reached.
    if (name === 'leave') return [];
    // After a change of step one begins at its heading.
    await page.waitForTimeout(100);
    await page.evaluate(() => {
      const top = document.createElement('span');
      top.tabIndex = -1;
      document.body.prepend(top);
      top.focus();
    });
    const { missed, unseen } = await walk(page);
    return [...missed.map((one) => `missed ${one}`), ...unseen.map((one) => `unseen ${one}`)];
  });
  assert.deepEqual(wrong, []);
});

test('the whole way needs no mouse', async () => {
  const page = await (await stage.visitor(STILL)).newPage();
  await page.goto('/partner/onboarding');
  const tabTo = async (id) => {
    for (let steps = 0; steps < 60; steps += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.dataset.testid === wanted, id)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not come to ${id}`);
  };
  const type = async (id, text) => {
    await tabTo(id);
    await page.keyboard.type(text);
  };
  const arrives = (title) => eventually(async () => {
    assert.deepEqual(await page.evaluate(() => [document.activeElement?.dataset.testid, document.activeElement?.textContent]), ['page-title', title]);
  }, 5_000);
  await page.getByTestId('start-form').waitFor();
  // Asked for long before: the browser has to be told that its own window is not wanted.
  const chooser = page.waitForEvent('filechooser', { timeout: 120_000 });
  await type('field-name', 'Keyboard House');
  await type('field-email', 'keys@new-house.example');
  await type('field-phone', '+919876543210');
  await page.keyboard.press('Enter');
  await arrives('Keep your link');
  const id = new URLSearchParams(new URL(await page.getByTestId('resume-link').innerText()).hash.slice(1)).get('id');
  await tabTo('keep-link-done');
  await page.keyboard.press('Enter');
  await arrives('Business details');
  await type('field-company-name', 'Keyboard House');
  await page.keyboard.press('Enter');
  await arrives('API set-up');
  await type('field-webhook-url', 'https://hooks.new-house.example/in');
  await type('field-callback-url', 'https://www.new-house.example/back');
  await page.keyboard.press('Enter');
  await arrives('Documents');
  await tabTo('document-type');
  await page.keyboard.type('Tax');
  await tabTo('choose-files');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([file('keys.pdf', PDF)]);
  await page.getByTestId('document-row').waitFor();
  await tabTo('hand-in');
  await page.keyboard.press('Enter');
  await arrives('Review');
  await reviewers.approve(id);
  await page.getByTestId('to-live').waitFor({ timeout: 30_000 });
  await tabTo('to-live');
  await page.keyboard.press('Enter');
  await arrives('Go live');
  await tabTo('activate');
  await page.keyboard.press('Enter');
  await arrives('You are live. These are your credentials');
  await tabTo('credentials-kept');
  await page.keyboard.press('Space');
  await tabTo('credentials-done');
  await page.keyboard.press('Enter');
  await arrives('You are live');
  await tabTo('to-login');
});

test('what is decided and what arrives is told to screen readers', async () => {
  const page = await (await stage.visitor(STILL)).newPage();
  await page.goto('/partner/onboarding');
  await page.evaluate(() => {
    globalThis.told = [];
    new MutationObserver(() => globalThis.told.push(document.querySelector('[data-testid="announcer"]')?.textContent)).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const begun = await toReview(page);
  await reviewers.approve(begun.id);
  await page.getByTestId('to-live').waitFor({ timeout: 30_000 });
  await eventually(async () => {
    const told = await page.evaluate(() => globalThis.told.join('\n'));
    assert.match(told, /registration\.pdf is with the lender/);
    assert.match(told, /approved/);
  });
});

test('with reduced motion nothing moves, and a first visit weighs little', async (t) => {
  const page = await (await stage.visitor(STILL)).newPage();
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto('/partner/onboarding');
  await page.getByTestId('start-form').waitFor();
  await page.waitForTimeout(500);
  t.diagnostic(`onboarding: ${(bytes / 1000).toFixed(1)} KB over the wire`);
  assert.ok(bytes > 1024 && bytes <= 100_000, `${bytes} bytes`);
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
    const { animationDuration, transitionDuration } = getComputedStyle(one);
    return Math.max(...[animationDuration, transitionDuration].flatMap((times) => times.split(',').map(Number.parseFloat))) > 0.05;
  }).length);
  assert.equal(moving, 0);
});
