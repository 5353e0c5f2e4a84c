// Secrets and encryption keys.

import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { keyPair, signed } from '../lib/envelope.mjs';
import { Stage, counts, eventually, shows, signIn } from '../lib/stage.mjs';
import { lifelike } from '../lib/world.mjs';

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

const settings = (partner, options) => stage.signedIn(partner, { path: '/partner/settings', ...options });

test('the profile says who one is', async () => {
  const page = await settings(world.partner);
  await shows(page.getByTestId('profile-name'), world.partner.name);
  await shows(page.getByTestId('profile-client-id'), world.partner.client_id);
  await shows(page.getByTestId('profile-slug'), world.partner.slug);
  await shows(page.getByTestId('profile-uuid'), world.partner.partner_uuid);
  await counts(page.getByTestId('secret-row'), 1);
});

test('the secret is rotated: the new one is shown once, the old one counts for the overlap', async () => {
  const partner = world.home.partner('Turning House');
  const page = await settings(partner);
  await page.getByTestId('rotate-hours').fill('2');
  await page.getByTestId('rotate-submit').click();
  await page.getByTestId('rotate-dialog').waitFor();
  await page.getByTestId('rotate-confirm').click();
  const secret = (await page.getByTestId('new-secret-value').innerText()).trim();
  assert.match(secret, /^psk_live_/);
  assert.notEqual(secret, partner.client_secret);
  await counts(page.getByTestId('secret-row'), 2);
  await page.getByTestId('new-secret-done').click();
  await page.getByTestId('new-secret-value').waitFor({ state: 'hidden' });
  assert.ok(!(await page.content()).includes(secret), 'it is gone from the page');
  await page.reload();
  await counts(page.getByTestId('secret-row'), 2);
  assert.ok(!(await page.content()).includes(secret));
  const fresh = await stage.signedIn({ ...partner, client_secret: secret });
  await shows(fresh.getByTestId('partner-name'), partner.name);
  await Session.open(world.home.url, partner);
});

test('a rotation without overlap ends the old secret; one can think better of it', async () => {
  const partner = world.home.partner('Hasty House');
  const page = await settings(partner);
  await page.getByTestId('rotate-hours').fill('0');
  await page.getByTestId('rotate-submit').click();
  await page.getByTestId('rotate-cancel').click();
  await page.getByTestId('rotate-dialog').waitFor({ state: 'hidden' });
  await Session.open(world.home.url, partner);
  await page.getByTestId('rotate-submit').click();
  await page.getByTestId('rotate-confirm').click();
  const secret = (await page.getByTestId('new-secret-value').innerText()).trim();
  await Session.open(world.home.url, { ...partner, client_secret: secret });
  await eventually(() => assert.rejects(Session.open(world.home.url, partner), /4111/));
  await page.getByTestId('new-secret-done').click();
  await page.getByTestId('nav-dashboard').click();
  await shows(page.getByTestId('kpi-total-value'), '0');
});

test('an own key is enrolled by its signature', async () => {
  const partner = world.home.partner('Sealing House');
  const pair = keyPair();
  const page = await settings(partner);
  await page.getByTestId('enrol-mode-own-label').click();
  await page.getByTestId('enrol-pem').fill(pair.publicKey);
  await page.getByTestId('enrol-start').click();
  const nonce = (await page.getByTestId('enrol-nonce').innerText()).trim();
  await shows(page.getByTestId('enrol-command'), /openssl/);
  stage.expectRefusals();
  await page.getByTestId('enrol-signature').fill(signed(keyPair().privateKey, nonce));
  await page.getByTestId('enrol-submit').click();
  await shows(page.getByTestId('enrol-error'), /\w/);
  await page.getByTestId('enrol-signature').fill(signed(pair.privateKey, (await page.getByTestId('enrol-nonce').innerText()).trim()));
  await page.getByTestId('enrol-submit').click();
  const fingerprint = (await page.getByTestId('enrolled-fingerprint').innerText()).replaceAll(/[^0-9a-f]/g, '');
  const session = await Session.open(world.home.url, partner);
  const { keys } = await session.data('/encryption/keys');
  assert.deepEqual(keys.map((key) => key.fingerprint), [fingerprint]);
  await counts(page.getByTestId('key-row'), 1);
});

test('a key made in the browser never leaves it but as a file', async () => {
  const partner = world.home.partner('Browser House');
  const page = await settings(partner);
  const bodies = [];
  page.on('request', (request) => bodies.push(request.postData() ?? ''));
  await page.getByTestId('enrol-mode-browser-label').click();
  await page.getByTestId('browser-key-generate').click();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByTestId('browser-key-download').click({ timeout: 60_000 }),
  ]);
  const key = createPrivateKey(readFileSync(await download.path(), 'utf8'));
  assert.equal(key.asymmetricKeyType, 'rsa');
  await page.getByTestId('browser-key-enrol').click();
  const fingerprint = (await page.getByTestId('enrolled-fingerprint').innerText()).replaceAll(/[^0-9a-f]/g, '');
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  assert.equal(fingerprint, createHash('sha256').update(spki).digest('hex'));
  assert.ok(bodies.every((body) => !body.includes('PRIVATE')), 'no request has the private key');
});

test('a partner that must encrypt uses the dashboard in plain', async () => {
  const { home } = world;
  const pair = keyPair();
  const file = path.join(home.dir, 'required.pem');
  writeFileSync(file, pair.publicKey);
  home.run('partner', 'enrol-key', '--client-id', world.partner.client_id, '--public-key', file, '--encryption', 'required');
  const page = await (await stage.visitor()).newPage();
  await signIn(page, world.partner);
  await shows(page.getByTestId('kpi-total-value'), String(world.total));
  await page.locator('html[data-live="on"]').waitFor();
  await page.getByTestId('lead-link').first().click();
  await page.getByTestId('fact-name').waitFor();
  await page.reload();
  await page.getByTestId('fact-name').waitFor();
  await page.getByTestId('nav-statements').click();
  await page.getByTestId('statement-link').first().click();
  await page.getByTestId('statement-line').first().getByTestId('dispute-open').click();
  await page.getByTestId('dispute-reason').fill('In plain.');
  await page.getByTestId('dispute-submit').click();
  await page.getByTestId('dispute-view').first().waitFor();
  await page.getByTestId('nav-settings').click();
  await shows(page.getByTestId('encryption-policy'), /required/i);
  await counts(page.getByTestId('key-row'), 1);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByTestId('login-form').waitFor();
});
