// The key to one's steps: shown once, kept, taken out of addresses, forgotten, dead.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Desk } from '../lib/api.mjs';
import { Installation } from '../lib/installation.mjs';
import { Applicant, Reviewers, company, linkInMail } from '../lib/onboarding.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';
import { begin, business, keptKey, keptTexts, setup } from '../lib/steps.mjs';

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

/** The token is neither in the address nor one step back. */
async function isClean(page, token) {
  await eventually(() => assert.equal(new URL(page.url()).hash, ''));
  assert.ok(!page.url().includes(token));
  assert.ok(!(await page.evaluate(() => document.referrer)).includes(token));
}

test('the link is shown once, can be copied, and leads back on another computer', async () => {
  const page = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/partner/onboarding');
  const given = company();
  await page.getByTestId('field-name').fill(given.name);
  await page.getByTestId('field-email').fill(given.email);
  await page.getByTestId('field-phone').fill(given.phone);
  await page.getByTestId('field-type').selectOption('marketplace');
  await page.getByTestId('start-submit').click();
  await shows(page.getByTestId('keep-link'), /14 days/);
  const link = (await page.getByTestId('resume-link').innerText()).trim();
  const token = (await page.getByTestId('onboarding-token').innerText()).trim();
  assert.ok(link.startsWith(`${home.url}/partner/onboarding#id=`), link);
  await page.getByTestId('resume-link-copy').click();
  await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link));
  await page.getByTestId('onboarding-token-copy').click();
  await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token));
  await page.reload();
  await page.getByTestId('field-company-name').waitFor();
  assert.ok(!(await page.content()).includes(token), 'shown once');
  await business(page);
  await page.context().close();

  const elsewhere = await visit();
  await elsewhere.goto(link);
  await elsewhere.getByTestId('field-webhook-url').waitFor();
  await isClean(elsewhere, token);
  await shows(elsewhere.getByTestId('onboarding-partner'), given.name);
  assert.equal((await keptKey(elsewhere)).token, token);
  await setup(elsewhere);
});

test('no request carries the token but in its header', async () => {
  const page = await visit();
  const seen = [];
  page.on('request', async (request) => seen.push({ url: request.url(), headers: await request.allHeaders() }));
  const applicant = await Applicant.start(home);
  await page.goto(applicant.link);
  await page.getByTestId('field-company-name').waitFor();
  await business(page);
  await eventually(() => assert.ok(seen.some(({ headers }) => headers['x-onboarding-token'] === applicant.token)));
  for (const { url, headers } of seen) {
    const { 'x-onboarding-token': _, ...others } = headers;
    assert.ok(!url.includes(applicant.token) || url.includes('#'), url);
    assert.ok(!JSON.stringify(others).includes(applicant.token), `a header of ${url}`);
  }
});

test('a link opened where another is kept goes on with the one that was opened', async () => {
  const page = await visit();
  await begin(page);
  const other = await Applicant.start(home, { name: 'Other House' });
  await other.business();
  await page.goto(other.link);
  await shows(page.getByTestId('onboarding-partner'), 'Other House');
  await page.getByTestId('field-webhook-url').waitFor();
  await isClean(page, other.token);
});

test('leaving on this computer forgets the key, and the link brings one back', async () => {
  const page = await visit();
  const begun = await begin(page);
  await page.getByTestId('leave').click();
  await page.getByTestId('leave-cancel').click();
  await page.getByTestId('leave-dialog').waitFor({ state: 'hidden' });
  assert.notEqual(await keptKey(page), null);
  await page.getByTestId('leave').click();
  await page.getByTestId('leave-confirm').click();
  await page.getByTestId('start-form').waitFor();
  await shows(page.getByTestId('onboarding-notice'), /forgotten/);
  assert.ok(!(await keptTexts(page)).includes(begun.token));
  await page.reload();
  await page.getByTestId('start-form').waitFor();

  await page.getByTestId('paste-link').fill('nonsense');
  await page.getByTestId('paste-submit').click();
  await shows(page.getByTestId('paste-fault'), /no link/);
  await page.getByTestId('paste-link').fill(begun.link);
  await page.getByTestId('paste-submit').click();
  await page.getByTestId('field-company-name').waitFor();
  await shows(page.getByTestId('onboarding-partner'), begun.name);
});

test('leaving in one window leaves in the other', async () => {
  const page = await visit();
  await begin(page);
  const other = await page.context().newPage();
  await other.goto('/partner/onboarding');
  await other.getByTestId('field-company-name').waitFor();
  await page.getByTestId('leave').click();
  await page.getByTestId('leave-confirm').click();
  await other.getByTestId('start-form').waitFor();
});

test('a link that is not whole is told, and takes nothing away', async () => {
  const applicant = await Applicant.start(home);
  const page = await visit();
  await page.goto(applicant.link.replace(/token=.*/, 'token='));
  await shows(page.getByTestId('onboarding-notice'), /not whole/);
  await page.getByTestId('start-form').waitFor();
  await page.goto(applicant.link);
  await page.getByTestId('field-company-name').waitFor();
  await page.goto(`/partner/onboarding#id=${applicant.id}`);
  await shows(page.getByTestId('onboarding-notice'), /not whole/);
  assert.equal((await keptKey(page)).token, applicant.token);
});

test('a dead token tells what to do; staff make a new link, which works', async () => {
  stage.expectRefusals();
  const page = await visit();
  const begun = await begin(page);
  await page.getByTestId('field-company-name').fill('Entered before it died');
  const token = await reviewers.token(begun.id);
  await page.getByTestId('step-submit').click();
  await shows(page.getByTestId('dead-link'), /ask the lender/i);
  await page.reload();
  await page.getByTestId('dead-link').waitFor();
  await page.getByTestId('paste-link').fill(`${home.url}/partner/onboarding#id=${begun.id}&token=${token}`);
  await page.getByTestId('paste-submit').click();
  await page.getByTestId('field-company-name').waitFor();
  assert.equal((await keptKey(page)).token, token);
});

test('what was entered before the token died is there with the new one', async () => {
  stage.expectRefusals();
  const page = await visit();
  const begun = await begin(page);
  await page.getByTestId('field-company-name').fill('Entered before it died');
  const token = await reviewers.token(begun.id);
  await page.getByTestId('step-submit').click();
  await page.getByTestId('dead-link').waitFor();
  await page.getByTestId('paste-link').fill(`#id=${begun.id}&token=${token}`);
  await page.getByTestId('paste-submit').click();
  assert.equal(await page.getByTestId('field-company-name').inputValue(), 'Entered before it died');
});

test('a new link comes by e-mail as well', async () => {
  const applicant = await Applicant.start(home);
  const token = await reviewers.token(applicant.id);
  const link = await linkInMail(home, applicant.email, 'onboarding');
  assert.ok(link.includes(encodeURIComponent(token)), 'the one that staff were shown');
  const page = await visit();
  await page.goto(link);
  await shows(page.getByTestId('onboarding-partner'), applicant.name);
});

test('guessed, foreign and mistyped keys open nothing', async () => {
  stage.expectRefusals();
  const [one, other] = [await Applicant.start(home), await Applicant.start(home)];
  for (const link of [
    `/partner/onboarding#id=${one.id}&token=${other.token}`,
    `/partner/onboarding#id=${one.id}&token=${one.token}x`,
    `/partner/onboarding#id=7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11&token=${one.token}`,
  ]) {
    const page = await visit();
    await page.goto(link);
    await page.getByTestId('dead-link').waitFor();
    assert.ok(!(await page.content()).includes(one.name));
    await page.getByTestId('start-anew').click();
    await page.getByTestId('start-form').waitFor();
    assert.equal(await keptKey(page), null);
  }
});

test('a session of a partner in the same browser is left alone', async () => {
  const partner = home.partner('Settled House');
  const page = await stage.signedIn(partner);
  const begun = await begin(await page.context().newPage());
  const other = await page.context().newPage();
  await other.goto(begun.link);
  await other.getByTestId('field-company-name').waitFor();
  await page.reload();
  await shows(page.getByTestId('partner-name'), 'Settled House');
  await isAt(page, '/partner/dashboard');
});

test('without the server one is told, and can try again', async () => {
  const page = await visit();
  await begin(page);
  stage.expectOutage();
  let away = true;
  await page.context().route('**/api/partners/**', (route) => (away ? route.abort() : route.continue()));
  await page.reload();
  await shows(page.getByTestId('error'), /cannot be reached/);
  away = false;
  await page.getByTestId('error-retry').click();
  await page.getByTestId('field-company-name').waitFor();
  await counts(page.getByTestId('error'), 0);
});
