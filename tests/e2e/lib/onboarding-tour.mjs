// Every page of the onboarding, and the one for passwords, as one comes by them.

import { Applicant, company, file } from './onboarding.mjs';
import { attach, business, handIn, setup } from './steps.mjs';

/** In the order of the tour. */
export const ONBOARDING_PAGES = ['start', 'start-refused', 'keep-link', 'business', 'business-refused', 'api', 'documents-empty', 'documents', 'review', 'business-again',
  'go-live', 'leave', 'credentials', 'live', 'dead-link', 'rejected', 'password', 'password-refused', 'password-dead'];

/**
 * Goes the whole way with a new company.
 * @param {(page: import('playwright-core').Page, name: string) => Promise<void>} look
 */
export async function tourOnboarding(stage, reviewers, options, look) {
  const page = await (await stage.visitor(options)).newPage();
  await page.goto('/partner/onboarding');
  await page.getByTestId('start-form').waitFor();
  await look(page, 'start');
  await page.getByTestId('start-submit').click();
  await page.getByTestId('field-name-fault').waitFor();
  await look(page, 'start-refused');
  const { id } = await first(page, look);
  await middle(page, look);
  await last(page, reviewers, id, look);
  await page.goto(`/partner/onboarding#id=${id}&token=nobody-has-this-token`);
  await page.getByTestId('dead-link').waitFor();
  await look(page, 'dead-link');
  await rejected(page, reviewers, look);
  await passwords(page, look);
}

async function first(page, look) {
  const given = company();
  await page.getByTestId('field-name').fill(given.name);
  await page.getByTestId('field-email').fill(given.email);
  await page.getByTestId('field-phone').fill(given.phone);
  await page.getByTestId('start-submit').click();
  await page.getByTestId('keep-link').waitFor();
  const id = new URLSearchParams(new URL(await page.getByTestId('resume-link').innerText()).hash.slice(1)).get('id');
  await look(page, 'keep-link');
  await page.getByTestId('keep-link-done').click();
  await page.getByTestId('field-company-name').waitFor();
  return { id };
}

async function middle(page, look) {
  await look(page, 'business');
  await page.getByTestId('field-pan').fill('NOTAPAN');
  await page.getByTestId('step-submit').click();
  await page.getByTestId('field-pan-fault').waitFor();
  await look(page, 'business-refused');
  await page.getByTestId('field-pan').fill('');
  await business(page);
  await look(page, 'api');
  await setup(page);
  await look(page, 'documents-empty');
  await attach(page, { type: 'tax_id' });
  await page.getByTestId('file-input').setInputFiles([file('page.pdf', Buffer.from('<html>'))]);
  await page.getByTestId('sending-fault').waitFor();
  await page.getByTestId('link-open').click();
  await page.getByTestId('link-name').fill('Contract');
  await page.getByTestId('link-url').fill('https://files.new-house.example/contract.pdf');
  await page.getByTestId('link-add').click();
  await page.getByTestId('link-row').waitFor();
  await look(page, 'documents');
  await handIn(page);
}

async function last(page, reviewers, id, look) {
  await look(page, 'review');
  await reviewers.approve(id);
  await page.reload();
  await page.getByTestId('step-business').click();
  await page.getByTestId('standing').waitFor();
  await look(page, 'business-again');
  await page.getByTestId('step-live').click();
  await page.getByTestId('activate').waitFor();
  await look(page, 'go-live');
  await page.getByTestId('leave').click();
  await page.getByTestId('leave-dialog').waitFor();
  await look(page, 'leave');
  await page.getByTestId('leave-cancel').click();
  await page.getByTestId('activate').click();
  await page.getByTestId('credentials').waitFor();
  await look(page, 'credentials');
  await page.getByTestId('credentials-kept').check();
  await page.getByTestId('credentials-done').click();
  await page.getByTestId('live').waitFor();
  await look(page, 'live');
}

async function rejected(page, reviewers, look) {
  const applicant = await (await Applicant.start({ url: new URL(page.url()).origin })).wait();
  await reviewers.reject(applicant.id, 'The scan is dark, and its lower half is missing.');
  await page.goto(applicant.link);
  await page.getByTestId('review-reason').waitFor();
  await look(page, 'rejected');
}

async function passwords(page, look) {
  await page.goto('/partner/set-password#token=nobody-has-this-token');
  await page.getByTestId('new-password').waitFor();
  await look(page, 'password');
  await page.getByTestId('new-password').fill('short');
  await page.getByTestId('password-submit').click();
  await page.getByTestId('password-fault').waitFor();
  await look(page, 'password-refused');
  await page.getByTestId('new-password').fill('four quiet brown teapots');
  await page.getByTestId('password-submit').click();
  await page.getByTestId('dead-link').waitFor();
  await look(page, 'password-dead');
}
