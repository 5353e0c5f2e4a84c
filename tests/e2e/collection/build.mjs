// Writes docs/Partner_API_Postman_Collection.json; with --check it only says whether
// the file is what this makes.

import { readFileSync, writeFileSync } from 'node:fs';

import { COLLECTION } from '../lib/places.mjs';
import { credentials, encryption, profile } from './account.mjs';
import { administration } from './administration.mjs';
import { candidates } from './candidates.mjs';
import { dashboard } from './dashboard.mjs';
import { invites } from './invites.mjs';
import { leadErrors, leads } from './leads.mjs';
import { maintenance } from './maintenance.mjs';
import { onboarding } from './onboarding.mjs';
import { script } from './parts.mjs';
import { payouts } from './payouts.mjs';
import { practice, practicePayouts, sessions } from './practice.mjs';
import { farewell, people, staff } from './people.mjs';
import { audit, feed, money, operations } from './service.mjs';
import { login, logout, tokens } from './session.mjs';
import { uploads } from './uploads.mjs';
import { limits, usage } from './usage.mjs';
import { supervision, unhook, webhooks } from './webhooks.mjs';

/** Codes that a run cannot provoke, and why. */
export const UNPROVOKED = {
  4090: 'needs two requests with the same Idempotency-Key at the same moment',
  4113: 'the server would have to fail to sign a token',
  4290: 'needs more calls than a run makes',
  5000: 'the server would have to fail in a way nobody foresaw',
  5030: 'the database would have to be away',
};

const VARIABLES = {
  base_url: ['http://localhost:3000/api/v1/partner', 'The API base URL, with /api/v1/partner'],
  client_id: ['', 'Your client id'],
  client_secret: ['', 'Your client secret'],
  partner_uuid: ['', 'Your partner UUID'],
  allow_changes: ['', 'Any text: also dispute a line and rotate the secret'],
  follow_stream: ['', 'Any text: also open the stream of live changes, which does not end'],
  registered_mobile: ['', 'Optional: somebody the lender knows'],
  registered_pan: ['', ''],
  active_mobile: ['', 'Optional: somebody with a loan'],
  active_pan: ['', ''],
  inactive_client_id: ['', 'Optional: a partner that is not active'],
  inactive_client_secret: ['', ''],
  inactive_access_token: ['', ''],
  expired_access_token: ['', 'Optional: an access token of more than 15 minutes ago'],
  required_access_token: ['', 'Optional: of a partner that must encrypt'],
  enrol_public_key: ['', 'Optional: a public key as PEM, its line breaks as \\n'],
  enrol_nonce: ['', ''],
  enrol_signature: ['', ''],
  sealing_access_token: ['', 'Optional: of a partner with a key enrolled'],
  sealed_lead: ['', 'Optional: an envelope of that partner'],
  sandbox_access_token: ['', 'Optional: of a partner that practises'],
  admin_email: ['', 'Optional: a member of the lender\'s staff, for the folders from 10 on'],
  admin_password: ['', ''],
  finance_email: ['', 'Optional: another one'],
  finance_password: ['', ''],
  auditor_email: ['', 'Optional: and another one'],
  auditor_password: ['', ''],
  portal_email: ['', 'Optional: one of a partner\'s people'],
  portal_password: ['', ''],
  candidate_email: ['', 'Optional: a candidate who has a password'],
  candidate_password: ['', ''],
  service_token: ['', 'Optional: of the lender\'s core system'],
  metrics_token: ['', 'Optional: what opens the metrics'],
  settle_to: ['', 'Optional: a day up to which something is left to settle'],
  wait_a_minute: ['', 'Any text: a minute has passed since the account was made'],
};

const DESCRIPTION = `The Partner API, call by call and refusal by refusal, each with tests.

Set base_url, client_id, client_secret and partner_uuid, in an environment or here, and run "Login - Get Access Token": it keeps the access token for \
the requests after it. The folders run in their order. People are invented at every run; leads that are shared stay shared.

Requests that need more than the four variables, such as another partner that is not active, are left out until the variables of that name are set. \
What changes an account for good wants allow_changes. The folders from 10 on are the lender's: staff, onboarding, administration, the feed. A partner that must encrypt cannot use this collection: Postman seals no envelopes.

Codes that no request can provoke: ${Object.entries(UNPROVOKED).map(([code, why]) => `${code} (${why})`).join('; ')}.`;

/** Where the server is, from where its partner API is. */
const FIRST = ["pm.variables.set('server_url', pm.variables.replaceIn('{{base_url}}').replace(/\\/api\\/v1\\/partner\\/?$/, ''));"];

/** What every reply has. */
const ALWAYS = [
  "pm.test('a request id', () => pm.expect(pm.response.headers.get('X-Request-Id')).to.match(/^[A-Za-z0-9._-]{1,128}$/));",
  "pm.test('the server did not fail', () => pm.expect(pm.response.code).to.be.below(500));",
];

export function collection() {
  return {
    info: {
      _postman_id: '6d5d3a6a-5b0e-4b0c-9a53-2f1f5c1f0c11',
      name: 'Partner API',
      description: DESCRIPTION,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{access_token}}', type: 'string' }] },
    event: [script('prerequest', FIRST), script('test', ALWAYS)],
    variable: Object.entries(VARIABLES).map(([key, [value, description]]) => ({ key, value, type: 'string', ...(description && { description }) })),
    item: [{ ...login, item: [login.item[0], profile, ...login.item.slice(1)] }, tokens, leads, leadErrors, dashboard, payouts, encryption, credentials, usage, webhooks, candidates, practice, invites, uploads, logout,
      people, onboarding, administration, staff, audit, operations, feed, sessions, money, practicePayouts, limits, supervision, maintenance, unhook, farewell],
  };
}

/** The file's text. */
export const text = () => `${JSON.stringify(collection(), null, 2)}\n`;

if (process.argv[1] === new URL(import.meta.url).pathname) {
  if (!process.argv.includes('--check')) writeFileSync(COLLECTION, text());
  else if (readFileSync(COLLECTION, 'utf8') !== text()) {
    console.error('docs/Partner_API_Postman_Collection.json is not what tests/e2e/collection/build.mjs makes');
    process.exit(1);
  }
}
