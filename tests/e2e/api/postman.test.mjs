// The Postman collection against a fresh server, with everything it can be given, and
// with the four variables that the guide names.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { Lender, Session } from '../lib/api.mjs';
import { KIND } from '../lib/database.mjs';
import { keyPair, sealed, signed } from '../lib/envelope.mjs';
import { person } from '../lib/people.mjs';
import { runCollection } from '../lib/postman.mjs';
import { day, lifelike } from '../lib/world.mjs';

let world;
before(async () => { world = await lifelike(); });
after(() => world.home.remove());

const guided = ({ home, partner }) => ({
  base_url: `${home.url}/api/v1/partner`,
  client_id: partner.client_id,
  client_secret: partner.client_secret,
  partner_uuid: partner.partner_uuid,
});

/** Partners in every state, people the lender knows, a key to enrol, an envelope. */
async function everything({ home, partner, session, lender, staff: [finance, admin] }) {
  const inactive = home.partner('Closed Counter');
  const inactiveSession = await Session.open(home.url, inactive);
  home.run('partner', 'suspend', inactive.client_id);
  const [required, sealing] = [home.partner('Locked House'), home.partner('Sealed House')];
  const sandbox = home.partner('Practice Room', '--sandbox');
  const requiredSession = await Session.open(home.url, required);
  const pair = keyPair();
  const file = path.join(home.dir, 'partner.pem');
  writeFileSync(file, pair.publicKey);
  const enrol = (who, policy) => home.run('partner', 'enrol-key', '--client-id', who.client_id, '--public-key', file, '--encryption', policy);
  enrol(required, 'required');
  enrol(sealing, 'optional');
  const [registered, active] = [person(9001), person(9002)];
  await lender.user(9001, registered);
  await lender.user(9002, active);
  await lender.loan(9002, 'approved', 40_000);
  const earned = person(9004);
  await session.share(earned);
  await lender.user(9004, earned, { registered_at: home.time() });
  await lender.loan(9004, 'disbursed', 60_000);
  const sealingSession = await Session.open(home.url, sealing);
  const platform = await session.data('/encryption/public-key');
  const { nonce } = await session.data('/encryption/nonce');
  const own = keyPair();
  const envelope = sealed(person(9003), {
    partnerId: sealing.partner_uuid, privateKey: pair.privateKey, platformKey: platform.pem, timestamp: Date.now(),
  });
  return {
    ...guided({ home, partner }),
    allow_changes: 'yes',
    registered_mobile: registered.mobile_number,
    registered_pan: registered.pan_number,
    active_mobile: active.mobile_number,
    active_pan: active.pan_number,
    inactive_client_id: inactive.client_id,
    inactive_client_secret: inactive.client_secret,
    inactive_access_token: inactiveSession.access,
    expired_access_token: home.expired(session.access),
    required_access_token: requiredSession.access,
    enrol_public_key: own.publicKey.replaceAll('\n', '\\n'),
    enrol_nonce: nonce,
    enrol_signature: signed(own.privateKey, nonce),
    sealing_access_token: sealingSession.access,
    sealed_lead: JSON.stringify(envelope),
    sandbox_access_token: (await Session.open(home.url, sandbox)).access,
    ...signIn('admin', admin),
    ...signIn('finance', finance),
    ...signIn('auditor', home.staff('auditor')),
    service_token: lender.token,
    settle_to: day(home, 0),
  };
}

const signIn = (who, { email, password }) => ({ [`${who}_email`]: email, [`${who}_password`]: password });

/** A test for each request; the names of those that ran. */
async function judge(t, { ran, asserted }) {
  for (const { name, faults } of ran) await t.test(name, () => assert.ok(faults.length === 0, faults.join('\n')));
  t.diagnostic(`newman: ${ran.length} requests, ${asserted} assertions, ${ran.flatMap((one) => one.faults).length} failed`);
  return new Set(ran.map((one) => one.name));
}

test(`the collection with the guide's four variables, on ${KIND}`, async (t) => {
  const ran = await judge(t, await runCollection(guided(world)));
  assert.ok(ran.has('Login - Get Access Token') && ran.has('Fresh lead') && ran.has('Logout'), 'it ran');
  for (const name of ['Registered user', 'Rotate the secret', 'Dispute a line', 'Start', 'Make a partner']) assert.ok(!ran.has(name), `${name} was left out`);
});

test(`the collection with every variable, on ${KIND}`, async (t) => {
  const ran = await judge(t, await runCollection(await everything(world)));
  for (const name of ['Registered user', 'Active user', 'Enrol a key', 'A sealed lead', 'Dispute a line', 'Rotate the secret', 'The envelope doctor', 'Go live', 'Restore it', 'Approve it', 'Pay a statement', 'Answer a dispute', 'Health', 'Is it untouched?']) {
    assert.ok(ran.has(name), `${name} ran`);
  }
});
