// Signing in, staying signed in, signing out.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { Stage, eventually, isAt, shows, signIn } from '../lib/stage.mjs';
import { small } from '../lib/world.mjs';

let world;
let stage;
before(async () => {
  world = await small(3);
  stage = await Stage.open(world.home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await world?.home.remove();
});

const stored = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('partner.session')));
const refreshCookie = async (context) => (await context.cookies(`${world.home.url}/api/v1/partner`)).find(({ name }) => name === 'partner_refresh');

/** Puts the token of an hour ago into the browser; the page may believe that it counts until `until`. */
async function spoil(page, until) {
  const { token } = await stored(page);
  const session = JSON.stringify({ token: world.home.expired(token), until });
  await page.evaluate((text) => localStorage.setItem('partner.session', text), session);
}

test('a partner signs in with its client id', async () => {
  const page = await stage.signedIn(world.partner);
  await isAt(page, '/partner/dashboard');
  await shows(page.getByTestId('partner-name'), world.partner.name);
  await shows(page.getByTestId('kpi-total-value'), '3');
});

test('a partner signs in with its slug', async () => {
  const page = await stage.signedIn({ ...world.partner, client_id: world.partner.slug });
  await shows(page.getByTestId('kpi-total-value'), '3');
});

test('the refresh token is where no script can read it', async () => {
  const page = await stage.signedIn(world.partner);
  const cookie = await refreshCookie(page.context());
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, 'Strict');
  assert.equal(cookie.path, '/api/v1/partner');
  const readable = await page.evaluate(() => [document.cookie, ...Object.values(localStorage), ...Object.values(sessionStorage)].join(' '));
  assert.ok(!readable.includes(cookie.value), 'the refresh token');
  assert.ok(!readable.includes(world.partner.client_secret), 'the secret');
});

test('a wrong secret is told, and the same as an unknown partner', async () => {
  stage.expectRefusals();
  const page = await (await stage.visitor()).newPage();
  const told = [];
  for (const [id, secret] of [[world.partner.client_id, 'psk_wrong'], ['nobody', world.partner.client_secret]]) {
    await page.goto('/partner/login');
    await page.getByLabel('Client ID').fill(id);
    await page.getByLabel('Client secret', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    told.push((await page.getByTestId('login-error').innerText()).replace(/Request \S+/, ''));
    assert.equal(await page.evaluate(() => localStorage.getItem('partner.session')), null);
  }
  assert.equal(told[0], told[1]);
  await signIn(page, world.partner);
  await isAt(page, '/partner/dashboard');
});

test('a secret can be shown while it is typed', async () => {
  const page = await (await stage.visitor()).newPage();
  await page.goto('/partner/login');
  const secret = page.getByTestId('login-secret');
  assert.equal(await secret.getAttribute('type'), 'password');
  await page.getByTestId('login-show-secret').click();
  assert.equal(await secret.getAttribute('type'), 'text');
});

test('who is not signed in is asked to, and comes to where it wanted to go', async () => {
  const page = await (await stage.visitor()).newPage();
  await page.goto('/partner/statements');
  await isAt(page, '/partner/login');
  await signIn(page, world.partner);
  await isAt(page, '/partner/statements');
});

test('/partner leads to the dashboard', async () => {
  const page = await stage.signedIn(world.partner);
  await page.goto('/partner');
  await isAt(page, '/partner/dashboard');
  await shows(page.getByTestId('kpi-total-value'), '3');
});

test('a token that the page knows to have expired is refreshed before it is used', async () => {
  const page = await stage.signedIn(world.partner);
  await spoil(page, Date.now() - 2_700_000);
  const spoiled = await stored(page);
  await page.reload();
  await shows(page.getByTestId('kpi-total-value'), '3');
  assert.notEqual((await stored(page)).token, spoiled.token);
});

test('a token that turns out to have expired is refreshed unseen', async () => {
  stage.expectRefusals();
  const page = await stage.signedIn(world.partner);
  await spoil(page, Date.now() + 600_000);
  const spoiled = await stored(page);
  const visited = [];
  page.on('framenavigated', (frame) => visited.push(new URL(frame.url()).pathname));
  await page.reload();
  await shows(page.getByTestId('kpi-total-value'), '3');
  assert.notEqual((await stored(page)).token, spoiled.token);
  assert.ok(!visited.includes('/partner/login'), visited.join());
});

test('two tabs refresh without signing each other out', async () => {
  stage.expectRefusals();
  const one = await stage.signedIn(world.partner);
  const context = one.context();
  const other = await context.newPage();
  await other.goto('/partner/dashboard');
  await shows(other.getByTestId('kpi-total-value'), '3');
  const refreshes = [];
  context.on('response', (reply) => reply.url().endsWith('/refresh-token') && refreshes.push(reply.status()));
  for (let round = 0; round < 4; round += 1) {
    await spoil(one, round % 2 ? Date.now() + 600_000 : 0);
    await Promise.all([one.reload(), other.reload()]);
    await Promise.all([one, other].map((page) => shows(page.getByTestId('kpi-total-value'), '3')));
  }
  assert.ok(refreshes.length >= 4 && refreshes.every((status) => status === 200), refreshes.join());
  for (const page of [one, other]) {
    await page.getByTestId('nav-statements').click();
    await isAt(page, '/partner/statements');
    await page.getByTestId('nav-dashboard').click();
    await shows(page.getByTestId('kpi-total-value'), '3');
  }
});

test('signing out clears the storage, the cookie and the other tabs', async () => {
  stage.expectRefusals();
  const page = await stage.signedIn(world.partner);
  const other = await page.context().newPage();
  await other.goto('/partner/settings');
  await other.getByTestId('profile').waitFor();
  const { token } = await stored(page);
  await page.getByTestId('theme-toggle').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await isAt(page, '/partner/login');
  await isAt(other, '/partner/login');
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.equal(await refreshCookie(page.context()), undefined);
  const ended = new Session(world.home.url, { access_token: token });
  await eventually(async () => assert.equal((await ended.get('/dashboard/stats')).json.code, 4118));
  await page.goto('/partner/dashboard');
  await isAt(page, '/partner/login');
  assert.doesNotMatch(await page.locator('body').innerText(), /Asha|1300000/);
});

test('a session whose partner is deactivated ends, and says why', async () => {
  stage.expectRefusals();
  const partner = world.home.partner('Closed Counter');
  const page = await stage.signedIn(partner);
  world.home.run('partner', 'suspend', partner.client_id);
  await eventually(async () => {
    const link = page.getByTestId('nav-statements');
    // It may be gone by then: whatever the page asks for by itself ends the session as well.
    if (await link.isVisible()) await link.click({ timeout: 1000 }).catch(() => {});
    assert.equal(new URL(page.url()).pathname, '/partner/login');
  });
  await shows(page.getByTestId('login-notice'), /\w/);
  assert.equal(await page.evaluate(() => localStorage.getItem('partner.session')), null);
  await page.getByLabel('Client ID').fill(partner.client_id);
  await page.getByLabel('Client secret', { exact: true }).fill(partner.client_secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await shows(page.getByTestId('login-error'), /not active|inactive/i);
});
