// Lifelike data, made through the interfaces that everybody else has: the command
// line, the partner's API, the lender's feed, the staff's API. The past is made by a
// server whose clock stands there.

import { Desk, Lender, Session, settle } from './api.mjs';
import { Installation } from './installation.mjs';
import { person } from './people.mjs';

/** How many leads were shared how many days ago. */
const STORY = [
  [26.4, 8], [24.1, 6], [22.3, 14], [19.2, 9], [17.4, 5], [15.3, 12], [13.1, 17], [12.2, 7],
  [10.4, 11], [9.1, 4], [7.3, 10], [5.2, 8], [3.4, 13], [2.1, 6], [1.3, 9], [0.2, 5],
];

/** The day of the story on which what was earned till then is paid. */
const PAY_DAY = 12.2;

/** The name that would be a picture with a script if it were not text. */
export const HOSTILE = '<img src=x onerror=alert(1)>';

/**
 * A partner and a month of its leads, the first weeks paid, the rest approved; the
 * server runs. The newest lead has the hostile name, unless that is not wanted. `desk`: on a
 * developer's machine, where webhooks may go to one's own, and with every day's calls counted.
 */
export async function lifelike({ hostile = true, desk = false } = {}) {
  const home = await Installation.create();
  if (desk) home.set({ environment: 'development', 'rate_limit.monthly_quota': '600' });
  const partner = home.partner('Bazaar Loans', '--slug', 'bazaar-loans');
  home.run('partner', 'set-tax', 'bazaar-loans', '--constitution', 'private_limited', '--gstin', '27AAACD0000D1ZP');
  const lender = new Lender(home, home.serviceToken());
  const staff = [home.staff('finance'), home.staff('admin')];
  let next = 0;
  for (const [days, leads] of STORY) {
    await home.start(days);
    const session = await Session.open(home.url, partner);
    for (const end = next + leads; next < end; next += 1) await live(session, lender, next);
    if (days === PAY_DAY) await pay(home, staff);
    // At once: what was counted a moment ago is lost then.
    await home.stop(desk ? 'SIGTERM' : 'SIGKILL');
  }
  await home.start();
  const session = await Session.open(home.url, partner);
  await session.share(person(next, hostile ? { first_name: HOSTILE, last_name: '=1+1' } : {}));
  const [maker, checker] = await desks(home, staff);
  await settle(maker, checker, day(home, -12), day(home, 0));
  return { home, partner, lender, session, staff, desk, total: next + 1 };
}

/** What becomes of the `n`th person, from share to loan. */
async function live(session, lender, n) {
  const someone = person(n);
  if (n % 9 === 4 || n % 9 === 7) await lender.user(n + 1, someone);
  if (n % 9 === 7) await lender.loan(n + 1, 'under_review', 40_000, { application_number: `OLD${n}` });
  await session.share(someone);
  const loan = (status, rupees) => lender.loan(n + 1, status, rupees);
  if (n % 3 === 0) await lender.user(n + 1, someone, { registered_at: lender.home.time() });
  if (n % 9 === 0) await loan('disbursed', 20_000 + (n % 5) * 37_500);
  if (n % 27 === 18) await loan('cancelled', 20_000 + (n % 5) * 37_500);
  if (n % 9 === 3) await loan(n % 2 ? 'submitted' : 'rejected', 60_000);
}

async function pay(home, staff) {
  const [maker, checker] = await desks(home, staff);
  const statements = await settle(maker, checker, day(home, -14), day(home, 0));
  for (const { statement_id: id } of statements) {
    await maker.post(`/statements/${id}/pay`, { bank_reference: `UTR-26-${String(id).padStart(6, '0')}` });
  }
}

function desks(home, staff) {
  return Promise.all(staff.map((one) => Desk.open(home.url, one)));
}

/** The server's day, `days` from its today, where its days are counted. */
export function day(home, days) {
  const at = new Date(home.time(days * 86_400));
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(at);
}

/** A partner with `leads` leads of today; the server runs. */
export async function small(leads = 5) {
  const home = await Installation.create();
  const partner = home.partner('Quiet Street');
  const lender = new Lender(home, home.serviceToken());
  await home.start();
  const session = await Session.open(home.url, partner);
  for (let n = 0; n < leads; n += 1) await session.share(person(n));
  return { home, partner, lender, session };
}
