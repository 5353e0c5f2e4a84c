// Partners as staff look after them.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Session } from '../lib/api.mjs';
import { letters, linkInMail } from '../lib/onboarding.mjs';
import { atDesk, confirm, earning, offices, waiting } from '../lib/staff.mjs';
import { Stage, counts, eventually, isAt, settled, shows } from '../lib/stage.mjs';
import { HOSTILE } from '../lib/world.mjs';

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

const pathOf = (partner) => `/admin/partners/${partner.partner_uuid ?? partner.uuid ?? partner.id}`;
const rows = (page) => page.getByTestId('partner-row');
const names = async (page) => {
  await settled(page);
  return page.getByTestId('partner-name').allInnerTexts();
};
const atWork = (path = '/admin/partners', options) => atDesk(stage, staff.operations, path, options);

test('the list is searched, filtered, sorted and paged, and the search stays out of the address', async () => {
  for (let n = 0; n < 27; n += 1) home.partner(`Street ${String(n).padStart(2, '0')}`);
  const quiet = home.partner('Zebra Loans', '--sandbox');
  home.run('partner', 'suspend', quiet.client_id);
  const page = await atWork();
  await counts(rows(page), 25);
  await shows(page.getByTestId('page-total'), /^Partners 1–25 of 28$/);
  await page.getByTestId('page-next').click();
  await counts(rows(page), 3);
  assert.match(page.url(), /page=2/);
  await page.getByTestId('sort-name').click();
  await eventually(async () => assert.equal((await names(page))[0], 'Street 00'));
  await page.getByTestId('sort-name').click();
  await eventually(async () => assert.equal((await names(page))[0], 'Zebra Loans'));

  const asked = [];
  page.on('request', (request) => request.url().includes('/api/partners?') && asked.push(new URL(request.url()).searchParams.get('search')));
  await page.getByTestId('filter-search').pressSequentially('street 1', { delay: 30 });
  await counts(rows(page), 10);
  assert.ok(asked.length < 5, `typed in one go, asked ${asked.length} times`);
  assert.equal(asked.at(-1), 'street 1');
  assert.ok(!/street/i.test(page.url()), page.url());
  await page.getByTestId('filter-search').fill('zebra.loans@partner.example');
  await eventually(async () => assert.deepEqual(await names(page), ['Zebra Loans']));
  await page.getByTestId('filters-clear').click();
  await page.getByTestId('filter-status').selectOption('suspended');
  await eventually(async () => assert.deepEqual(await names(page), ['Zebra Loans']));
  await page.reload();
  await eventually(async () => assert.deepEqual(await names(page), ['Zebra Loans']));
  await page.getByTestId('filter-status').selectOption('pending');
  await page.getByTestId('empty').waitFor();
  await shows(page.getByTestId('announcer'), '0 partners.');
});

test('a new partner gets a link, by which the onboarding goes on', async () => {
  stage.expectRefusals();
  const page = await atWork();
  await page.getByTestId('partner-add').click();
  await page.getByTestId('new-name').fill('X');
  await page.getByTestId('new-email').fill('nobody');
  await page.getByTestId('new-phone').fill('12345');
  await page.getByTestId('new-type').selectOption('marketplace');
  await page.getByTestId('partner-new-confirm').click();
  await shows(page.getByTestId('partner-new-error'), /The name .*The e-mail address .*The telephone number/);
  for (const field of ['new-name', 'new-email', 'new-phone']) assert.equal(await page.getByTestId(field).getAttribute('aria-invalid'), 'true', field);
  await page.getByTestId('new-name').fill('Fresh House');
  await page.getByTestId('new-email').fill('office@fresh-house.example');
  await page.getByTestId('new-phone').fill('+919876543210');
  await page.getByTestId('partner-new-confirm').click();
  const link = (await page.getByTestId('onboarding-link-value').innerText()).trim();
  await page.getByTestId('partner-made-link').click();
  await shows(page.getByTestId('partner-title'), 'Fresh House');
  await shows(page.getByTestId('partner-status'), 'Pending');
  await shows(page.getByTestId('fact-type'), 'Marketplace');
  await counts(page.getByTestId('partner-credentials'), 0);

  const theirs = await (await stage.visitor()).newPage();
  await theirs.goto(link);
  await theirs.getByTestId('field-company-name').waitFor();
  await page.getByTestId('onboarding-renew').click();
  await page.getByTestId('renew-dialog-confirm').click();
  const renewed = (await page.getByTestId('onboarding-link-value').innerText()).trim();
  assert.notEqual(renewed, link);
  await theirs.goto('/partner/login');
  await theirs.goto(link);
  await theirs.getByTestId('dead-link').waitFor();

  await page.goto('/admin/partners');
  await page.getByTestId('partner-add').click();
  await page.getByTestId('new-name').fill('Second House');
  await page.getByTestId('new-email').fill('OFFICE@fresh-house.example');
  await page.getByTestId('new-phone').fill('+919876543210');
  await page.getByTestId('partner-new-confirm').click();
  await shows(page.getByTestId('partner-new-error'), /Another partner has this e-mail address/);
});

test('a record is changed, field by field', async () => {
  stage.expectRefusals();
  const partner = home.partner('Old Name');
  const page = await atWork(pathOf(partner));
  await page.getByTestId('partner-edit').click();
  await page.getByTestId('edit-confirm').click();
  await shows(page.getByTestId('edit-error'), /Nothing was changed/);
  await page.getByTestId('edit-ratePercent').fill('a lot');
  await page.getByTestId('edit-confirm').click();
  await shows(page.getByTestId('edit-error'), /per cent/);
  await page.getByTestId('edit-ratePercent').fill('1.25');
  await page.getByTestId('edit-name').fill('New Name');
  await page.getByTestId('edit-companyName').fill(HOSTILE);
  await page.getByTestId('edit-webhookUrl').fill('ftp://hooks.example/');
  await page.getByTestId('edit-confirm').click();
  await shows(page.getByTestId('edit-error'), /webhook address/i);
  await page.getByTestId('edit-webhookUrl').fill('https://hooks.new-name.example/in');
  const [asked] = await Promise.all([page.waitForRequest((request) => request.method() === 'PUT'), page.getByTestId('edit-confirm').click()]);
  assert.deepEqual(asked.postDataJSON(), { name: 'New Name', rateBps: 125, webhookUrl: 'https://hooks.new-name.example/in', businessInfo: { companyName: HOSTILE } });
  await shows(page.getByTestId('partner-title'), 'New Name');
  await shows(page.getByTestId('fact-rate'), '1.25 %');
  await shows(page.getByTestId('fact-company'), HOSTILE);
  await shows(page.getByTestId('fact-webhook'), 'https://hooks.new-name.example/in');
});

test('a suspended partner is out of its dashboard at its next call, and back when activated', async () => {
  stage.expectRefusals();
  const { partner, session } = await earning(home, 'Suspended House', 1);
  const theirs = await stage.signedIn(partner);
  await theirs.getByTestId('kpi-total-value').waitFor();
  const page = await atWork(pathOf(partner));
  await confirm(page, 'partner-suspended', 'status-dialog');
  await shows(page.getByTestId('partner-status'), 'Suspended');
  await sleep(1000);
  assert.equal((await session.get('/dashboard/stats')).status, 401);
  await eventually(async () => {
    const link = theirs.getByTestId('nav-statements');
    if (await link.isVisible()) await link.click({ timeout: 1000 }).catch(() => {});
    assert.equal(new URL(theirs.url()).pathname, '/partner/login');
  });
  await counts(page.getByTestId('partner-suspended'), 0);
  await confirm(page, 'partner-active', 'status-dialog');
  await shows(page.getByTestId('partner-status'), 'Active');
  await Session.open(home.url, partner);
  await eventually(() => assert.ok(letters(home, 'suspended.house@partner.example').length >= 2, 'it is told by e-mail'), 30_000);
});

test('a change that somebody made meanwhile is explained', async () => {
  stage.expectRefusals();
  const partner = home.partner('Twice House');
  const [page, late] = [await atWork(pathOf(partner)), await atWork(pathOf(partner))];
  await late.getByTestId('partner-inactive').click();
  await confirm(page, 'partner-suspended', 'status-dialog');
  await late.getByTestId('status-dialog-confirm').click();
  await shows(late.getByTestId('status-dialog-error'), /not in the state for this/);
});

test('a partner is deleted and restored, unless its address is taken by then', async () => {
  stage.expectRefusals();
  const partner = home.partner('Gone House');
  const page = await atWork(pathOf(partner));
  await confirm(page, 'partner-delete', 'delete-dialog');
  await page.getByTestId('deleted-notice').waitFor();
  await page.getByTestId('partner-deleted').waitFor();
  await counts(page.getByTestId('partner-actions'), 0);
  await counts(page.getByTestId('partner-notes'), 0);
  await assert.rejects(Session.open(home.url, partner));
  const list = await atWork();
  await list.getByTestId('filter-search').fill('gone house');
  await list.getByTestId('empty').waitFor();
  await list.getByTestId('filter-deleted').selectOption('true');
  await eventually(async () => assert.deepEqual(await names(list), ['Gone House']));

  await confirm(page, 'partner-restore', 'restore-dialog');
  await counts(page.getByTestId('deleted-notice'), 0);
  await Session.open(home.url, partner);

  await confirm(page, 'partner-delete', 'delete-dialog');
  await page.getByTestId('deleted-notice').waitFor();
  home.partner('Gone House');
  await page.getByTestId('partner-restore').click();
  await page.getByTestId('restore-dialog-confirm').click();
  await shows(page.getByTestId('restore-dialog-error'), /(e-mail address|short name)/);
});

test('credentials are rotated, and the secret is shown once', async () => {
  stage.expectRefusals();
  const partner = home.partner('Leaky House');
  const page = await atWork(pathOf(partner));
  await page.getByTestId('rotate-open').click();
  await page.getByTestId('rotate-hours').fill('1000');
  await page.getByTestId('rotate-dialog-confirm').click();
  await shows(page.getByTestId('rotate-dialog-error'), /0 to 720/);
  await page.getByTestId('rotate-hours').fill('0');
  await page.getByTestId('rotate-dialog-confirm').click();
  const secret = (await page.getByTestId('new-secret-value').innerText()).trim();
  await assert.rejects(Session.open(home.url, partner), 'the old secret');
  await Session.open(home.url, { ...partner, client_secret: secret });
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  assert.ok(!kept.includes(secret));
  await page.getByTestId('new-secret-done').click();
  await counts(page.getByTestId('new-secret'), 0);
  await page.reload();
  await page.getByTestId('rotate-open').waitFor();
  assert.ok(!(await page.locator('body').innerText()).includes(secret));
  await page.getByTestId('rotate-open').click();
  await page.getByTestId('rotate-dialog-confirm').click();
  await shows(page.getByTestId('rotate-dialog-error'), /a moment ago/);
});

test('notes are kept with who wrote them, and stay text', async () => {
  const partner = home.partner('Noted House');
  const page = await atWork(pathOf(partner));
  await page.getByTestId('notes-empty').waitFor();
  await page.getByTestId('note-add').click();
  await shows(page.getByTestId('note-error'), /Write something/);
  await page.getByTestId('note-text').fill(`${HOSTILE}\nsecond line`);
  await page.getByTestId('note-add').click();
  await shows(page.getByTestId('note-content'), `${HOSTILE}\nsecond line`);
  await shows(page.getByTestId('note-author'), staff.operations.email);
  assert.equal(await page.getByTestId('note-text').inputValue(), '');
  for (let n = 0; n < 10; n += 1) {
    await page.getByTestId('note-text').fill(`note ${n}`);
    await page.getByTestId('note-add').click();
    await shows(page.getByTestId('note-content').first(), `note ${n}`);
  }
  await counts(page.getByTestId('note'), 10);
  await page.getByTestId('partner-notes').getByTestId('page-next').click();
  await shows(page.getByTestId('note-content'), `${HOSTILE}\nsecond line`);
});

test('the people of a partner get accounts, links, and are shut out', async () => {
  stage.expectRefusals();
  const partner = home.partner('Peopled House');
  const email = 'desk@peopled-house.example';
  const page = await atWork(pathOf(partner));
  await page.getByTestId('person-new').fill('no address');
  await page.getByTestId('person-add').click();
  await shows(page.getByTestId('person-new-error'), /e-mail address/);
  await page.getByTestId('person-new').fill(email);
  await page.getByTestId('person-add').click();
  const person = page.getByTestId('person').filter({ hasText: email });
  await shows(person.getByTestId('person-status'), 'Active');
  const theirs = await (await stage.visitor()).newPage();
  await theirs.goto(await linkInMail(home, email, 'set-password'));
  const password = 'four quiet brown teapots';
  await theirs.getByTestId('new-password').fill(password);
  await theirs.getByTestId('password-submit').click();
  await theirs.getByText(/password is set/i).first().waitFor();

  await theirs.goto('/admin/login');
  await theirs.getByLabel('E-mail address').fill(email);
  await theirs.getByLabel('Password', { exact: true }).fill(password);
  await theirs.getByTestId('login-submit').click();
  await shows(theirs.getByTestId('login-not-staff'), /lender's staff/);
  assert.equal(await theirs.evaluate(() => localStorage.getItem('admin.session')), null);

  await page.getByTestId('person-new').fill(email);
  await page.getByTestId('person-add').click();
  await shows(page.getByTestId('person-new-error'), /has this e-mail address/);
  await person.getByTestId('person-toggle').click();
  await page.getByTestId('person-dialog-confirm').click();
  await shows(person.getByTestId('person-status'), 'Disabled');
  await counts(person.getByTestId('person-link'), 0);
  await theirs.getByTestId('login-submit').click();
  await shows(theirs.getByTestId('login-error'), /not right/);
  await person.getByTestId('person-toggle').click();
  await page.getByTestId('person-dialog-confirm').click();
  await shows(person.getByTestId('person-status'), 'Active');
});

test('figures and the way to the audit trail', async () => {
  const { partner } = await earning(home, 'Figured House', 2);
  const page = await atDesk(stage, staff.admin, pathOf(partner));
  await shows(page.getByTestId('figure-leads'), '2');
  await shows(page.getByTestId('figure-disbursed'), '2');
  await shows(page.getByTestId('figure-conversion'), '100.0 %');
  await page.getByTestId('partner-audit').click();
  await isAt(page, '/admin/audit');
  await page.getByTestId('filter-partner').waitFor();
  await page.getByTestId('audit-row').first().waitFor();
});

test('hostile names stay text everywhere', async () => {
  const applicant = await waiting(home, { name: HOSTILE });
  const page = await atWork();
  await page.getByTestId('filter-search').fill('onerror');
  await page.locator(`[data-testid="partner-row"][data-partner-id="${applicant.id}"]`).getByTestId('partner-link').click();
  await shows(page.getByTestId('partner-title'), HOSTILE);
  await page.getByTestId('partner-edit').click();
  assert.equal(await page.getByTestId('edit-name').inputValue(), HOSTILE);
  await page.getByTestId('edit-cancel').click();
  await page.getByTestId('partner-delete').click();
  await shows(page.getByTestId('delete-dialog'), new RegExp(HOSTILE.replace(/[()]/g, '\\$&')));
  await page.getByTestId('delete-dialog-cancel').click();
  await page.goto('/admin/review');
  await shows(page.locator(`[data-partner-id="${applicant.id}"]`).first(), /onerror/);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
});

test('an auditor sees a partner and changes nothing', async () => {
  const applicant = await waiting(home);
  const page = await atDesk(stage, staff.auditor, `/admin/partners/${applicant.id}`);
  await shows(page.getByTestId('review-state'), 'Waiting');
  await page.getByTestId('notes-empty').waitFor();
  for (const id of ['partner-actions', 'review-actions', 'onboarding-renew', 'note-text', 'person-new', 'rotate-open']) await counts(page.getByTestId(id), 0);
  await page.goto('/admin/partners');
  await page.getByTestId('partner-row').first().waitFor();
  await counts(page.getByTestId('partner-add'), 0);
});

test('a partner that there is not is told', async () => {
  stage.expectRefusals();
  const page = await atWork('/admin/partners/0193aa11-0000-7000-8000-000000000001');
  await page.getByTestId('partner-missing').waitFor();
  await page.goto('/admin/partners/7');
  await page.getByTestId('not-found').waitFor();
});
