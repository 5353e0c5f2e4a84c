// The lender's staff at their desks, in the browser.

import assert from 'node:assert/strict';

import { Desk, Lender, Session } from './api.mjs';
import { Installation } from './installation.mjs';
import { Applicant } from './onboarding.mjs';
import { person } from './people.mjs';
import { day } from './world.mjs';

export const ROLES = ['admin', 'operations', 'finance', 'auditor'];

/** What each role finds in its navigation. */
export const PAGES_OF = {
  admin: ['partners', 'review', 'payouts', 'disputes', 'deliveries', 'usage', 'audit', 'staff', 'maintenance', 'health'],
  operations: ['partners', 'review', 'deliveries', 'usage', 'maintenance', 'health'],
  finance: ['payouts', 'disputes', 'maintenance', 'health'],
  auditor: ['partners', 'review', 'payouts', 'disputes', 'deliveries', 'usage', 'audit', 'maintenance', 'health'],
};

/** Signs in by the form. */
export async function signInAs(page, { email, password }) {
  if (!new URL(page.url(), 'http://x').pathname.startsWith('/admin/login')) await page.goto('/admin/login');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByTestId('shell').waitFor();
}

/** A page of a new visitor who signed in as this member of staff, on `path`. */
export async function atDesk(stage, account, path, options) {
  const page = await (await stage.visitor(options)).newPage();
  await signInAs(page, account);
  if (path) await page.goto(path);
  return page;
}

/** What is kept of the session in this browser. */
export const keptSession = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('admin.session')));

/** Opens a dialog, fills it in and has it done. */
export async function confirm(page, opener, dialog, fill = async () => {}) {
  await page.getByTestId(opener).click();
  await page.getByTestId(dialog).waitFor();
  await fill();
  await page.getByTestId(`${dialog}-confirm`).click();
  await page.getByTestId(dialog).waitFor({ state: 'hidden' });
}

/**
 * An installation with an account of each role, running.
 * @param {{ settings?: Record<string, string>, past?: (home: Installation) => Promise<void> }} wanted
 *   `past` happens before the server is started for good
 */
export async function offices({ settings = {}, past } = {}) {
  const home = await Installation.create();
  home.set(settings);
  const staff = Object.fromEntries(ROLES.map((role) => [role, home.staff(role)]));
  await past?.(home);
  await home.start();
  return { home, staff };
}

/** A partner with `loans` disbursed loans that no statement has. */
export async function earning(home, name, loans = 2) {
  const partner = home.partner(name);
  const lender = new Lender(home, home.serviceToken());
  const session = await Session.open(home.url, partner);
  const first = earned;
  earned += loans;
  for (let n = first; n < first + loans; n += 1) {
    const someone = person(n + 500);
    await session.share(someone);
    await lender.user(n + 1, someone, { registered_at: home.time() });
    await lender.loan(n + 1, 'disbursed', 60_000);
  }
  return { partner, session };
}
let earned = 0;

/** A run up to today, made by somebody at their desk; its statements. */
export async function draft(home, maker) {
  const desk = await Desk.open(home.url, maker);
  const { run, statements } = await desk.post('/payout-runs', { from: day(home, -30), to: day(home, 0) });
  assert.equal(run.status, 'draft');
  return { run, statements };
}

/** A company that waits for its review, and who may decide. */
export const waiting = async (home, over) => (await Applicant.start(home, over)).wait();
