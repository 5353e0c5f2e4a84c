// Every page of candidates, as one comes by them.

import { Lender } from './api.mjs';
import { PASSWORD, Roster, inviteInMail, practise, signInAsCandidate } from './roster.mjs';
import { Installation } from './installation.mjs';

/** In the order of the tour. */
export const CANDIDATE_PAGES = ['invite', 'invite-refused', 'invite-done', 'invite-accepted', 'invite-plain', 'invite-gone', 'invite-wrong',
  'sign-in', 'sign-in-refused', 'forgot', 'forgot-sent', 'practice'];

/** A partner that enrols candidates, and the lender's platform where they practise. */
export async function school() {
  const home = await Installation.create();
  const partner = home.partner('Bazaar Loans');
  const token = home.serviceToken();
  await home.start();
  const roster = await Roster.open(home, partner);
  const batch = await roster.batch('Winter term');
  return { home, roster, batch, lender: new Lender(home, token) };
}

/**
 * Goes the whole way with a new candidate.
 * @param {(page: import('playwright-core').Page, name: string) => Promise<void>} look
 */
export async function tourCandidates(stage, { home, roster, batch, lender }, options, look) {
  const { email } = await roster.add({ batch_id: batch.batch_id });
  const other = await roster.add();
  for (let n = 0; n < 3; n += 1) await practise(lender, email);
  const link = await inviteInMail(home, email);
  const page = await (await stage.visitor(options)).newPage();
  await page.goto(link);
  await page.getByTestId('new-password').waitFor();
  await look(page, 'invite');
  await page.getByTestId('new-password').fill('short');
  await page.getByTestId('invite-accept').click();
  await page.getByTestId('password-fault').waitFor();
  await look(page, 'invite-refused');
  await page.getByTestId('new-password').fill(PASSWORD);
  await page.getByTestId('invite-accept').click();
  await page.getByTestId('invite-done').waitFor();
  await look(page, 'invite-done');
  await refused(page, { link, other: await inviteInMail(home, other.email) }, look);
  await entrance(page, email, look);
  await signInAsCandidate(page, email);
  await page.getByTestId('session-row').first().waitFor();
  await look(page, 'practice');
}

async function refused(page, { link, other }, look) {
  await page.goto(link.split('#')[0]);
  await page.getByTestId('invite-accept').click();
  await page.getByTestId('invite-accepted').waitFor();
  await look(page, 'invite-accepted');
  await page.goto(other.split('#')[0]);
  await page.getByTestId('invite-plain').waitFor();
  await look(page, 'invite-plain');
  await page.goto('/invite/7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11');
  await page.getByTestId('invite-accept').click();
  await page.getByTestId('invite-gone').waitFor();
  await look(page, 'invite-gone');
  await page.goto(`${other}x`);
  await page.getByTestId('new-password').fill(PASSWORD);
  await page.getByTestId('invite-accept').click();
  await page.getByTestId('invite-wrong').waitFor();
  await look(page, 'invite-wrong');
}

async function entrance(page, email, look) {
  await page.goto('/candidate');
  await page.getByTestId('login-form').waitFor();
  await look(page, 'sign-in');
  await signInAsCandidate(page, email, 'not the password');
  await page.getByTestId('login-error').waitFor();
  await look(page, 'sign-in-refused');
  await page.getByTestId('forgot-password').click();
  await page.getByTestId('reset-form').waitFor();
  await look(page, 'forgot');
  await page.getByTestId('reset-email').fill('stranger@nowhere.example');
  await page.getByTestId('reset-submit').click();
  await page.getByTestId('reset-sent').waitFor();
  await look(page, 'forgot-sent');
  await page.getByTestId('forgot-back').click();
}
