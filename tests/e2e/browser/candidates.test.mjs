// Candidates: the list, batches, adding, invites, payments, and one small file.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { accept, batch, candidate, csv, csvFile, enrol } from '../lib/candidates.mjs';
import { Installation } from '../lib/installation.mjs';
import { violations } from '../lib/sight.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';
import { HOSTILE } from '../lib/world.mjs';

let home;
let stage;
let early;
before(async () => {
  home = await Installation.create();
  home.set({ 'rate_limit.enabled': 'false' });
  const partner = home.partner('Early House');
  // Three weeks ago: that invite has expired.
  await home.start(21);
  const session = await Session.open(home.url, partner);
  early = { partner, row: await enrol(session, candidate(1)) };
  await home.stop();
  await home.start();
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** A partner and its session. */
async function house(name) {
  const partner = home.partner(name);
  return { partner, session: await Session.open(home.url, partner) };
}

const rowOf = (page, email) => page.getByTestId('candidate-row').filter({ hasText: email });
const confirm = (page, dialog) => page.getByTestId(`${dialog}-confirm`).click();

test('a batch and a candidate are made, and what is wrong is said at its field', async () => {
  const { partner } = await house('First House');
  const page = await stage.signedIn(partner);
  stage.expectRefusals();
  await page.getByTestId('nav-candidates').click();
  await isAt(page, '/partner/candidates');
  await shows(page.getByTestId('empty'), /No candidates yet/);
  assert.deepEqual(await violations(page), []);

  await page.getByTestId('part-batches').click();
  await shows(page.getByTestId('empty'), /No batches yet/);
  await page.getByTestId('batch-add').click();
  await confirm(page, 'batch-dialog');
  await shows(page.locator('#field-batch-name-field-fault'), /Name (is required|must not be blank)/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('batch-name-field').fill('  Spring <b>course</b> ');
  await confirm(page, 'batch-dialog');
  await shows(page.getByTestId('batch-link'), 'Spring <b>course</b>');
  await page.getByTestId('batch-add').click();
  await page.getByTestId('batch-name-field').fill('SPRING <B>COURSE</B>');
  await confirm(page, 'batch-dialog');
  await page.getByTestId('batch-dialog-error').waitFor();
  await page.keyboard.press('Escape');

  await page.getByTestId('part-list').click();
  await page.getByTestId('candidate-add').click();
  await page.getByTestId('candidate-firstname').fill('=1+1');
  await page.getByTestId('candidate-address').fill('nobody');
  await confirm(page, 'candidate-dialog');
  await shows(page.locator('#field-candidate-firstname-fault'), /must not begin with/);
  await shows(page.locator('#field-candidate-lastname-fault'), /required|blank/);
  await shows(page.locator('#field-candidate-address-fault'), /must be an e-mail address/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('candidate-firstname').fill(HOSTILE);
  await page.getByTestId('candidate-lastname').fill('Rao');
  await page.getByTestId('candidate-address').fill('Asha.Rao@Mail.example');
  await page.getByTestId('candidate-batch-choice').selectOption({ label: 'Spring <b>course</b>' });
  await confirm(page, 'candidate-dialog');
  await shows(page.getByTestId('candidate-name'), `${HOSTILE} Rao`);
  await shows(page.getByTestId('candidate-email'), 'Asha.Rao@Mail.example');
  await shows(page.getByTestId('candidate-batch'), 'Spring <b>course</b>');
  await shows(page.getByTestId('candidate-paid'), 'Not paid');
  await shows(page.getByTestId('candidate-invite'), 'Invited');
  await shows(page.getByTestId('candidate-sent'), /^Sent .* IST$/);
  await shows(page.getByTestId('candidate-expires'), /^Expires .* IST$/);
  await shows(page.getByTestId('page-total'), 'Candidates 1–1 of 1');

  // The same person in the same batch is told, and the form kept.
  await page.getByTestId('candidate-add').click();
  await page.getByTestId('candidate-firstname').fill('Asha');
  await page.getByTestId('candidate-lastname').fill('Rao');
  await page.getByTestId('candidate-address').fill('asha.rao@mail.example');
  await page.getByTestId('candidate-batch-choice').selectOption({ label: 'Spring <b>course</b>' });
  await confirm(page, 'candidate-dialog');
  await shows(page.getByTestId('candidate-dialog-error'), /already exists in this batch/);
  await page.getByTestId('candidate-batch-choice').selectOption('');
  await confirm(page, 'candidate-dialog');
  await counts(page.getByTestId('candidate-row'), 2);
});

test('the list is searched, narrowed and turned over; the search stays out of addresses', async () => {
  const { partner, session } = await house('Listing House');
  const course = await batch(session, 'Course');
  const rows = [];
  for (let n = 0; n < 27; n += 1) rows.push(await enrol(session, candidate(n), n < 4 ? course : undefined));
  await accept(session, rows[2]);
  const page = await stage.signedIn(partner, { path: '/partner/candidates' });
  await shows(page.getByTestId('page-total'), 'Candidates 1–20 of 27');
  await shows(page.getByTestId('candidate-email').first(), rows[26].email);
  await page.getByTestId('page-next').click();
  await shows(page.getByTestId('page-total'), 'Candidates 21–27 of 27');
  await shows(page.getByTestId('candidate-email').last(), rows[0].email);
  await page.getByTestId('page-prev').click();
  await shows(page.getByTestId('page-total'), 'Candidates 1–20 of 27');

  const asked = [];
  page.on('request', (request) => { if (request.url().includes('/candidates?')) asked.push(new URL(request.url()).searchParams.get('search')); });
  await page.getByTestId('filter-search').pressSequentially('CANDIDATE13@mail.example');
  await counts(page.getByTestId('candidate-row'), 1);
  await shows(page.getByTestId('candidate-email'), rows[13].email);
  assert.ok(asked.length < 8, `asked ${asked.length} times`);
  assert.doesNotMatch(page.url(), /candidate13|search/i);
  await page.getByTestId('filter-search').fill('asha ra');
  await eventually(async () => assert.ok((await page.getByTestId('candidate-name').allInnerTexts()).every((name) => name === 'Asha Rao')));
  await page.getByTestId('filters-clear').click();
  await counts(page.getByTestId('candidate-row'), 20);

  await page.getByTestId('filter-batch').selectOption({ label: 'Course' });
  await counts(page.getByTestId('candidate-row'), 4);
  await page.getByTestId('filter-invite').selectOption('accepted');
  await counts(page.getByTestId('candidate-row'), 1);
  assert.match(page.url(), /batch_id=.*invite_status=accepted/);
  await page.reload();
  await shows(page.getByTestId('candidate-email'), rows[2].email);
  assert.equal(await page.getByTestId('filter-batch').inputValue(), course);
  await page.getByTestId('filter-paid').selectOption('true');
  await shows(page.getByTestId('empty'), /No candidate passes/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('filters-clear').click();
  await counts(page.getByTestId('candidate-row'), 20);
  assert.doesNotMatch(home.logged(), /candidate13|asha(?:\s|\+|%20)ra/i);
});

test('somebody is marked as paid in all of the partner\'s batches, and in nobody else\'s', async () => {
  const { partner, session } = await house('Paying House');
  const other = await house('Other House');
  const course = await batch(session, 'Course');
  await enrol(session, candidate(3), course);
  await enrol(session, candidate(3, { email: 'Candidate3@mail.example' }));
  await enrol(other.session, candidate(3));
  const page = await stage.signedIn(partner, { path: '/partner/candidates' });
  await counts(page.getByTestId('candidate-row'), 2);
  await page.getByTestId('candidate-mark-paid').first().click();
  await shows(page.getByTestId('paid-dialog'), /each of your batches/);
  await page.getByTestId('paid-dialog-cancel').click();
  await shows(page.getByTestId('candidate-paid').first(), 'Not paid');
  // Nothing is shown before the server has answered.
  let answer;
  await page.route('**/mark-paid', async (route) => {
    await new Promise((resolve) => { answer = resolve; });
    await route.continue();
  });
  await page.getByTestId('candidate-mark-paid').first().click();
  await confirm(page, 'paid-dialog');
  await eventually(() => assert.ok(answer));
  assert.deepEqual(await page.getByTestId('candidate-paid').allInnerTexts(), ['Not paid', 'Not paid']);
  answer();
  await eventually(async () => assert.deepEqual(await page.getByTestId('candidate-paid').allInnerTexts(), ['Paid', 'Paid']));
  await counts(page.getByTestId('candidate-mark-paid'), 0);
  await page.getByTestId('part-batches').click();
  for (const [what, count] of [['total', '1'], ['paid', '1'], ['unpaid', '0'], ['accepted', '0'], ['pending', '1']]) await shows(page.getByTestId(`batch-${what}`), count);
  await page.getByTestId('batch-link').click();
  await counts(page.getByTestId('candidate-row'), 1);
  const { candidates } = await other.session.guide('/candidates');
  assert.deepEqual(candidates.map((one) => one.is_paid_for), [false]);
});

test('an invite is resent; one that was accepted meanwhile is not', async () => {
  const page = await stage.signedIn(early.partner, { path: '/partner/candidates' });
  stage.expectRefusals();
  await shows(page.getByTestId('candidate-invite'), 'Invite expired');
  await shows(page.getByTestId('candidate-expires'), /^Expired/);
  assert.deepEqual(await violations(page), []);
  const before = await page.getByTestId('candidate-sent').innerText();
  await page.getByTestId('candidate-resend').click();
  await shows(page.getByTestId('resend-dialog'), /candidate1@mail\.example/);
  await confirm(page, 'resend-dialog');
  await shows(page.getByTestId('candidate-invite'), 'Invited');
  assert.notEqual(await page.getByTestId('candidate-sent').innerText(), before);

  await page.getByTestId('candidate-resend').click();
  await accept(await Session.open(home.url, early.partner), early.row);
  await confirm(page, 'resend-dialog');
  await shows(page.getByTestId('resend-dialog-error'), /already accepted/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('resend-dialog-cancel').click();
  await page.reload();
  await shows(page.getByTestId('candidate-invite'), 'Accepted');
  await shows(page.getByTestId('candidate-accepted'), /IST$/);
  await counts(page.getByTestId('candidate-resend'), 0);
});

test('a file is checked, uploaded and shown', async () => {
  const { partner, session } = await house('Filing House');
  await enrol(session, candidate(2), await batch(session, 'Evenings'));
  const page = await stage.signedIn(partner, { path: '/partner/candidates/upload' });
  await page.getByTestId('upload-batch-choice').selectOption({ label: 'Evenings' });
  await page.getByTestId('file-input').setInputFiles(csvFile(csv(['Asha,Rao,asha@mail.example', 'Meera,Verma,Candidate2@mail.example', 'Tara,Iyer,tara@mail.example'])));
  await page.getByTestId('check-file').click();
  await shows(page.getByTestId('preview-summary'), /^3 rows: 2 candidates will be added, 1 row will be left out/);
  await shows(page.getByTestId('row-fault'), /already exists in this batch/);
  assert.equal((await session.guide('/candidates')).total_candidates, 1, 'nothing is kept of a check');
  await page.getByTestId('upload-file').click();
  await shows(page.getByTestId('preview-summary'), /2 candidates were added/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('upload-show').click();
  await counts(page.getByTestId('candidate-row'), 3);
  await shows(page.getByTestId('filter-batch').locator('option:checked'), 'Evenings');
});

test('what cannot be read is told, and read again', async () => {
  const { partner } = await house('Falling House');
  const page = await stage.signedIn(partner, { path: '/partner/candidates' });
  await page.getByTestId('empty').waitFor();
  stage.expectOutage();
  await page.context().setOffline(true);
  await page.getByTestId('filter-paid').selectOption('false');
  await shows(page.getByTestId('error-title'), /cannot be reached/);
  await page.getByTestId('part-batches').click();
  await page.getByTestId('error').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.context().setOffline(false);
  await page.getByTestId('error-retry').click();
  await shows(page.getByTestId('empty'), /No batches yet/);
  // Somebody else's batch, or none, is no batch of ours.
  await page.goto('/partner/candidates?batch_id=11111111-1111-4111-8111-111111111111');
  await shows(page.getByTestId('error-title'), 'Batch not found');
  await page.getByTestId('filters-clear').click();
  await page.getByTestId('empty').waitFor();
});
