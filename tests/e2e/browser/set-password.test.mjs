// Choosing a password by the link of a letter.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Installation } from '../lib/installation.mjs';
import { letters, linkInMail } from '../lib/onboarding.mjs';
import { Stage, counts, eventually, shows } from '../lib/stage.mjs';
import { keptTexts } from '../lib/steps.mjs';

const GOOD = 'four quiet brown teapots';

let home;
let stage;
let staff;
before(async () => {
  home = await Installation.create();
  staff = home.staff('auditor');
  await home.start();
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

const visit = async () => (await stage.visitor()).newPage();
const tokenOf = (link) => new URLSearchParams(link.slice(link.indexOf('#') + 1)).get('token');

async function status(path, body) {
  const reply = await fetch(home.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return reply.status;
}

const signsIn = async (email, password) => (await status('/api/v1/auth/login', { email, password })) === 200;

/** Asks for a link in the browser and takes it from the letter. */
async function link(email) {
  const before = letters(home, email).length;
  assert.equal(await status('/api/v1/auth/password-reset', { email }), 200);
  await eventually(() => assert.ok(letters(home, email).length > before), 30_000);
  return linkInMail(home, email, 'set-password');
}

async function choose(page, password) {
  await page.getByTestId('new-password').fill(password);
  await page.getByTestId('password-submit').click();
}

test('a link from the mail sets a password, once', async () => {
  stage.expectRefusals();
  const page = await visit();
  await page.goto('/partner/set-password');
  await page.getByTestId('no-link').waitFor();
  await page.getByTestId('reset-email').fill('nobody');
  await page.getByTestId('reset-submit').click();
  await page.getByTestId('reset-fault').waitFor();
  await page.getByTestId('reset-email').fill(staff.email);
  await page.getByTestId('reset-submit').click();
  await page.getByTestId('reset-sent').waitFor();
  const found = await linkInMail(home, staff.email, 'set-password');
  await page.goto(found);
  await page.getByTestId('new-password').waitFor();
  await eventually(() => assert.equal(new URL(page.url()).hash, ''));
  assert.ok(!(await keptTexts(page)).includes(tokenOf(found)), 'the token is kept nowhere');

  for (const weak of ['', 'short', 'eleven char', 'x'.repeat(129)]) {
    await choose(page, weak);
    await shows(page.getByTestId('password-fault'), /password|characters/);
    assert.equal(await page.getByTestId('new-password').inputValue(), weak);
  }
  assert.equal(await page.getByTestId('new-password').getAttribute('type'), 'password');
  await page.getByTestId('show-password').click();
  assert.equal(await page.getByTestId('new-password').getAttribute('type'), 'text');
  await choose(page, GOOD);
  await page.getByTestId('password-done').waitFor();
  assert.ok(!(await page.content()).includes(GOOD));
  assert.ok(await page.getByTestId('to-admin').isVisible() && await page.getByTestId('to-login').isVisible());
  assert.ok(await signsIn(staff.email, GOOD));
  assert.ok(!(await signsIn(staff.email, staff.password)), 'the old one is gone');

  await page.goto(found);
  await choose(page, 'another good long password');
  await shows(page.getByTestId('dead-link'), /used already/);
  assert.ok(await signsIn(staff.email, GOOD));
});

test('opened twice, the link serves the first who uses it', async () => {
  stage.expectRefusals();
  const admin = home.staff('admin');
  const found = await link(admin.email);
  const [one, other] = [await visit(), await visit()];
  await Promise.all([one.goto(found), other.goto(found)]);
  await choose(one, 'the first of two passwords');
  await one.getByTestId('password-done').waitFor();
  await choose(other, 'the second of two passwords');
  await other.getByTestId('dead-link').waitFor();
  assert.ok(await signsIn(admin.email, 'the first of two passwords'));
});

test('links that nobody sent are dead, and say the same', async () => {
  stage.expectRefusals();
  for (const token of ['x', 'pw_nonsense', '<img src=x onerror=alert(1)>', 'x'.repeat(3000)]) {
    const page = await visit();
    await page.goto(`/partner/set-password#token=${encodeURIComponent(token)}`);
    await choose(page, GOOD);
    await page.getByTestId('dead-link').waitFor();
    await counts(page.locator('img[src="x"]'), 0);
  }
});

test('asking for a link tells nobody whether there is such an account', async () => {
  const page = await visit();
  await page.goto('/partner/set-password');
  await page.getByTestId('reset-email').fill('stranger@nowhere.example');
  await page.getByTestId('reset-submit').click();
  await shows(page.getByTestId('reset-sent'), /If there is an account/);
  assert.deepEqual(letters(home, 'stranger@nowhere.example'), []);
});

test('without the server the password stays entered, and can be sent again', async () => {
  const finance = home.staff('finance');
  const page = await visit();
  await page.goto(await link(finance.email));
  await page.getByTestId('new-password').waitFor();
  stage.expectOutage();
  await page.context().setOffline(true);
  await choose(page, GOOD);
  await shows(page.getByTestId('form-error'), /cannot be reached/);
  await page.context().setOffline(false);
  await page.getByTestId('password-submit').click();
  await page.getByTestId('password-done').waitFor();
  assert.ok(await signsIn(finance.email, GOOD));
});
