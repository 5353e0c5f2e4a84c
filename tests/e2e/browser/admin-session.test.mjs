// Staff sign in, stay signed in, sign out.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { linkInMail } from '../lib/onboarding.mjs';
import { atDesk, keptSession, offices, PAGES_OF, ROLES, signInAs } from '../lib/staff.mjs';
import { Stage, eventually, isAt, shows } from '../lib/stage.mjs';

let home;
let staff;
let stage;
before(async () => {
  ({ home, staff } = await offices());
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

const newcomer = async () => (await stage.visitor()).newPage();
const statusOf = async (token) => (await fetch(`${home.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } })).status;

for (const role of ROLES) {
  test(`${role} signs in and finds the pages of the role`, async () => {
    const page = await atDesk(stage, staff[role]);
    await isAt(page, `/admin/${PAGES_OF[role][0]}`);
    await shows(page.getByTestId('staff-email'), staff[role].email);
    await eventually(async () => {
      const found = await page.locator('[data-testid^="nav-"]').evaluateAll((links) => links.map((link) => link.dataset.testid.slice(4)));
      assert.deepEqual(found, PAGES_OF[role]);
    });
    const { token, until } = await keptSession(page);
    assert.ok(Math.abs(until - Date.now() - 12 * 3_600_000) < 60_000, 'twelve hours');
    assert.equal(await statusOf(token), 200);
    const texts = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.ok(!texts.includes(staff[role].password), 'the password is kept nowhere');
  });
}

test('/admin leads to the first page, by way of the login', async () => {
  const page = await newcomer();
  await page.goto('/admin');
  await isAt(page, '/admin/login');
  await signInAs(page, staff.finance);
  await isAt(page, '/admin/payouts');
  await page.goto('/admin/');
  await page.getByTestId('denied').waitFor();
});

test('a wrong password is told, and the same as an unknown address', async () => {
  stage.expectRefusals();
  const page = await newcomer();
  const told = [];
  for (const [email, password] of [[staff.admin.email, 'not the password'], ['nobody@lender.example', staff.admin.password]]) {
    await page.goto('/admin/login');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByTestId('login-submit').click();
    await shows(page.getByTestId('login-error'), /not right/);
    told.push((await page.getByTestId('login-error').innerText()).replace(/Request \S+/, ''));
    assert.equal(await keptSession(page), null);
  }
  assert.equal(told[0], told[1]);
  await page.getByLabel('E-mail address').fill('');
  await page.getByTestId('login-submit').click();
  await shows(page.getByTestId('login-error'), /Enter/);
});

test('who is not signed in comes to where it wanted to go, if the role may', async () => {
  const page = await newcomer();
  await page.goto('/admin/health?x=1');
  await isAt(page, '/admin/login');
  await signInAs(page, staff.auditor);
  await isAt(page, '/admin/health');
  const other = await newcomer();
  await other.goto('/admin/staff');
  await isAt(other, '/admin/login');
  await signInAs(other, staff.operations);
  await isAt(other, '/admin/partners');
});

test('signing out ends the token and clears everything in all tabs', async () => {
  stage.expectRefusals();
  const page = await atDesk(stage, staff.admin, '/admin/health');
  await page.getByTestId('health').waitFor();
  const other = await page.context().newPage();
  await other.goto('/admin/staff');
  await other.getByTestId('staff-row').first().waitFor();
  await page.getByTestId('theme-toggle').click();
  const { token } = await keptSession(page);
  await page.getByTestId('sign-out').click();
  await isAt(page, '/admin/login');
  await isAt(other, '/admin/login');
  await shows(page.getByTestId('login-notice'), 'You are signed out.');
  for (const one of [page, other]) {
    assert.equal(await one.evaluate(() => localStorage.length), 0);
    assert.doesNotMatch(await one.locator('body').innerText(), /lender\.example/);
  }
  assert.equal(await statusOf(token), 401);
  await page.goBack();
  await isAt(page, '/admin/login');
  await page.goto('/admin/staff');
  await isAt(page, '/admin/login');
});

test('signing in lets the other tabs in as well', async () => {
  const page = await newcomer();
  await page.goto('/admin/login');
  const other = await page.context().newPage();
  await other.goto('/admin/health');
  await isAt(other, '/admin/login');
  await signInAs(page, staff.admin);
  await isAt(other, '/admin/health');
});

test('a session whose time is over ends by itself', async () => {
  const page = await atDesk(stage, staff.admin, '/admin/health');
  await page.getByTestId('health').waitFor();
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('admin.session'));
    localStorage.setItem('admin.session', JSON.stringify({ ...kept, until: Date.now() - 1 }));
  });
  await page.getByTestId('nav-staff').click();
  await isAt(page, '/admin/login');
  await shows(page.getByTestId('login-notice'), /session has ended/);
  await signInAs(page, staff.admin);
  await isAt(page, '/admin/staff');
});

test('a token that the server no longer takes ends the session', async () => {
  stage.expectRefusals();
  const page = await atDesk(stage, staff.admin, '/admin/health');
  await page.getByTestId('health').waitFor();
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('admin.session'));
    localStorage.setItem('admin.session', JSON.stringify({ ...kept, token: kept.token.replace(/.{4}$/, 'AAAA') }));
  });
  await page.reload();
  await isAt(page, '/admin/login');
  assert.equal(await keptSession(page), null);
});

test('a forgotten password is replaced by a link from the mail', async () => {
  const page = await newcomer();
  await page.goto('/admin/login');
  await page.getByTestId('forgot-password').click();
  await page.getByTestId('forgot-submit').click();
  await shows(page.getByTestId('forgot-error'), /Enter/);
  await page.getByTestId('forgot-email').fill('nobody@lender.example');
  await page.getByTestId('forgot-submit').click();
  const same = await page.getByTestId('forgot-sent').innerText();
  await page.getByTestId('forgot-back').click();
  await page.getByTestId('forgot-password').click();
  await page.getByTestId('forgot-email').fill(staff.auditor.email);
  await page.getByTestId('forgot-submit').click();
  assert.equal(await page.getByTestId('forgot-sent').innerText(), same, 'nobody learns who has an account');

  const link = await linkInMail(home, staff.auditor.email, 'set-password');
  await page.goto(link);
  staff.auditor.password = 'four quiet brown teapots';
  await page.getByTestId('new-password').fill(staff.auditor.password);
  await page.getByTestId('password-submit').click();
  await page.getByTestId('password-done').or(page.getByText(/password is set/i)).first().waitFor();
  await signInAs(page, staff.auditor);
});
