// The staff's pages for everybody: axe, phones, the dark, little motion, the keyboard alone;
// and each page with each role.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { ADMIN_PAGES, busyOffices, DIALOGS, tourAdmin } from '../lib/admin-tour.mjs';
import { sideways, violations, walk } from '../lib/sight.mjs';
import { atDesk, PAGES_OF, ROLES } from '../lib/staff.mjs';
import { Stage, counts, eventually, settled, shows } from '../lib/stage.mjs';

const STILL = { reducedMotion: 'reduce' };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let world;
let stage;
before(async () => {
  world = await busyOffices();
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
  await tourAdmin(stage, world, options, async (page, name) => wrong.push(...(await look(page)).map((what) => `${name}: ${what}`)));
  return wrong;
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on any page of staff in ${colorScheme}`, async () => {
    assert.deepEqual(await finds({ ...STILL, colorScheme }, violations), []);
  });
  test(`axe finds nothing on a phone in ${colorScheme}`, async () => {
    assert.deepEqual(await finds({ ...STILL, ...PHONE, colorScheme }, violations), []);
  });
}

test('no page of staff scrolls sideways at 360 px', async () => {
  assert.deepEqual(await finds({ ...STILL, ...PHONE }, sideways), []);
});

test('Tab comes to everything on every page of staff, and the focus is seen', async () => {
  const wrong = await finds(STILL, async (page) => {
    // From the beginning, wherever something was clicked before.
    await page.evaluate(() => {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
    });
    const { missed, unseen, walked } = await walk(page);
    assert.ok(walked > 3, 'it walked');
    return [...missed.map((one) => `missed ${one}`), ...unseen.map((one) => `unseen ${one}`)];
  });
  assert.deepEqual(wrong, []);
});

test('with reduced motion nothing moves', async () => {
  const wrong = await finds(STILL, (page) => page.evaluate(() => [...document.querySelectorAll('*')].flatMap((one) => {
    const style = getComputedStyle(one);
    const longest = Math.max(...[style.animationDuration, style.transitionDuration].flatMap((times) => times.split(',').map(Number.parseFloat)));
    return longest > 0.05 ? [`${one.tagName} ${one.className} ${longest} s`] : [];
  }).slice(0, 5)));
  assert.deepEqual(wrong, []);
});

for (const [look, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, phone: PHONE })) {
  test(`dialogs pass axe, keep the focus in and give it back: ${look}`, async () => {
    const page = await atDesk(stage, world.staff.admin, undefined, { ...STILL, ...options });
    let at = '';
    for (const [where, opener, dialog] of DIALOGS) {
      if (where !== at) await ADMIN_PAGES[(at = where)](page, world);
      const button = page.getByTestId(opener).first();
      await button.focus();
      await page.keyboard.press('Enter');
      await page.getByTestId(dialog).waitFor();
      assert.deepEqual([...await violations(page), ...await sideways(page)], [], dialog);
      for (let step = 0; step < 10; step += 1) {
        // The browser's own controls count as the body.
        const inside = await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement?.closest('dialog')));
        assert.ok(inside, `${dialog}: the focus left it at step ${step}`);
        await page.keyboard.press(step < 6 ? 'Tab' : 'Shift+Tab');
      }
      await page.keyboard.press('Escape');
      await page.getByTestId(dialog).waitFor({ state: 'hidden' });
      await eventually(async () => assert.ok(await button.evaluate((one) => one === document.activeElement), `${dialog}: the focus is back`));
    }
  });
}

test('signing in, finding a partner and noting something need no mouse', async () => {
  const page = await (await stage.visitor(STILL)).newPage();
  await page.goto('/admin/login');
  const tabTo = async (id) => {
    for (let steps = 0; steps < 80; steps += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.dataset.testid === wanted, id)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not come to ${id}`);
  };
  await tabTo('login-email');
  await page.keyboard.type(world.staff.operations.email);
  await tabTo('login-password');
  await page.keyboard.type(world.staff.operations.password);
  await page.keyboard.press('Enter');
  await page.getByTestId('partner-row').first().waitFor();
  await tabTo('filter-search');
  await page.keyboard.type('bazaar');
  await counts(page.getByTestId('partner-row'), 1);
  await tabTo('partner-link');
  await page.keyboard.press('Enter');
  await page.getByTestId('note-text').waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), 'page-title'), 3_000);
  await tabTo('note-text');
  await page.keyboard.type('By keyboard alone.');
  await tabTo('note-add');
  await page.keyboard.press('Enter');
  await shows(page.getByTestId('note-content').first(), 'By keyboard alone.');
});

test('what shows in between passes axe as well', async () => {
  stage.expectOutage();
  for (const colorScheme of ['light', 'dark']) {
    const options = { ...STILL, colorScheme };
    const stranger = await (await stage.visitor(options)).newPage();
    await stranger.goto('/admin/login');
    await stranger.getByTestId('login-submit').click();
    await stranger.getByTestId('login-error').waitFor();
    assert.deepEqual(await violations(stranger), [], 'a refused login');
    await stranger.getByTestId('forgot-password').click();
    assert.deepEqual(await violations(stranger), [], 'a forgotten password');

    const page = await atDesk(stage, world.staff.admin, '/admin/partners', options);
    await page.getByTestId('filter-search').fill('zzzz nobody');
    await page.getByTestId('empty').waitFor();
    assert.deepEqual(await violations(page), [], 'nobody');
    await page.getByTestId('filters-clear').click();
    await page.getByTestId('partner-add').click();
    await page.getByTestId('partner-new-confirm').click();
    await page.getByTestId('partner-new-error').waitFor();
    assert.deepEqual(await violations(page), [], 'wrong fields');
    await page.getByTestId('partner-new-cancel').click();
    await page.goto('/admin/partners/0193aa11-0000-7000-8000-000000000001');
    await page.getByTestId('partner-missing').waitFor();
    assert.deepEqual(await violations(page), [], 'no such partner');
    await page.goto('/admin/audit?from=2026-02-02&to=2026-02-01');
    await page.getByTestId('filter-error').waitFor();
    assert.deepEqual(await violations(page), [], 'wrong days');
    await page.context().setOffline(true);
    await page.getByTestId('nav-payouts').click();
    await page.getByTestId('error').waitFor();
    assert.deepEqual(await violations(page), [], 'no answer');
    await page.context().setOffline(false);

    const denied = await atDesk(stage, world.staff.finance, '/admin/partners', options);
    await denied.getByTestId('denied').waitFor();
    assert.deepEqual(await violations(denied), [], 'denied');
  }
});

const READ = { partners: 'partner-row', review: 'review-partner', payouts: 'run-row', disputes: 'dispute', audit: 'audit-row', staff: 'staff-row', health: 'health' };

for (const role of ROLES) {
  test(`${role} sees the pages of the role and no others`, async () => {
    const asked = [];
    const page = await atDesk(stage, world.staff[role]);
    page.on('response', (reply) => reply.status() === 403 && asked.push(reply.url()));
    for (const [name, sign] of Object.entries(READ)) {
      await page.goto(`/admin/${name}`);
      await page.getByTestId(PAGES_OF[role].includes(name) ? sign : 'denied').first().waitFor();
      await settled(page);
      assert.equal(await page.getByTestId('denied').count(), PAGES_OF[role].includes(name) ? 0 : 1, name);
    }
    assert.deepEqual(asked, [], 'what would be refused is not asked for');
  });
}
