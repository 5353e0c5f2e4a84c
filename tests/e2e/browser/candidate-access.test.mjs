// The candidates' pages for everybody: axe on each, phones, the dark, the keyboard alone, little motion.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { CANDIDATE_PAGES, school, tourCandidates } from '../lib/candidate-tour.mjs';
import { sideways, violations, walk } from '../lib/sight.mjs';
import { Stage } from '../lib/stage.mjs';

const STILL = { reducedMotion: 'reduce' };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let world;
let stage;
before(async () => {
  world = await school();
  stage = await Stage.open(world.home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await world?.home.remove();
});

/** `look` at every page there is gives what is wrong there. */
async function finds(options, look) {
  stage.expectRefusals();
  const wrong = [];
  const seen = [];
  await tourCandidates(stage, world, { ...STILL, ...options }, async (page, name) => {
    seen.push(name);
    wrong.push(...(await look(page)).map((what) => `${name}: ${what}`));
  });
  assert.deepEqual(seen, CANDIDATE_PAGES);
  return wrong;
}

/** Tab comes to everything, and the focus is seen. */
async function walked(page) {
  // After a change of what is shown one begins at its heading.
  await page.waitForTimeout(100);
  await page.evaluate(() => {
    const top = document.createElement('span');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
  });
  const { missed, unseen } = await walk(page);
  return [...missed.map((one) => `missed ${one}`), ...unseen.map((one) => `unseen ${one}`)];
}

const moving = (page) => page.evaluate(() => [...document.querySelectorAll('*')].flatMap((one) => {
  const { animationDuration, transitionDuration } = getComputedStyle(one);
  return Math.max(...[animationDuration, transitionDuration].flatMap((times) => times.split(',').map(Number.parseFloat))) > 0.05 ? [`moves ${one.className}`] : [];
}));

/** What axe finds in either colours. */
async function colours(page) {
  const wrong = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    wrong.push(...(await violations(page)).map((what) => `${colorScheme}: ${what}`));
  }
  return wrong;
}

test('axe finds nothing, nothing moves, and Tab comes to everything', async () => {
  assert.deepEqual(await finds({}, async (page) => [...await colours(page), ...await moving(page), ...await walked(page)]), []);
});

test('axe finds nothing and nothing scrolls sideways on a phone', async () => {
  assert.deepEqual(await finds(PHONE, async (page) => [...await colours(page), ...await sideways(page)]), []);
});
