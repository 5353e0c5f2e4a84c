// For everybody: axe, phones, the dark, little motion, the keyboard alone.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { keyPair } from '../lib/envelope.mjs';
import { sideways, violations, walk } from '../lib/sight.mjs';
import { Stage, eventually, shows } from '../lib/stage.mjs';
import { PAGES, tour } from '../lib/pages.mjs';
import { lifelike } from '../lib/world.mjs';

const STILL = { reducedMotion: 'reduce' };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let world;
let stage;
before(async () => {
  world = await lifelike();
  stage = await Stage.open(world.home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await world?.home.remove();
});

/** `look` at every page gives what is wrong there. */
async function finds(options, look) {
  const wrong = [];
  await tour(stage, world, options, async (page, name) => wrong.push(...(await look(page)).map((what) => `${name}: ${what}`)));
  return wrong;
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on any page in ${colorScheme}`, async () => {
    assert.deepEqual(await finds({ ...STILL, colorScheme }, violations), []);
  });
  test(`axe finds nothing on a phone in ${colorScheme}`, async () => {
    assert.deepEqual(await finds({ ...STILL, ...PHONE, colorScheme }, violations), []);
  });
}

test('no page scrolls sideways at 360 px', async () => {
  assert.deepEqual(await finds({ ...STILL, ...PHONE }, sideways), []);
});

test('Tab comes to everything on every page, and the focus is seen', async () => {
  const wrong = await finds(STILL, async (page) => {
    const { missed, unseen, walked } = await walk(page);
    assert.ok(walked > 3, 'it walked');
    return [...missed.map((one) => `missed ${one}`), ...unseen.map((one) => `unseen ${one}`)];
  });
  assert.deepEqual(wrong, []);
});

test('the system\'s colours are followed until one chooses, and the choice is kept', async () => {
  const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const bright = await stage.signedIn(world.partner, { colorScheme: 'light' });
  const page = await stage.signedIn(world.partner, { colorScheme: 'dark' });
  const dark = await background(page);
  assert.notEqual(dark, await background(bright));
  await page.getByTestId('theme-toggle').click();
  await eventually(async () => assert.equal(await page.locator('html').getAttribute('data-theme'), 'light'));
  await eventually(async () => assert.equal(await background(page), await background(bright)));
  await page.reload();
  await eventually(async () => assert.equal(await page.locator('html').getAttribute('data-theme'), 'light'));
});

test('with reduced motion nothing moves', async () => {
  const wrong = await finds(STILL, (page) => page.evaluate(() => [...document.querySelectorAll('*')].flatMap((one) => {
    const style = getComputedStyle(one);
    const longest = Math.max(...[style.animationDuration, style.transitionDuration].flatMap((times) => times.split(',').map(Number.parseFloat)));
    return longest > 0.05 ? [`${one.tagName} ${one.className} ${longest} s`] : [];
  }).slice(0, 5)));
  assert.deepEqual(wrong, []);
});

test('signing in, filtering and opening a lead need no mouse', async () => {
  const page = await (await stage.visitor(STILL)).newPage();
  await page.goto('/partner/login');
  const tabTo = async (id) => {
    for (let steps = 0; steps < 60; steps += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.dataset.testid === wanted, id)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not come to ${id}`);
  };
  await tabTo('login-client-id');
  await page.keyboard.type(world.partner.client_id);
  await tabTo('login-secret');
  await page.keyboard.type(world.partner.client_secret);
  await page.keyboard.press('Enter');
  await shows(page.getByTestId('kpi-total-value'), String(world.total));
  await tabTo('filter-search');
  await page.keyboard.type('kavya');
  await eventually(async () => assert.match(await page.getByTestId('lead-name').first().innerText(), /Kavya/));
  await tabTo('lead-link');
  await page.keyboard.press('Enter');
  await page.getByTestId('fact-name').waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), 'page-title'), 3_000);
});

test('dialogs keep the focus in and give it back', async () => {
  const page = await stage.signedIn(world.partner, STILL);
  const dialogs = [
    { go: PAGES.settings, opener: 'rotate-submit', prepare: () => page.getByTestId('rotate-hours').fill('1') },
    { go: PAGES.statement, opener: 'dispute-open', prepare: () => {} },
    ...['candidate-add', 'candidate-resend', 'candidate-mark-paid'].map((opener) => ({ go: PAGES.candidates, opener, prepare: () => {} })),
    { go: PAGES.batches, opener: 'batch-add', prepare: () => {} },
    ...['endpoint-add', 'endpoint-edit', 'endpoint-rotate', 'endpoint-disable', 'endpoint-delete'].map((opener) => ({ go: PAGES.webhooks, opener, prepare: () => {} })),
  ];
  for (const { go, opener, prepare } of dialogs) {
    await go(page, world);
    await prepare();
    const button = page.getByTestId(opener).first();
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    assert.deepEqual(await violations(page), [], opener);
    for (let step = 0; step < 12; step += 1) {
      // The browser's own controls count as the body.
      const where = await page.evaluate(() => (document.activeElement === document.body || Boolean(document.activeElement?.closest('dialog, [role=dialog]'))));
      assert.ok(where, `${opener}: the focus left the dialog at step ${step}`);
      await page.keyboard.press(step < 8 ? 'Tab' : 'Shift+Tab');
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await eventually(async () => assert.ok(await button.evaluate((one) => one === document.activeElement), `${opener}: the focus is back`));
  }
});

test('errors and empty lists pass axe as well', async () => {
  stage.expectOutage();
  for (const colorScheme of ['light', 'dark']) {
    const page = await stage.signedIn(world.partner, { ...STILL, colorScheme });
    await page.getByRole('searchbox').fill('zzzz nobody');
    await page.getByTestId('empty').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.context().setOffline(true);
    await page.getByTestId('nav-statements').click();
    await page.getByTestId('error').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.context().setOffline(false);
    await page.goto('/partner/lead/987654321');
    await page.getByTestId('lead-missing').waitFor();
    assert.deepEqual(await violations(page), []);
  }
});

test('what shows in between passes axe as well', async () => {
  stage.expectRefusals();
  const partner = world.home.partner('Passing House');
  for (const colorScheme of ['light', 'dark']) {
    const options = { ...STILL, colorScheme };
    const stranger = await (await stage.visitor(options)).newPage();
    await stranger.goto('/partner/login');
    await stranger.getByLabel('Client ID').fill('nobody');
    await stranger.getByLabel('Client secret', { exact: true }).fill('nothing');
    await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
    await stranger.getByTestId('login-error').waitFor();
    assert.deepEqual(await violations(stranger), [], 'a refused login');

    const page = await stage.signedIn(world.partner, options);
    await PAGES.dashboard(page, world);
    await page.getByTestId('chart-table-toggle').click();
    await page.getByTestId('filters-more').click();
    await page.getByTestId('filter-start').fill('2026-02-02');
    await page.getByTestId('filter-end').fill('2026-02-01');
    await page.getByTestId('filter-error').waitFor();
    assert.deepEqual(await violations(page), [], 'everything open');

    const other = await stage.signedIn(partner, { ...options, path: '/partner/settings' });
    await other.getByTestId('enrol-mode-own-label').click();
    await other.getByTestId('enrol-pem').fill(keyPair().publicKey);
    await other.getByTestId('enrol-start').click();
    await other.getByTestId('enrol-nonce').waitFor();
    await other.getByTestId('rotate-hours').fill('168');
    await other.getByTestId('rotate-submit').click();
    await other.getByTestId('rotate-confirm').click();
    partner.client_secret = (await other.getByTestId('new-secret-value').innerText()).trim();
    assert.deepEqual(await violations(other), [], 'a new secret, a nonce');
  }
});
