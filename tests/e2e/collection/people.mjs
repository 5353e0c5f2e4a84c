import { SERVER, folder, keep, refused, request } from './parts.mjs';

const AUTH = { ...SERVER, form: 'plain' };
const LOGIN = { ...AUTH, method: 'POST', auth: 'none' };
const SIGNED_IN = { token: 'text', expires_in: 'integer', user: { user_id: 'text', email: 'text', account_type: 'text' } };
const plainly = (name, http, about) => request(`${name} (${http})`, { ...AUTH, http, error: true, ...about });
const login = (who, over = {}) => request(`Sign in as ${who}`, {
  ...LOGIN, path: '/api/v1/auth/login', needs: [`${who}_email`, `${who}_password`], http: 200, data: SIGNED_IN,
  body: { email: `{{${who}_email}}`, password: `{{${who}_password}}` }, after: [keep(`${who}_token`, 'body.data.token')], ...over,
});
const ME = { path: '/api/v1/auth/me' };
const RESET = { ...LOGIN, path: '/api/v1/auth/password-reset' };
const SET = { ...LOGIN, path: '/api/v1/auth/set-password' };
const NOBODY = 'nobody@collection.example';

export const people = folder('10 People', 'The lender\'s staff and people of partners sign in with address and password. The folders after this one use the tokens kept here.', [
  login('admin'),
  login('finance', { path: '/auth/login' }),
  login('auditor'),
  login('portal'),
  plainly('Sign in with a wrong password', 401, { ...LOGIN, path: '/api/v1/auth/login', body: { email: NOBODY, password: 'not-the-password' } }),
  plainly('Sign in without a password', 400, { ...LOGIN, path: '/auth/login', body: { email: NOBODY } }),
  request('Who am I', {
    ...AUTH, ...ME, auth: '{{admin_token}}', needs: ['admin_token'], http: 200, data: { user_id: 'text', email: 'text', account_type: 'text', permissions: 'list' },
    after: ["pm.test('an admin', () => pm.expect(body.data.account_type).to.eql('admin'));"],
  }),
  request('Who am I, one of a partner\'s people', {
    ...AUTH, ...ME, auth: '{{portal_token}}', needs: ['portal_token'], http: 200, data: { user_id: 'text', account_type: 'text', partner: { id: 'text', name: 'text', slug: 'text' } },
  }),
  plainly('Who am I, without a token', 401, { ...ME, auth: 'none' }),
  request('Ask for a link to set a password', { ...RESET, body: { email: NOBODY }, http: 200, description: 'The answer is the same whether anybody has the address.' }),
  plainly('Ask without an address', 400, { ...RESET, body: {} }),
  plainly('Set a password by a link nobody has', 401, { ...SET, body: { token: 'no-such-token', password: 'a long enough password' } }),
  plainly('Set a password that is too short', 400, { ...SET, body: { token: 'no-such-token', password: 'short' } }),
]);

/** At the end: whoever signed in signs out. */
export const farewell = folder('18 Sign out', 'Tokens of people end here.', [
  ...['auditor', 'portal', 'finance', 'admin'].map((who) => request(`Sign out ${who}`, {
    ...AUTH, method: 'POST', path: '/api/v1/auth/logout', auth: `{{${who}_token}}`, needs: [`${who}_token`], http: 200,
  })),
  plainly('Who am I, after signing out', 401, { ...ME, auth: '{{admin_token}}', needs: ['admin_token'] }),
  plainly('Sign out without a token', 401, { method: 'POST', path: '/api/v1/auth/logout', auth: 'none' }),
]);

const STAFF = { ...SERVER, path: '/api/v1/admin/staff', auth: '{{admin_token}}', needs: ['admin_token'] };
const MEMBER = { staff_id: 'text', email: 'text', role: 'text', status: 'text', created_at: 'text' };
const ONE = { ...STAFF, method: 'PATCH', path: '/api/v1/admin/staff/{{staff_id}}', needs: ['admin_token', 'staff_id'] };
const CHANGES = ['admin_token', 'allow_changes'];

export const staff = folder('13 Staff', 'Accounts of the lender\'s staff; for admins.', [
  request('Staff', {
    ...STAFF, http: 200, code: 2000, data: { staff: 'list' },
    after: ["pm.test('addresses, never passwords', () => pm.expect(pm.response.text()).to.not.include('argon2'));"],
  }),
  refused('Staff, asked by finance', 403, 4030, 'Permission denied', { ...STAFF, auth: '{{finance_token}}', needs: ['finance_token'] }),
  refused('Staff without a token', 401, 4114, 'Token is Required', { ...STAFF, auth: 'none', needs: [] }),
  refused('Staff with a partner\'s token', 401, 4118, 'Invalid access or refresh token', { ...STAFF, auth: '{{access_token}}', needs: ['access_token'] }),
  refused('Make an account of a role there is not', 422, 4220, 'Invalid Fields', {
    ...STAFF, method: 'POST', body: { email: 'new@collection.example', role: 'owner' }, shape: { errors: 'list' },
  }),
  request('Make an account', {
    ...STAFF, method: 'POST', needs: CHANGES, body: { email: 'member.{{$randomAlphaNumeric}}{{$timestamp}}@collection.example', role: 'auditor' },
    http: 201, code: 2000, data: MEMBER, after: [keep('staff_id', 'body.data.staff_id'), keep('staff_email', 'body.data.email')],
    description: 'A link to set a password is mailed. Writes for good, so it wants allow_changes.',
  }),
  refused('Make it again', 409, 4092, 'Conflict', {
    ...STAFF, method: 'POST', needs: [...CHANGES, 'staff_email'], body: { email: '{{staff_email}}', role: 'auditor' }, shape: { reason: 'text' },
  }),
  request('Disable it', { ...ONE, body: { status: 'disabled' }, http: 200, code: 2000, data: MEMBER }),
  refused('Change nothing', 422, 4220, 'Invalid Fields', { ...ONE, body: {}, shape: { errors: 'list' } }),
  refused('An account there is not', 404, 4040, 'Not found', {
    ...ONE, path: '/api/v1/admin/staff/00000000-0000-4000-8000-000000000000', needs: ['admin_token'], body: { status: 'disabled' },
  }),
]);
