// How one goes through /partner/onboarding in the browser.

import { company, file } from './onboarding.mjs';

/** Fills the first form in and sends it; what was shown to be kept. */
export async function begin(page, over) {
  const given = company(over);
  if (!page.url().includes('/partner/onboarding')) await page.goto('/partner/onboarding');
  await page.getByTestId('field-name').fill(given.name);
  await page.getByTestId('field-email').fill(given.email);
  await page.getByTestId('field-phone').fill(given.phone);
  await page.getByTestId('start-submit').click();
  const link = (await page.getByTestId('resume-link').innerText()).trim();
  const token = (await page.getByTestId('onboarding-token').innerText()).trim();
  await page.getByTestId('keep-link-done').click();
  await page.getByTestId('field-company-name').waitFor();
  return { ...given, link, token, id: new URLSearchParams(new URL(link).hash.slice(1)).get('id') };
}

/** Business details. */
export async function business(page, fields = {}) {
  for (const [name, text] of Object.entries({ 'company-name': 'New House Private Limited', city: 'Pune', ...fields })) {
    await page.getByTestId(`field-${name}`).fill(text);
  }
  await page.getByTestId('step-submit').click();
  await page.getByTestId('field-webhook-url').waitFor();
}

/** API set-up. */
export async function setup(page) {
  await page.getByTestId('field-webhook-url').fill('https://hooks.new-house.example/in');
  await page.getByTestId('field-callback-url').fill('https://www.new-house.example/back');
  await page.getByTestId('step-submit').click();
  await page.getByTestId('drop-zone').waitFor();
}

/** Adds a document. */
export async function attach(page, { type = 'business_registration', files = [file('registration.pdf')] } = {}) {
  const before = await page.getByTestId('document-row').count();
  await page.getByTestId('document-type').selectOption(type);
  await page.getByTestId('file-input').setInputFiles(files);
  await page.getByTestId('document-row').nth(before + files.length - 1).waitFor();
}

/** Documents, handed in. */
export async function handIn(page) {
  await page.getByTestId('hand-in').click();
  await page.getByTestId('review').waitFor();
}

/** All steps up to the review. */
export async function toReview(page, over) {
  const begun = await begin(page, over);
  await business(page);
  await setup(page);
  await attach(page);
  await handIn(page);
  return begun;
}

/** Approved, and at the door. */
export async function approved(page, reviewers, over) {
  const begun = await toReview(page, over);
  await reviewers.approve(begun.id);
  await page.reload();
  await page.getByTestId('step-live').click();
  await page.getByTestId('activate').waitFor();
  return begun;
}

/** One of the credentials that are shown. */
export const credential = async (page, name) => (await page.getByTestId(`credential-${name}`).innerText()).trim();

/** What this browser keeps of it. */
export const keptKey = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('partner.onboarding')));

/** Everything that this browser keeps, as one text. */
export const keptTexts = (page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
