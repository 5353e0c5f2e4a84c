// Payout runs, their payment, and disputes, by staff.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { idOf } from '../lib/admin-tour.mjs';
import { Roster } from '../lib/roster.mjs';
import { HOSTILE } from '../lib/world.mjs';
import { rupees } from '../lib/figures.mjs';
import { atDesk, confirm, draft, earning, offices } from '../lib/staff.mjs';
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

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(new Date());

test('a run is made by one person, approved by another, and its statement paid', async () => {
  stage.expectRefusals();
  const { session } = await earning(home, 'Run House');
  const maker = await atDesk(stage, staff.finance, '/admin/payouts');
  await maker.getByTestId('empty').waitFor();
  await confirm(maker, 'run-add', 'run-dialog');
  await eventually(() => assert.match(new URL(maker.url()).pathname, /^\/admin\/payouts\/\d+$/));
  const run = new URL(maker.url()).pathname;
  await shows(maker.getByTestId('run-status'), 'Draft');
  await counts(maker.getByTestId('statement-row'), 1);
  await counts(maker.getByTestId('statement-pay'), 0);

  await maker.getByTestId('run-approve').click();
  await maker.getByTestId('run-decide-confirm').click();
  await shows(maker.getByTestId('run-decide-error'), /second person/);
  await maker.getByTestId('run-decide-cancel').click();

  const checker = await atDesk(stage, staff.admin, run);
  await confirm(checker, 'run-approve', 'run-decide');
  await shows(checker.getByTestId('run-status'), 'Approved');
  await counts(checker.getByTestId('run-actions'), 0);
  const closing = (await checker.getByTestId('statement-closing').innerText()).trim();

  await maker.reload();
  await maker.getByTestId('statement-pay').click();
  await maker.getByTestId('pay-reference').fill('no <b>');
  await maker.getByTestId('pay-dialog-confirm').click();
  await shows(maker.getByTestId('pay-dialog-error'), /6 to 40/);
  await maker.getByTestId('pay-reference').fill('UTR-26-000001');
  await maker.getByTestId('pay-dialog-confirm').click();
  await shows(maker.getByTestId('statement-status'), 'Paid');
  await shows(maker.getByTestId('statement-reference'), 'UTR-26-000001');

  const { statements } = await session.data('/statements');
  assert.equal(statements[0].status, 'paid');
  assert.equal(rupees(statements[0].closing_balance), closing);
  await maker.goto('/admin/payouts');
  await shows(maker.getByTestId('run-status').first(), 'Approved');
});

test('a reference that was used is explained, and a run that somebody decided meanwhile', async () => {
  stage.expectRefusals();
  await earning(home, 'Second House');
  const { run } = await draft(home, staff.finance);
  const page = await atDesk(stage, staff.admin, `/admin/payouts/${run.run_id}`);
  const late = await atDesk(stage, staff.admin, `/admin/payouts/${run.run_id}`);
  await late.getByTestId('run-approve').click();
  await confirm(page, 'run-approve', 'run-decide');
  await late.getByTestId('run-decide-confirm').click();
  await shows(late.getByTestId('run-decide-error'), /decided already/);
  await page.getByTestId('statement-pay').click();
  await page.getByTestId('pay-reference').fill('utr-26-000001');
  await page.getByTestId('pay-dialog-confirm').click();
  await shows(page.getByTestId('pay-dialog-error'), /used already/);
});

test('a draft is rejected, and there is nothing to settle twice', async () => {
  stage.expectRefusals();
  await earning(home, 'Third House');
  const { run } = await draft(home, staff.finance);
  const page = await atDesk(stage, staff.admin, '/admin/payouts');
  await page.getByTestId('run-add').click();
  await page.getByTestId('run-dialog-confirm').click();
  await shows(page.getByTestId('run-dialog-error'), /nothing to settle/);
  await page.getByTestId('run-from').fill(today());
  await page.getByTestId('run-to').fill('2026-01-01');
  await page.getByTestId('run-dialog-confirm').click();
  await shows(page.getByTestId('run-dialog-error'), /must not come after/);
  await page.getByTestId('run-dialog-cancel').click();
  await page.getByTestId('run-link').first().click();
  await isAt(page, `/admin/payouts/${run.run_id}`);
  await confirm(page, 'run-reject', 'run-decide');
  await shows(page.getByTestId('run-status'), 'Rejected');
});

test('an auditor reads runs and disputes and changes none', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/payouts');
  await page.getByTestId('run-row').first().waitFor();
  await counts(page.getByTestId('run-add'), 0);
  await page.getByTestId('run-link').last().click();
  await page.getByTestId('run-figures').waitFor();
  await counts(page.getByTestId('run-actions'), 0);
  await counts(page.getByTestId('statement-pay'), 0);
});

test('a run that there is not is told', async () => {
  stage.expectRefusals();
  const page = await atDesk(stage, staff.finance, '/admin/payouts/987654');
  await page.getByTestId('run-missing').waitFor();
});

test('a dispute is answered, its texts stay texts, and the partner reads the answer', async () => {
  stage.expectRefusals();
  const { partner, session } = await earning(home, 'Arguing House');
  const { run } = await draft(home, staff.finance);
  const checker = await atDesk(stage, staff.admin, `/admin/payouts/${run.run_id}`);
  await confirm(checker, 'run-approve', 'run-decide');
  const { statements: [{ statement_id: id }] } = await session.data('/statements');
  const { lines } = await session.data(`/statements/${id}`);
  await session.post(`/statements/${id}/lines/${lines[0].line_id}/dispute`, { reason: `${HOSTILE} it was 90 000` });

  const page = await atDesk(stage, staff.finance, '/admin/disputes');
  const late = await atDesk(stage, staff.admin, '/admin/disputes');
  await late.getByTestId('dispute-answer').click();
  await shows(page.getByTestId('dispute-reason'), `${HOSTILE} it was 90 000`);
  await page.getByTestId('dispute-answer').click();
  await page.getByTestId('answer-dialog-confirm').click();
  await shows(page.getByTestId('answer-dialog-error'), /Choose/);
  await page.getByTestId('answer-upheld').check();
  await page.getByTestId('answer-dialog-confirm').click();
  await shows(page.getByTestId('answer-dialog-error'), /Write an answer/);
  await page.getByTestId('answer-text').fill('You are right; a <b>correction</b> follows.');
  await page.getByTestId('answer-dialog-confirm').click();
  await shows(page.getByTestId('dispute-status'), 'Dispute upheld');
  await shows(page.getByTestId('dispute-text'), 'You are right; a <b>correction</b> follows.');
  await counts(page.getByTestId('dispute-answer'), 0);

  await late.getByTestId('answer-rejected').check();
  await late.getByTestId('answer-text').fill('No.');
  await late.getByTestId('answer-dialog-confirm').click();
  await shows(late.getByTestId('answer-dialog-error'), /answered already/);

  const theirs = await stage.signedIn(partner, { path: `/partner/statements/${id}` });
  await theirs.getByTestId('dispute-view').first().click();
  await shows(theirs.getByTestId('dispute-answer'), /You are right; a <b>correction<\/b> follows\./);
});

test('finance records what was paid for practice, once for each transfer, and the partner sees it', async () => {
  stage.expectRefusals();
  const partner = home.partner('Practising House');
  const roster = await Roster.open(home, partner);
  const page = await atDesk(stage, staff.finance, '/admin/payouts');
  await page.getByTestId('practice-partner').fill('nobody');
  await page.getByTestId('practice-partner-show').click();
  await counts(page.getByTestId('practice-payouts'), 0);
  await page.getByTestId('practice-partner').fill(idOf(partner));
  await page.getByTestId('practice-partner-show').click();
  await page.getByTestId('practice-payouts-none').waitFor();
  await page.getByTestId('practice-payout-add').click();
  for (const wrong of ['', 'much', '0', '1.234']) {
    await page.getByTestId('practice-payout-sum').fill(wrong);
    await page.getByTestId('practice-payout-dialog-confirm').click();
    await shows(page.getByTestId('practice-payout-dialog-error'), /amount in rupees/);
  }
  await page.getByTestId('practice-payout-sum').fill('12,500.50');
  await page.getByTestId('practice-payout-transfer').fill('UTR-PRACTICE-01');
  await page.getByTestId('practice-payout-dialog-confirm').click();
  await shows(page.getByTestId('practice-payout-amount'), rupees(12_500.5));
  await shows(page.getByTestId('practice-payout-reference'), 'UTR-PRACTICE-01');
  await page.getByTestId('practice-payout-add').click();
  await page.getByTestId('practice-payout-sum').fill('1');
  await page.getByTestId('practice-payout-transfer').fill('utr-practice-01');
  await page.getByTestId('practice-payout-dialog-confirm').click();
  await shows(page.getByTestId('practice-payout-dialog-error'), /used already/);
  await page.getByTestId('practice-payout-dialog-cancel').click();
  const { finance_metrics: told } = await roster.call('GET', '/dashboard');
  assert.equal(told.revenue_and_payouts.total_payouts, 12_500.5);
  await page.reload();
  await page.getByTestId('practice-payout').waitFor();

  const auditor = await atDesk(stage, staff.auditor, `/admin/partners/${idOf(partner)}`);
  await auditor.getByTestId('practice-payout').waitFor();
  await counts(auditor.getByTestId('practice-payout-add'), 0);
  const operations = await atDesk(stage, staff.operations, `/admin/partners/${idOf(partner)}`);
  await operations.getByTestId('partner-notes').waitFor();
  await counts(operations.getByTestId('practice-payouts'), 0);
});
