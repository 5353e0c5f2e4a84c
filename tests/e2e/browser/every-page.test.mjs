// Every page, filled, once: what the database holds comes onto each of them. The files that look
// closer at pages run on SQLite alone (README, "Two databases").

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADMIN_PAGES, busyOffices, tourAdmin } from '../lib/admin-tour.mjs';
import { Desk } from '../lib/api.mjs';
import { CANDIDATE_PAGES, school, tourCandidates } from '../lib/candidate-tour.mjs';
import { Installation } from '../lib/installation.mjs';
import { Reviewers } from '../lib/onboarding.mjs';
import { ONBOARDING_PAGES, tourOnboarding } from '../lib/onboarding-tour.mjs';
import { PAGES, tour } from '../lib/pages.mjs';
import { Stage } from '../lib/stage.mjs';
import { lifelike } from '../lib/world.mjs';

/** Goes through `pages` of the world that `make` gives; none may be broken. */
async function each(make, pages, walk) {
  const world = await make();
  const stage = await Stage.open(world.home);
  const seen = [];
  try {
    await walk(stage, world, async (page, name) => {
      seen.push(name);
      for (const wrong of ['error', 'denied', 'not-found']) assert.equal(await page.getByTestId(wrong).count(), 0, `${name}: ${wrong}`);
    });
    assert.deepEqual(seen, pages);
    await stage.judge();
  } finally {
    await stage.close();
    await world.home.remove();
  }
}

/** Where each onboarding is decided by somebody. */
async function reviewed() {
  const home = await Installation.create();
  home.set({ 'onboarding.review': 'manual' });
  const staff = home.staff('operations');
  await home.start();
  return { home, reviewers: new Reviewers(await Desk.open(home.url, staff)) };
}

test('every page of a partner', () => each(lifelike, ['login', ...Object.keys(PAGES)], (stage, world, look) => tour(stage, world, {}, look)));

test('every page of staff', () => each(busyOffices, ['login', ...Object.keys(ADMIN_PAGES)], (stage, world, look) => tourAdmin(stage, world, {}, look)));

test('every page of the onboarding', () => each(reviewed, ONBOARDING_PAGES, (stage, { reviewers }, look) => {
  stage.expectRefusals();
  return tourOnboarding(stage, reviewers, {}, look);
}));

test('every page of candidates', () => each(school, CANDIDATE_PAGES, (stage, world, look) => {
  stage.expectRefusals();
  return tourCandidates(stage, world, {}, look);
}));
