// Candidates as the outside sees them: a partner's program that enrols them, the letter that invites them, their own sign-in.

import assert from 'node:assert/strict';

import { Session } from './api.mjs';
import { pathInMail } from './onboarding.mjs';

/** A password nobody else has. */
export const PASSWORD = 'four quiet brown teapots';

let people = 0;

/** Somebody invented whom nobody has enrolled yet. */
function somebody(over = {}) {
  people += 1;
  return { firstname: 'Asha', lastname: `Rao ${people}`, email: `asha${people}@people.example`, ...over };
}

/** A partner's program that looks after candidates. */
export class Roster {
  static async open(home, partner) {
    const { access } = await Session.open(home.url, partner);
    return Object.assign(new Roster(), { home, access });
  }

  async call(method, path, body) {
    const reply = await fetch(`${this.home.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.access}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await reply.text();
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`);
    return JSON.parse(text);
  }

  async batch(name) {
    return (await this.call('POST', '/candidates/batches', { batch_name: name })).data;
  }

  /** Enrols somebody; the row. */
  async add(over) {
    return (await this.call('POST', '/candidates', somebody(over))).data;
  }

  async find(email) {
    return (await this.call('GET', `/candidates?search=${encodeURIComponent(email)}`)).candidates[0];
  }

  resend(row) {
    return this.call('POST', `/candidates/${row.partner_candidate_id}/resend-invite`);
  }
}

/** The newest invite in the letters to an address, as a path. */
export const inviteInMail = (home, email) => pathInMail(home, email, '/invite/[0-9a-f-]{36}#[^\\s"<>]+');

/** Accepts an invite and sets a password, as the page does; the reply's status. */
export async function acceptWith(home, link, password) {
  const [path, hash] = link.split('#');
  const reply = await fetch(`${home.url}/candidates/${path.split('/').at(-1)}/accept-invite`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password, token: new URLSearchParams(hash).get('token') }),
  });
  return reply.status;
}

let sessions = 0;

/** Practice of somebody, as the lender's platform reports it; finished a minute ago. */
export function practise(lender, email, over = {}) {
  sessions += 1;
  return lender.practice(`session-${sessions}`, email, {
    exam_name: `Practice test ${sessions}`,
    exam_type: 'IELTS',
    status: 'finished',
    score: 70.5,
    cost: 499,
    rating: 4.5,
    minutes: 42,
    completed_at: lender.home.time(-60),
    ...over,
  });
}

/** Signs in by the form of /candidate. */
export async function signInAsCandidate(page, email, password = PASSWORD) {
  if (new URL(page.url(), 'http://x').pathname !== '/candidate') await page.goto('/candidate');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
