// The accounts of staff, by administrators.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { linkInMail } from '../lib/onboarding.mjs';
import { atDesk, confirm, offices, signInAs } from '../lib/staff.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';

let home;
let staff;
let stage;
before(async () => {
  ({ home, staff } = await offices());
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

const rowOf = (page, email) => page.getByTestId('staff-row').filter({ hasText: email });

test('a colleague is invited and signs in with the link of the letter', async () => {
  stage.expectRefusals();
  const email = 'new.colleague@lender.example';
  const page = await atDesk(stage, staff.admin, '/admin/staff');
  await counts(page.getByTestId('staff-row'), 4);
  await page.getByTestId('staff-add').click();
  await page.getByTestId('invite-dialog-confirm').click();
  await shows(page.getByTestId('invite-dialog-error'), /Enter/);
  await page.getByTestId('invite-email').fill('no address');
  await page.getByTestId('invite-dialog-confirm').click();
  await shows(page.getByTestId('invite-dialog-error'), /e-mail address/);
  await page.getByTestId('invite-email').fill(email);
  await page.getByTestId('invite-role').selectOption('finance');
  await page.getByTestId('invite-dialog-confirm').click();
  await shows(rowOf(page, email).getByTestId('staff-row-role'), 'Finance');

  const theirs = await (await stage.visitor()).newPage();
  await theirs.goto(await linkInMail(home, email, 'set-password'));
  const password = 'four quiet brown teapots';
  await theirs.getByTestId('new-password').fill(password);
  await theirs.getByTestId('password-submit').click();
  await theirs.getByText(/password is set/i).first().waitFor();
  await signInAs(theirs, { email, password });
  await isAt(theirs, '/admin/payouts');

  await page.getByTestId('staff-add').click();
  await page.getByTestId('invite-email').fill(email.toUpperCase());
  await page.getByTestId('invite-dialog-confirm').click();
  await shows(page.getByTestId('invite-dialog-error'), /has this e-mail address/);
});

test('a changed role is felt at once', async () => {
  const page = await atDesk(stage, staff.admin, '/admin/staff');
  const theirs = await atDesk(stage, staff.operations, '/admin/partners');
  await rowOf(page, staff.operations.email).getByTestId('staff-role-change').click();
  await page.getByTestId('role-choice').selectOption('auditor');
  await page.getByTestId('role-dialog-confirm').click();
  await shows(rowOf(page, staff.operations.email).getByTestId('staff-row-role'), 'Auditor');
  await theirs.reload();
  await shows(theirs.getByTestId('staff-role'), 'Auditor');
  await theirs.getByTestId('nav-audit').waitFor();
  await counts(theirs.getByTestId('partner-add'), 0);
});

test('a disabled colleague is out at once, and back when enabled', async () => {
  stage.expectRefusals();
  const page = await atDesk(stage, staff.admin, '/admin/staff');
  const theirs = await atDesk(stage, staff.finance, '/admin/payouts');
  await theirs.getByTestId('empty').waitFor();
  const row = rowOf(page, staff.finance.email);
  await row.getByTestId('staff-toggle').click();
  await page.getByTestId('staff-dialog-confirm').click();
  await shows(row.getByTestId('staff-row-status'), 'Disabled');
  await theirs.getByTestId('nav-disputes').click();
  await isAt(theirs, '/admin/login');
  await theirs.getByLabel('E-mail address').fill(staff.finance.email);
  await theirs.getByLabel('Password', { exact: true }).fill(staff.finance.password);
  await theirs.getByTestId('login-submit').click();
  await shows(theirs.getByTestId('login-error'), /not right/);
  await row.getByTestId('staff-toggle').click();
  await page.getByTestId('staff-dialog-confirm').click();
  await shows(row.getByTestId('staff-row-status'), 'Active');
  await signInAs(theirs, staff.finance);
});

test('nobody changes the own account, and the pages do not offer it', async () => {
  const page = await atDesk(stage, staff.admin, '/admin/staff');
  const own = rowOf(page, staff.admin.email);
  await shows(own, /That is you/);
  await counts(own.getByRole('button'), 0);
});

for (const role of ['operations', 'finance', 'auditor']) {
  test(`${role} does not come to the accounts of staff`, async () => {
    const account = staff[role];
    const page = await atDesk(stage, account, '/admin/staff');
    await page.getByTestId('denied').waitFor();
    await counts(page.getByTestId('nav-staff'), 0);
    await counts(page.getByTestId('staff-add'), 0);
  });
}

test('a refusal for want of permission is drawn as a state', async () => {
  stage.expectRefusals();
  const page = await atDesk(stage, staff.auditor, '/admin/partners');
  // As if the pages believed more than the server.
  await page.route('**/api/v1/auth/me', (route) => route.fulfill({ json: { status: 'success', data: { user_id: 'x', email: 'x', account_type: 'admin' } } }));
  await page.goto('/admin/staff');
  await page.getByTestId('denied').waitFor();
  await eventually(async () => assert.equal(await page.getByTestId('staff-row').count(), 0));
});
