import { CLIENT, folder, keep, refused, request } from './parts.mjs';

const LOGIN = { method: 'POST', path: '/login', headers: { 'Content-Type': 'application/json' } };
const KEYS = '/encryption/keys';
const SETTING = { encryption: 'text', form: 'text?', keys: 'list' };
const ENVELOPE = {
  version: '1.0', partnerId: '{{partner_uuid}}', timestamp: 1, encryptedKey: 'AAAA', encryptedData: 'AAAA', authTag: 'AAAA', iv: 'AAAA', signature: 'AAAA',
  algorithm: 'RSA-OAEP-AES256-GCM',
};
const SHARE = { method: 'POST', path: '/lead-dedupe-check' };
const SEALING = ['sealing_access_token'];
const ROTATE = { method: 'POST', path: '/credentials/rotate' };

export const encryption = folder('7 Encryption', 'Keys of encrypted traffic. Postman cannot seal envelopes by itself; docs/encryption.md has programs that do.', [
  request('The platform\'s public key', {
    path: '/encryption/public-key', auth: 'none', http: 200, code: 2000, data: { kid: 'text', pem: 'text', jwk: 'object', previous: 'list' },
  }),
  request('Own keys', {
    path: KEYS, http: 200, code: 2000, data: SETTING,
    after: [
      "const live = body.data.keys.some((key) => key.retired_at === null) && body.data.encryption !== 'off';",
      keep('has_no_key', "live ? '' : 'yes'"),
    ],
  }),
  refused('An envelope without a key enrolled', 400, 4122, 'Encryption is not set up for this partner', { ...SHARE, body: ENVELOPE, needs: ['has_no_key'] }),
  request('A nonce to sign', { path: '/encryption/nonce', http: 200, code: 2000, data: { nonce: 'text', expires_at: 'text' } }),
  refused('A nonce without a token', 401, 4114, 'Token is Required', { path: '/encryption/nonce', auth: 'none' }),
  refused('Enrol nothing', 422, 4220, 'Invalid Fields', {
    method: 'POST', path: KEYS, body: {}, shape: { errors: 'list' },
    after: ["pm.test('every field is named', () => pm.expect(body.errors.map((one) => one.field)).to.have.members(['public_key', 'nonce', 'signature']));"],
  }),
  request('Enrol a key', {
    method: 'POST', path: KEYS, needs: ['enrol_public_key', 'enrol_nonce', 'enrol_signature'], http: 201, code: 2000,
    body: { public_key: '{{enrol_public_key}}', nonce: '{{enrol_nonce}}', signature: '{{enrol_signature}}' },
    data: { fingerprint: 'text', ...SETTING },
    description: 'Ask for a nonce, sign it with the private key (docs/encryption.md shows how), and set the three variables.',
  }),
  refused('A damaged envelope', 400, 4123, 'Encrypted Payload Refused', { ...SHARE, body: ENVELOPE, auth: '{{sealing_access_token}}', needs: SEALING }),
  refused('A plain lead of a partner that must encrypt', 403, 4125, 'Encryption is Required', {
    ...SHARE, body: { first_name: 'Nobody' }, auth: '{{required_access_token}}', needs: ['required_access_token'],
  }),
  request('A sealed lead', {
    ...SHARE, body: '{{sealed_lead}}', auth: '{{sealing_access_token}}', needs: [...SEALING, 'sealed_lead'], http: 200,
    after: ["pm.test('a sealed answer', () => pm.expect(pm.response.json()).to.include.keys('encryptedKey', 'encryptedData', 'authTag', 'signature'));"],
  }),
  refused('The envelope doctor, for a partner that does not practise', 403, 4030, 'Only for sandbox partners', {
    method: 'POST', path: '/encryption/diagnose', body: ENVELOPE, needs: ['not_sandbox'],
  }),
  request('The envelope doctor', {
    method: 'POST', path: '/encryption/diagnose', body: ENVELOPE, auth: '{{sandbox_access_token}}', needs: ['sandbox_access_token'], http: 200, code: 2000,
    data: { accepted: 'flag', refused_at: 'text?', form: 'text?', steps: 'list' },
    description: 'Sandbox partners only; set sandbox_access_token.',
  }),
]);

export const profile = request('Profile', {
  path: '/profile', http: 200, code: 2000,
  data: { partner_uuid: 'text', client_id: 'text', slug: 'text', name: 'text', sandbox: 'flag', encryption: 'text', encryption_form: 'text?', secrets: 'list' },
  after: [
    "pm.test('it is us', () => pm.expect(body.data.partner_uuid).to.eql(pm.variables.get('partner_uuid')));",
    "pm.test('no secret is told', () => pm.expect(pm.response.text()).to.not.include('psk_'));",
    keep('slug', 'body.data.slug'),
    keep('not_sandbox', "body.data.sandbox ? '' : 'yes'"),
  ],
});

export const credentials = folder('8 Credentials', 'Changing the secret. The old one goes on counting for overlap_hours.', [
  refused('Profile without a token', 401, 4114, 'Token is Required', { path: '/profile', auth: 'none' }),
  request('Login with the slug', { ...LOGIN, auth: ['{{slug}}', '{{client_secret}}'], needs: ['slug'], http: 200, code: 2000, data: { access_token: 'text' } }),
  refused('Rotate for too long', 422, 4220, 'Invalid Fields', { ...ROTATE, body: { overlap_hours: 169 }, shape: { errors: 'list' } }),
  refused('Rotate without the hours', 422, 4220, 'Invalid Fields', { ...ROTATE, body: {}, shape: { errors: 'list' } }),
  refused('Rotate with a field there is not', 422, 4220, 'Invalid Fields', { ...ROTATE, body: { overlap_hours: 1, secret: 'mine' }, shape: { errors: 'list' } }),
  refused('Rotate without a token', 401, 4114, 'Token is Required', { ...ROTATE, body: { overlap_hours: 1 }, auth: 'none' }),
  request('Rotate the secret', {
    ...ROTATE, body: { overlap_hours: 1 }, needs: ['allow_changes'], http: 200, code: 2000,
    data: { client_id: 'text', client_secret: 'text', previous_expires_at: 'text' },
    after: [keep('new_client_secret', 'body.data.client_secret')],
    description: 'Writes for good, so it wants allow_changes. Put the new secret into client_secret: it is shown this once.',
  }),
  request('Login with the new secret', { ...LOGIN, auth: ['{{client_id}}', '{{new_client_secret}}'], needs: ['new_client_secret'], http: 200, code: 2000, data: { access_token: 'text' } }),
  request('Login with the old secret still', { ...LOGIN, auth: CLIENT, needs: ['new_client_secret'], http: 200, code: 2000, data: { access_token: 'text' } }),
]);
