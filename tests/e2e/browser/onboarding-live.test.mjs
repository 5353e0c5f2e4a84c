// Going live: credentials that are shown once, approvals that are withdrawn, two windows at a time.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';

import { Desk } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { Reviewers, linkInMail } from '../lib/onboarding.mjs';
import { Stage, counts, eventually, shows } from '../lib/stage.mjs';
import { approved, credential, keptKey, keptTexts } from '../lib/steps.mjs';

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

const visit = async (options) => (await stage.visitor(options)).newPage();
const state = (page, step) => page.getByTestId(`step-${step}`).getAttribute('data-state');

test('who finished gets a letter, sets a password by it and may sign in as a person', async () => {
  const page = await visit();
  const begun = await approved(page, reviewers);
  await page.getByTestId('activate').click();
  await page.getByTestId('credentials').waitFor();
  const link = await linkInMail(home, begun.email, 'set-password');
  const other = await visit();
  await other.goto(link);
  await other.getByTestId('new-password').fill('four quiet brown teapots');
  await other.getByTestId('password-submit').click();
  await other.getByTestId('password-done').waitFor();
  const reply = await fetch(`${home.url}/api/v1/auth/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: begun.email, password: 'four quiet brown teapots' }),
  });
  assert.equal(reply.status, 200, await reply.text());
});

test('the credentials are shown once: not after a reload, nor kept anywhere', async () => {
  const page = await visit();
  await approved(page, reviewers);
  await page.getByTestId('activate').click();
  const names = ['client-secret', 'api-key', 'webhook-secret'];
  const secrets = await Promise.all(names.map((name) => credential(page, name)));
  assert.equal(new Set(secrets).size, 3);
  const kept = await keptTexts(page);
  for (const secret of secrets) assert.ok(!kept.includes(secret), 'not in the storage');
  assert.deepEqual(Object.keys(await keptKey(page)).sort(), ['done', 'id']);

  await page.getByTestId('credentials-done').click();
  await shows(page.getByTestId('credentials-hint'), /Keep them first/);
  await page.reload();
  await page.getByTestId('live').waitFor();
  for (const secret of secrets) assert.ok(!(await page.content()).includes(secret), 'not after a reload');
  await page.goto('/partner/login');
  await page.goBack();
  await page.getByTestId('live').waitFor();
  for (const secret of secrets) assert.ok(!(await page.content()).includes(secret), 'not by going back');
});

test('leaving with the credentials on the screen takes them away, whatever the browser keeps of the page', async () => {
  const page = await visit();
  await approved(page, reviewers);
  await page.getByTestId('activate').click();
  const secret = await credential(page, 'client-secret');
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto('/partner/login');
  await page.goBack();
  await page.getByTestId('live').waitFor();
  assert.ok(!(await page.content()).includes(secret));
});

test('the credentials can be copied and downloaded', async () => {
  const page = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  await approved(page, reviewers, { name: 'Download\u2028House' });
  await page.getByTestId('activate').click();
  const shown = {};
  for (const name of ['client-id', 'client-secret', 'api-key', 'webhook-secret']) {
    shown[name] = await credential(page, name);
    await page.getByTestId(`copy-${name}`).click();
    await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown[name]));
  }
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('credentials-download').click()]);
  assert.match(download.suggestedFilename(), /^credentials-.*\.txt$/);
  const lines = readFileSync(await download.path(), 'utf8').split('\n');
  assert.deepEqual(lines.slice(3, 7), [`Client ID: ${shown['client-id']}`, `Client secret: ${shown['client-secret']}`, `API key: ${shown['api-key']}`, `Webhook secret: ${shown['webhook-secret']}`]);
});

test('changing something takes the approval away, and going live then is refused', async () => {
  stage.expectRefusals();
  const page = await visit();
  const begun = await approved(page, reviewers);
  const other = await visit();
  await other.goto(begun.link);
  await other.getByTestId('step-business').click();
  await shows(other.getByTestId('standing'), /takes the approval away/);
  await other.getByTestId('field-industry').fill('Something else');
  await other.getByTestId('step-submit').click();
  await other.getByTestId('field-webhook-url').waitFor();
  assert.equal(await state(other, 'live'), 'closed');
  await page.getByTestId('activate').click();
  // The page reads anew, and the step is closed.
  await page.getByTestId('review').waitFor();
  await shows(page.getByTestId('review-state'), 'Waiting for review');
  await reviewers.approve(begun.id);
  await page.reload();
  await page.getByTestId('step-live').click();
  await page.getByTestId('activate').click();
  await page.getByTestId('credentials').waitFor();
});

test('of two windows one gets the credentials, and the other is told that it is over', async () => {
  stage.expectRefusals();
  const one = await visit();
  const begun = await approved(one, reviewers);
  const other = await visit();
  await other.goto(begun.link);
  await other.getByTestId('step-live').click();
  await one.getByTestId('activate').click();
  await one.getByTestId('credentials').waitFor();
  await other.getByTestId('activate').click();
  await other.getByTestId('live').waitFor();
  await counts(other.getByTestId('credentials'), 0);
});
