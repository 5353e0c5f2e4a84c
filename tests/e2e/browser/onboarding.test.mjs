// From nobody to partner: the whole way in the browser, with staff who decide by the API.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Desk, Session } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { Applicant, Reviewers, file } from '../lib/onboarding.mjs';
import { Stage, counts, eventually, isAt, shows, signIn } from '../lib/stage.mjs';
import { attach, begin, business, credential, handIn, setup, toReview } from '../lib/steps.mjs';
import { HOSTILE } from '../lib/world.mjs';

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

test('a company becomes a partner and signs in with its new credentials', async () => {
  const page = await visit();
  await page.goto('/partner/login');
  await page.getByTestId('to-onboarding').click();
  const begun = await begin(page, { name: 'Brave New Loans' });
  await shows(page.getByTestId('onboarding-partner'), 'Brave New Loans');
  await shows(page.getByTestId('progress-text'), '20 %');
  await business(page, { website: 'https://www.new-house.example', pan: 'AAACD0000D', gstin: '27AAACD0000D1ZP', description: 'Shops\nand stalls' });
  await shows(page.getByTestId('progress-text'), '40 %');
  await setup(page);
  await shows(page.getByTestId('progress-text'), '60 %');
  await attach(page);
  await handIn(page);
  await shows(page.getByTestId('progress-text'), '80 %');
  await shows(page.getByTestId('review-state'), 'Waiting for review');
  assert.equal(await state(page, 'live'), 'closed');

  await reviewers.approve(begun.id);
  // Nobody reloads: the page asks again by itself.
  await eventually(async () => assert.equal(await page.getByTestId('review-state').innerText(), 'Approved'), 30_000);
  await page.getByTestId('to-live').click();
  await page.getByTestId('activate').click();
  await page.getByTestId('credentials').waitFor();
  await shows(page.getByTestId('progress-text'), '100 %');
  const partner = { client_id: await credential(page, 'client-id'), client_secret: await credential(page, 'client-secret') };
  assert.match(partner.client_secret, /^psk_live_/);
  assert.match(await credential(page, 'webhook-secret'), /^whsec_/);
  await page.getByTestId('credentials-kept').check();
  await page.getByTestId('credentials-done').click();
  await page.getByTestId('live').waitFor();
  await page.getByTestId('to-login').click();
  await isAt(page, '/partner/login');

  const elsewhere = await visit();
  await signIn(elsewhere, partner);
  await shows(elsewhere.getByTestId('partner-name'), 'Brave New Loans');
  await Session.open(home.url, partner);
});

test('each step survives a reload, and what was saved is there again', async () => {
  const page = await visit();
  await begin(page);
  await page.reload();
  await page.getByTestId('field-company-name').waitFor();
  await business(page, { 'company-name': 'Reloading House', industry: 'Retail', line1: '1, Main Street', 'postal-code': '411001' });
  await page.reload();
  await page.getByTestId('field-webhook-url').waitFor();
  await setup(page);
  await page.reload();
  await page.getByTestId('drop-zone').waitFor();
  await attach(page);
  await page.reload();
  await shows(page.getByTestId('document-name'), 'registration.pdf');
  await handIn(page);
  await page.reload();
  await page.getByTestId('review').waitFor();
  await page.getByTestId('step-business').click();
  for (const [name, text] of [['company-name', 'Reloading House'], ['industry', 'Retail'], ['line1', '1, Main Street'], ['postal-code', '411001'], ['city', 'Pune']]) {
    assert.equal(await page.getByTestId(`field-${name}`).inputValue(), text);
  }
  await page.reload();
  assert.equal(await page.getByTestId('field-company-name').inputValue(), 'Reloading House');
});

test('going back keeps what came later, and the browser\'s own back and forward lead through the steps', async () => {
  const page = await visit();
  await begin(page);
  await business(page);
  await setup(page);
  await attach(page);
  await page.getByTestId('step-business').click();
  await page.getByTestId('field-industry').fill('Retail');
  await page.getByTestId('step-submit').click();
  await page.getByTestId('field-webhook-url').waitFor();
  assert.equal(await page.getByTestId('field-webhook-url').inputValue(), 'https://hooks.new-house.example/in');
  assert.equal(await state(page, 'documents'), 'open');
  await page.getByTestId('step-documents').click();
  await counts(page.getByTestId('document-row'), 1);
  await page.goBack();
  await page.getByTestId('field-webhook-url').waitFor();
  await page.goBack();
  assert.equal(await page.getByTestId('field-industry').inputValue(), 'Retail');
  await page.goForward();
  await page.getByTestId('field-webhook-url').waitFor();
  await page.getByTestId('step-documents').click();
  await handIn(page);
  assert.equal(await state(page, 'review'), 'open');
});

test('steps that are not open cannot be opened, by the address neither', async () => {
  const page = await visit();
  await begin(page);
  for (const step of ['api', 'documents', 'review', 'live']) assert.ok(await page.getByTestId(`step-${step}`).isDisabled());
  await page.goto('/partner/onboarding?step=live');
  await page.getByTestId('field-company-name').waitFor();
  await counts(page.getByTestId('activate'), 0);
});

test('what is wrong is told at its field, and nothing that was entered is lost', async () => {
  stage.expectRefusals();
  const page = await visit();
  await page.goto('/partner/onboarding');
  await page.getByTestId('start-submit').click();
  for (const name of ['name', 'email', 'phone']) await page.getByTestId(`field-${name}-fault`).waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), 'field-name'));
  await page.getByTestId('field-name').fill('x');
  await page.getByTestId('field-email').fill('nobody');
  await page.getByTestId('field-phone').fill('98765');
  await page.getByTestId('start-submit').click();
  await shows(page.getByTestId('field-phone-fault'), /\+91/);
  assert.equal(await page.getByTestId('field-email').inputValue(), 'nobody');
  assert.equal(await page.getByTestId('field-email').getAttribute('aria-invalid'), 'true');
  await begin(page);

  await page.getByTestId('field-company-name').fill('N');
  await page.getByTestId('field-website').fill('ftp://new-house.example');
  await page.getByTestId('field-pan').fill('NOTAPAN');
  await page.getByTestId('field-gstin').fill('NOTAGSTIN');
  await page.getByTestId('field-description').fill('What we do');
  await page.getByTestId('step-submit').click();
  for (const name of ['website', 'pan', 'gstin']) await page.getByTestId(`field-${name}-fault`).waitFor();
  assert.equal(await page.getByTestId('field-description').inputValue(), 'What we do');
  await counts(page.getByTestId('field-description-fault'), 0);
  for (const [name, text] of [['company-name', 'New House'], ['website', ''], ['pan', ''], ['gstin', '']]) await page.getByTestId(`field-${name}`).fill(text);
  await page.getByTestId('step-submit').click();
  await page.getByTestId('field-webhook-url').fill('http://10.0.0.1/in');
  await page.getByTestId('field-callback-url').fill('nowhere');
  await page.getByTestId('step-submit').click();
  for (const name of ['webhook-url', 'callback-url']) await page.getByTestId(`field-${name}-fault`).waitFor();
  assert.equal(await page.getByTestId('field-webhook-url').inputValue(), 'http://10.0.0.1/in');
});

test('what was entered and not saved is there after a look at another step, and after an outage', async () => {
  const page = await visit();
  await begin(page);
  await business(page);
  await page.getByTestId('field-webhook-url').fill('https://half.entered.example');
  await page.getByTestId('step-business').click();
  await page.getByTestId('field-industry').fill('Half');
  await page.getByTestId('step-api').click();
  assert.equal(await page.getByTestId('field-webhook-url').inputValue(), 'https://half.entered.example');
  await page.getByTestId('step-business').click();
  stage.expectOutage();
  await page.context().setOffline(true);
  await page.getByTestId('step-submit').click();
  await shows(page.getByTestId('form-error'), /cannot be reached/);
  assert.equal(await page.getByTestId('field-industry').inputValue(), 'Half');
  await page.context().setOffline(false);
  await page.getByTestId('step-submit').click();
  await page.getByTestId('field-webhook-url').waitFor();
});

test('an e-mail address that is taken is told', async () => {
  stage.expectRefusals();
  const taken = await Applicant.start(home);
  const page = await visit();
  await page.goto('/partner/onboarding');
  await page.getByTestId('field-name').fill('Second House');
  await page.getByTestId('field-email').fill(taken.email.toUpperCase());
  await page.getByTestId('field-phone').fill('+919876543210');
  await page.getByTestId('start-submit').click();
  await shows(page.getByTestId('form-error'), /e-mail address exists/);
  assert.equal(await page.getByTestId('field-name').inputValue(), 'Second House');
});

test('a rejection is told with its reason, which stays text', async () => {
  stage.expectRefusals();
  const page = await visit();
  const begun = await toReview(page);
  await reviewers.reject(begun.id, `The scan is dark. ${HOSTILE}`);
  await page.getByTestId('review-reason').waitFor({ timeout: 30_000 });
  await shows(page.getByTestId('review-reason'), `The scan is dark. ${HOSTILE}`);
  await page.reload();
  await shows(page.getByTestId('review-reason'), `The scan is dark. ${HOSTILE}`);
  await counts(page.locator('img[src="x"]'), 0);
});

test('hostile names stay text', async () => {
  const page = await visit();
  await begin(page, { name: HOSTILE });
  await shows(page.getByTestId('onboarding-partner'), HOSTILE);
  await business(page, { 'company-name': HOSTILE, description: '<script>alert(1)</script>' });
  await setup(page);
  await attach(page, { files: [file('<img src=x onerror=alert(1)>.pdf'), file('../../etc/passwd.pdf')] });
  const names = await page.getByTestId('document-name').allInnerTexts();
  assert.deepEqual(names, ['<img src=x onerror=alert(1)>.pdf', 'passwd.pdf']);
  await counts(page.locator('img[src="x"]'), 0);
  await page.getByTestId('step-business').click();
  assert.equal(await page.getByTestId('field-company-name').inputValue(), HOSTILE);
});
