import { CLIENT, folder, keep, refused, request } from './parts.mjs';

const LOGIN = { method: 'POST', path: '/login', headers: { 'Content-Type': 'application/json' } };
const REFRESH = { method: 'POST', path: '/refresh-token', headers: { 'Content-Type': 'application/json' } };
const STATS = { path: '/dashboard/stats' };
const TOKENS = { access_token: 'text', token_type: 'text', expires_in: 'integer', refresh_token: 'text' };
const KEPT = [
  "pm.test('Bearer, 15 minutes', () => { pm.expect(body.data.token_type).to.eql('Bearer'); pm.expect(body.data.expires_in).to.eql(900); });",
  keep('access_token', 'body.data.access_token'),
  keep('refresh_token', 'body.data.refresh_token'),
];
const withToken = (token) => ({ ...REFRESH, auth: CLIENT, headers: { ...REFRESH.headers, refresh_token: token } });

export const login = folder('1 Login', 'Run the first request before any other: it keeps the tokens.', [
  request('Login - Get Access Token', { ...LOGIN, auth: CLIENT, http: 200, code: 2000, data: TOKENS, after: KEPT }),
  refused('Login without credentials', 401, 4110, 'Authentication failed', { ...LOGIN, auth: 'none' }),
  refused('Login with credentials that are no Base64', 401, 4110, 'Authentication failed', {
    ...LOGIN, auth: 'none', headers: { ...LOGIN.headers, Authorization: 'Basic ???' },
  }),
  refused('Login with a wrong secret', 401, 4111, 'Invalid API credentials', { ...LOGIN, auth: ['{{client_id}}', 'not-the-secret'] }),
  refused('Login of an unknown client', 401, 4111, 'Invalid API credentials', { ...LOGIN, auth: ['pc_nobody', '{{client_secret}}'] }),
  refused('Login of a partner that is not active', 401, 4116, 'Partner not found or inactive', {
    ...LOGIN, auth: ['{{inactive_client_id}}', '{{inactive_client_secret}}'], needs: ['inactive_client_id', 'inactive_client_secret'],
  }),
]);

export const tokens = folder('2 Tokens', 'The refresh token rotates: the one that was presented stays usable until its successor is used.', [
  request('Refresh - token in the header', { ...withToken('{{refresh_token}}'), http: 200, code: 2000, data: TOKENS, after: KEPT }),
  request('Refresh - token in the body', {
    ...REFRESH, auth: CLIENT, body: { refresh_token: '{{refresh_token}}' }, http: 200, code: 2000, data: TOKENS, after: KEPT,
  }),
  refused('Refresh without credentials', 401, 4110, 'Authentication failed', { ...withToken('{{refresh_token}}'), auth: 'none' }),
  refused('Refresh with a wrong secret', 401, 4111, 'Invalid API credentials', { ...withToken('{{refresh_token}}'), auth: ['{{client_id}}', 'not-the-secret'] }),
  refused('Refresh without a refresh token', 401, 4114, 'Token is Required', { ...REFRESH, auth: CLIENT }),
  refused('Refresh with an access token', 401, 4115, 'Invalid token type', withToken('{{access_token}}')),
  refused('Refresh with a token nobody made', 401, 4118, 'Invalid access or refresh token', withToken('no.such.token')),
  refused('Call without a token', 401, 4114, 'Token is Required', { ...STATS, auth: 'none' }),
  refused('Call with a refresh token', 401, 4115, 'Invalid token type', { ...STATS, auth: '{{refresh_token}}' }),
  refused('Call with a token of a partner that is not active', 401, 4116, 'Partner not found or inactive', {
    ...STATS, auth: '{{inactive_access_token}}', needs: ['inactive_access_token'],
  }),
  refused('Call with an access token that has expired', 401, 4117, 'Token expired', {
    ...STATS, auth: '{{expired_access_token}}', needs: ['expired_access_token'],
  }),
  refused('Call with a token nobody made', 401, 4118, 'Invalid access or refresh token', { ...STATS, auth: 'no.such.token' }),
]);

export const logout = folder('9c Logout', 'Ends the session: its tokens stop counting within a second.', [
  request('Logout', { method: 'POST', path: '/logout', http: 200, code: 2000 }),
  refused('Call after the logout', 401, 4118, 'Invalid access or refresh token', {
    ...STATS, before: ['setTimeout(() => {}, 1200);'],
  }),
  refused('Refresh after the logout', 401, 4118, 'Invalid access or refresh token', withToken('{{refresh_token}}')),
  refused('Logout without a token', 401, 4114, 'Token is Required', { method: 'POST', path: '/logout', auth: 'none' }),
]);
