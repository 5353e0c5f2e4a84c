// From the letter that invites a candidate to its own view, and everything that may go wrong on the way.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Lender } from '../lib/api.mjs';
import { PASSWORD, Roster, acceptWith, inviteInMail, practise, signInAsCandidate } from '../lib/roster.mjs';
import { Installation } from '../lib/installation.mjs';
import { linkInMail } from '../lib/onboarding.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';
import { keptTexts } from '../lib/steps.mjs';
import { HOSTILE } from '../lib/world.mjs';

const FIRST = 'Bazaar Loans';
const SECOND = 'Lakeside Credit';

let home;
let stage;
let rosters;
let lender;
/** The link of a letter of sixteen days ago. */
let expired;
before(async () => {
  home = await Installation.create();
  const partners = [home.partner(FIRST), home.partner(SECOND)];
  lender = new Lender(home, home.serviceToken());
  await home.start(16);
  const before = await Roster.open(home, partners[0]);
  expired = await inviteInMail(home, (await before.add()).email);
  await home.stop();
  await home.start();
  rosters = await Promise.all(partners.map((partner) => Roster.open(home, partner)));
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

const visit = async (options) => (await stage.visitor(options)).newPage();
const tokenOf = (link) => new URLSearchParams(link.slice(link.indexOf('#') + 1)).get('token');

/** Somebody whom the first partner enrolled, and the link of the letter. */
async function invited(over) {
  const row = await rosters[0].add(over);
  return { ...row, link: await inviteInMail(home, row.email) };
}

async function choose(page, password) {
  await page.getByTestId('new-password').fill(password);
  await page.getByTestId('invite-accept').click();
}

/** The password that this candidate signs in with is this one. */
async function opens(email, password) {
  const reply = await fetch(`${home.url}/api/v1/auth/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password, account_type: 'candidate' }),
  });
  return reply.status === 200;
}

test('a letter leads to a password, and that to one\'s own practice across all partners', async () => {
  const batch = await rosters[1].batch('Winter term');
  const one = await invited({ firstname: HOSTILE });
  await rosters[1].add({ email: one.email.toUpperCase(), batch_id: batch.batch_id });
  for (let n = 23; n > 0; n -= 1) await practise(lender, one.email, { completed_at: home.time(-3600 - n * 60), exam_name: `Mock exam ${n}` });
  await practise(lender, one.email, { status: 'started', score: undefined, rating: undefined, minutes: undefined, completed_at: undefined, exam_name: HOSTILE });

  const page = await visit();
  await page.goto(one.link);
  await shows(page.getByTestId('invite-meaning'), /By accepting/);
  await eventually(() => assert.equal(new URL(page.url()).hash, ''));
  for (const weak of ['', 'eleven char', 'x'.repeat(129)]) {
    await choose(page, weak);
    await shows(page.getByTestId('password-fault'), /characters|password/);
  }
  assert.equal((await rosters[0].find(one.email)).invite_status, 'pending');
  await choose(page, PASSWORD);
  await page.locator('[data-testid="invite-done"][data-password="true"]').waitFor();
  assert.ok(!(await page.content()).includes(PASSWORD));
  assert.equal((await rosters[0].find(one.email)).invite_status, 'accepted');
  assert.equal((await rosters[1].find(one.email)).invite_status, 'pending', 'each partner has an invite of its own');

  await page.getByTestId('to-candidate').click();
  await isAt(page, '/candidate');
  await signInAsCandidate(page, one.email);
  await counts(page.getByTestId('partner-row'), 2);
  await shows(page.getByTestId('candidate-email'), one.email);
  const names = await page.getByTestId('partner-name').allInnerTexts();
  assert.deepEqual(names.sort(), [FIRST, SECOND]);
  await shows(page.locator('[data-testid="partner-row"]', { hasText: FIRST }).getByTestId('partner-invite'), 'Accepted');
  await shows(page.locator('[data-testid="partner-row"]', { hasText: SECOND }).getByTestId('partner-invite'), 'Not accepted yet');
  await shows(page.locator('[data-testid="partner-row"]', { hasText: SECOND }), /Winter term/);
  const shown = await page.getByTestId('session-row').count();
  assert.ok(shown >= 10 && shown < 24, `${shown} sessions at first`);
  while (await page.getByTestId('sessions-more').count() > 0) {
    const before = await page.getByTestId('session-row').count();
    await page.getByTestId('sessions-more').click();
    await eventually(async () => assert.ok(await page.getByTestId('session-row').count() > before));
  }
  await counts(page.getByTestId('session-row'), 24);
  const exams = await page.getByTestId('session-exam').allInnerTexts();
  assert.deepEqual(exams.filter((name) => name !== HOSTILE), Array.from({ length: 23 }, (_, n) => `Mock exam ${n + 1}`), 'newest first');
  await counts(page.locator('img[src="x"]'), 0);
});

test('a GET accepts nothing, and the token is kept nowhere', async () => {
  const page = await visit();
  const one = await invited();
  const token = tokenOf(one.link);
  assert.ok(token.length > 20, 'there is a token');
  const seen = [];
  page.on('request', async (request) => seen.push(`${request.url()} ${JSON.stringify(await request.allHeaders())}`));
  const reply = await fetch(home.url + one.link);
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(reply.headers.get('cache-control'), 'no-cache');
  assert.match(reply.headers.get('content-security-policy'), /default-src 'none'/);
  await page.goto(one.link);
  await page.getByTestId('invite-form').waitFor();
  await eventually(() => assert.ok(!page.url().includes(token)));
  assert.ok(!(await keptTexts(page)).includes(token));
  assert.ok(!(await page.content()).includes(token));
  await page.reload();
  await page.getByTestId('invite-plain').waitFor();
  assert.equal((await rosters[0].find(one.email)).invite_status, 'pending');
  assert.ok(seen.length > 1 && !seen.some((request) => request.includes(token)), 'no request carries it');
});

test('without the token an invite can only be accepted; a password comes by mail', async () => {
  stage.expectRefusals();
  const one = await invited();
  const page = await visit();
  await page.goto(one.link.split('#')[0]);
  await counts(page.getByTestId('new-password'), 0);
  await page.getByTestId('invite-accept').click();
  await page.locator('[data-testid="invite-done"][data-password="false"]').waitFor();
  assert.equal((await rosters[0].find(one.email)).invite_status, 'accepted');

  await page.goto('/candidate');
  await page.goto(one.link);
  await choose(page, 'a password for who stole the link');
  await page.getByTestId('invite-accepted').waitFor();
  assert.ok(!(await opens(one.email, 'a password for who stole the link')), 'an accepted invite sets no password');

  await page.getByTestId('to-candidate').click();
  await page.getByTestId('forgot-password').click();
  await page.getByTestId('reset-email').fill(one.email);
  await page.getByTestId('reset-submit').click();
  await page.getByTestId('reset-sent').waitFor();
  await page.goto(await linkInMail(home, one.email, 'set-password'));
  await page.getByTestId('new-password').fill(PASSWORD);
  await page.getByTestId('password-submit').click();
  await page.getByTestId('to-candidate').click();
  await signInAsCandidate(page, one.email);
  await page.getByTestId('empty').waitFor();
  await counts(page.getByTestId('partner-row'), 1);
});

test('who has a link with a token may go on without a password all the same', async () => {
  const one = await invited();
  const page = await visit();
  await page.goto(one.link);
  await page.getByTestId('invite-without').click();
  await page.getByTestId('invite-accept').click();
  await page.getByTestId('invite-done').waitFor();
  assert.ok(!(await opens(one.email, PASSWORD)));
});

test('what came too late, twice or mangled is told, with what to do next', async () => {
  stage.expectRefusals();
  const page = await visit();
  for (const gone of [expired, '/invite/7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11#token=x']) {
    await page.goto('/candidate');
    await page.goto(gone);
    await choose(page, PASSWORD);
    await shows(page.getByTestId('invite-gone'), /send it again/);
  }
  await page.goto('/invite/nonsense');
  await page.getByTestId('invite-gone').waitFor();

  const one = await invited();
  await page.goto(`${one.link.split('#')[0]}#token=${encodeURIComponent(HOSTILE)}`);
  await choose(page, PASSWORD);
  await shows(page.getByTestId('invite-wrong'), /Nothing was accepted/);
  assert.equal((await rosters[0].find(one.email)).invite_status, 'pending');
  await page.getByTestId('invite-without').click();
  await page.getByTestId('invite-plain').waitFor();

  // A link that was replaced counts no more; the newest does, and of two windows with it one.
  await rosters[0].resend(one);
  await eventually(async () => assert.notEqual(await inviteInMail(home, one.email), one.link), 30_000);
  await page.goto(one.link);
  await choose(page, PASSWORD);
  await page.getByTestId('invite-wrong').waitFor();
  const newest = await inviteInMail(home, one.email);
  const late = await visit();
  await Promise.all([page.goto(newest), late.goto(newest)]);
  await choose(page, PASSWORD);
  await page.getByTestId('invite-done').waitFor();
  await choose(late, 'another good long password');
  await shows(late.getByTestId('invite-accepted'), /nothing left to do/);
  assert.ok(await opens(one.email, PASSWORD));
  assert.ok(!(await opens(one.email, 'another good long password')));
});

test('without the server the password stays entered, and too many calls are told', async () => {
  const one = await invited();
  const page = await visit();
  await page.goto(one.link);
  await page.getByTestId('new-password').waitFor();
  stage.expectOutage();
  await page.context().setOffline(true);
  await choose(page, PASSWORD);
  await shows(page.getByTestId('form-error'), /cannot be reached/);
  await page.context().setOffline(false);
  const many = (route) => route.fulfill({ status: 429, headers: { 'retry-after': '7' }, json: { status: 'error', message: 'Too many requests' } });
  await page.route('**/accept-invite', many);
  await page.getByTestId('invite-accept').click();
  await shows(page.getByTestId('form-error'), /Wait 7 seconds/);
  await page.unroute('**/accept-invite', many);
  assert.equal(await page.getByTestId('new-password').inputValue(), PASSWORD);
  await page.getByTestId('invite-accept').click();
  await page.getByTestId('invite-done').waitFor();
});

test('who signed out, or whose session ended, sees nothing of it any more', async () => {
  stage.expectRefusals();
  const one = await invited();
  assert.equal(await acceptWith(home, one.link, PASSWORD), 200);
  const page = await visit();
  await signInAsCandidate(page, one.email, 'not the password');
  await shows(page.getByTestId('login-error'), /not right/);
  await signInAsCandidate(page, one.email);
  await shows(page.getByTestId('candidate-email'), one.email);
  const token = await page.evaluate(() => sessionStorage.getItem('candidate.session'));
  const asks = async () => (await fetch(`${home.url}/api/v1/me/candidate`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(await asks(), 200);
  assert.equal(await page.evaluate(() => localStorage.length), 0, 'nothing that other tabs see');
  await page.getByTestId('sign-out').click();
  await shows(page.getByTestId('login-notice'), /signed out/);
  await eventually(async () => assert.equal(await asks(), 401, 'the token is dead'));
  await page.reload();
  await page.getByTestId('login-form').waitFor();
  assert.ok(!(await page.content()).includes(one.email));

  await signInAsCandidate(page, one.email);
  await page.getByTestId('candidate').waitFor();
  await page.evaluate((dead) => sessionStorage.setItem('candidate.session', dead), token);
  await page.reload();
  await shows(page.getByTestId('login-notice'), /session has ended/);
});
