import { SERVER, folder, keep, refused, request } from './parts.mjs';

const STATE = {
  id: 'text', description: 'text?', events: 'list', status: 'text', from_setup: 'flag', created_at: 'text', updated_at: 'text', paused_at: 'text?',
  failing_since: 'text?', last_success_at: 'text?', previous_secret_ends_at: 'text?',
};
const ENDPOINT = { ...STATE, url: 'text' };
const DELIVERY = {
  id: 'text', endpoint_id: 'text', event_id: 'text', event: 'text', origin: 'text', state: 'text', attempts: 'integer', created_at: 'text',
  next_attempt_at: 'text?', finished_at: 'text?', last_status: 'integer?', last_error: 'text?',
};
const IN_FULL = { ...DELIVERY, payload: 'object', attempt_log: 'list' };
const ALL = { path: '/webhooks' };
const NEW = { ...ALL, method: 'POST' };
const URL = 'https://hooks.collection.example/lender?key=a';
const MADE = { needs: ['webhook_id'] };
const ONE = { ...MADE, path: '/webhooks/{{webhook_id}}' };
const CHANGE = { ...ONE, method: 'PATCH' };
const act = (what, over = {}) => ({ ...MADE, method: 'POST', path: `/webhooks/{{webhook_id}}/${what}`, ...over });
const LOG = { path: '/webhook-deliveries' };
const SENT = { needs: ['delivery_id'] };
const NOBODY = '00000000-0000-4000-8000-000000000000';
const ENDPOINT_GONE = ['Webhook endpoint not found', 404, 4043];
const gone = (name, [message, http, code], about) => refused(name, http, code, message, about);
const DELIVERY_GONE = ['Delivery not found', 404, 4044];
const wrong = (name, field, about) => refused(name, 422, 4220, 'Invalid Fields', {
  ...about, shape: { errors: 'list' }, after: [`pm.test('the field is named', () => pm.expect(body.errors[0].field).to.eql('${field}'));`],
});
const SECRET = "pm.test('a secret', () => pm.expect(body.data.secret).to.match(/^whsec_[A-Za-z0-9+\\/]{43}=$/));";
const NO_SECRET = "pm.test('no secret', () => pm.expect(pm.response.text()).to.not.include('whsec_'));";
const SINCE = { since: '2026-01-01T00:00:00Z', missed_only: true };

export const webhooks = folder('9b Webhooks', 'Where you are told of what happens, and what you were told. The endpoint that is made leads nowhere and is deleted again; that wants allow_changes.', [
  request('Endpoints', {
    ...ALL, http: 200, code: 2000, data: { endpoints: 'list', most: 'integer', event_types: 'list' },
    after: ["pm.test('what there is to tell', () => pm.expect(body.data.event_types.map((one) => one.type)).to.include('loan.disbursed'));", NO_SECRET],
  }),
  refused('Endpoints without a token', 401, 4114, 'Token is Required', { ...ALL, auth: 'none' }),
  request('Make an endpoint', {
    ...NEW, needs: ['allow_changes'], body: { url: URL, description: 'Collection', events: ['loan.disbursed', 'payout.paid'] },
    http: 201, code: 2000, data: { ...ENDPOINT, secret: 'text' }, after: [SECRET, keep('webhook_id', 'body.data.id')],
    description: 'The secret is shown this once. Check each webhook with it as Standard Webhooks describe.',
  }),
  wrong('Make one at an address inside', 'url', { ...NEW, body: { url: 'https://192.168.1.1/hook' } }),
  wrong('Make one without https', 'url', { ...NEW, body: { url: 'http://hooks.collection.example/' } }),
  wrong('Make one without an address', 'url', { ...NEW, body: {} }),
  wrong('Make one for an event there is not', 'events', { ...NEW, body: { url: URL, events: ['lead.everything'] } }),
  wrong('Make one with a field there is not', 'secret', { ...NEW, body: { url: URL, secret: 'mine' } }),
  refused('Make one that is no JSON object', 400, 2003, 'Missing Parameters!', { ...NEW, body: '[]' }),
  request('The endpoint', { ...ONE, http: 200, code: 2000, data: ENDPOINT, after: [NO_SECRET] }),
  gone('An endpoint there is not', ENDPOINT_GONE, { path: `/webhooks/${NOBODY}` }),
  refused('An endpoint whose id is none', 400, 4124, 'Invalid Parameter', { path: '/webhooks/first' }),
  request('Tell it of everything', {
    ...CHANGE, body: { events: ['*'], description: null }, http: 200, code: 2000, data: ENDPOINT,
    after: ["pm.test('everything', () => pm.expect(body.data.events).to.eql(['*']));"],
  }),
  wrong('Pause it by hand', 'status', { ...CHANGE, body: { status: 'paused' } }),
  wrong('Change nothing', 'url', { ...CHANGE, body: {} }),
  gone('Change one there is not', ENDPOINT_GONE, { method: 'PATCH', path: `/webhooks/${NOBODY}`, body: { status: 'active' } }),
  request('Rotate its secret', {
    ...act('rotate-secret'), body: { overlap_hours: 1 }, http: 200, code: 2000, data: { ...ENDPOINT, previous_secret_ends_at: 'text', secret: 'text' }, after: [SECRET],
    description: 'For the overlap webhooks carry a signature by each of the two secrets.',
  }),
  wrong('Rotate it for too long', 'overlap_hours', act('rotate-secret', { body: { overlap_hours: 169 } })),
  request('Press the test button', { ...act('test'), http: 202, code: 2000, data: { delivery_id: 'text' }, after: [keep('delivery_id', 'body.data.delivery_id')] }),
  gone('Test one there is not', ENDPOINT_GONE, { method: 'POST', path: `/webhooks/${NOBODY}/test` }),
  request('Deliver again what it missed', { ...act('replay'), body: SINCE, http: 202, code: 2000, data: { replayed: 'integer' } }),
  wrong('Deliver the future again', 'since', act('replay', { body: { since: '2999-01-01T00:00:00Z' } })),
  request('Deliveries', {
    ...LOG, query: { limit: 2 }, http: 200, code: 2000, data: { deliveries: 'list', next_cursor: 'text?' },
    after: [NO_SECRET, keep('delivery_cursor', "body.data.next_cursor || ''")],
  }),
  request('Deliveries: the next', { ...LOG, query: { limit: 2, cursor: '{{delivery_cursor}}' }, needs: ['delivery_cursor'], http: 200, code: 2000, data: { deliveries: 'list' } }),
  request('Deliveries: tests to the endpoint', {
    ...LOG, ...MADE, query: { endpoint: '{{webhook_id}}', event: 'webhook.test' }, http: 200, code: 2000, data: { deliveries: 'list' },
    after: ["pm.test('the test', () => pm.expect(body.data.deliveries.map((one) => one.id)).to.include(pm.variables.get('delivery_id')));"],
  }),
  refused('Deliveries: state=lost', 400, 4124, 'Invalid Parameter', { ...LOG, query: { state: 'lost' }, shape: { parameter: 'text' } }),
  request('The delivery', {
    ...SENT, path: '/webhook-deliveries/{{delivery_id}}', http: 200, code: 2000, data: IN_FULL,
    after: ["pm.test('what is sent', () => pm.expect(body.data.payload.type).to.eql('webhook.test'));"],
  }),
  gone('A delivery there is not', DELIVERY_GONE, { path: `/webhook-deliveries/${NOBODY}` }),
  request('Deliver it again', { ...SENT, method: 'POST', path: '/webhook-deliveries/{{delivery_id}}/replay', http: 202, code: 2000, data: { delivery_id: 'text' } }),
  gone('Deliver again what there is not', DELIVERY_GONE, { method: 'POST', path: `/webhook-deliveries/${NOBODY}/replay` }),
  request('Disable it', { ...CHANGE, body: { status: 'disabled' }, http: 200, code: 2000, data: ENDPOINT }),
  refused('Deliver to one that is disabled', 409, 4092, 'Conflict', {
    ...act('replay'), body: SINCE, shape: { reason: 'text' }, after: ["pm.test('why', () => pm.expect(body.reason).to.eql('not_active'));"],
  }),
]);

const STAFF = { ...SERVER, auth: '{{admin_token}}', needs: ['admin_token'] };
const STAFFS = { ...STAFF, path: '/api/v1/admin/webhooks' };
const staffsOne = (what = '') => ({ ...STAFF, path: `/api/v1/admin/webhooks/{{webhook_id}}${what}`, needs: ['admin_token', 'webhook_id'] });
const STAFFS_LOG = { ...STAFF, path: '/api/v1/admin/webhook-deliveries' };
const staffsDelivery = (what = '') => ({ ...STAFF, path: `/api/v1/admin/webhook-deliveries/{{delivery_id}}${what}`, needs: ['admin_token', 'delivery_id'] });
const WHOSE = { partner_id: 'text', partner_name: 'text' };
const SEEN = { ...STATE, ...WHOSE, host: 'text' };

export const supervision = folder('20 Everybody\'s webhooks', 'Endpoints and deliveries of all partners. Of addresses staff see the host.', [
  request('Endpoints of all partners', {
    ...STAFFS, http: 200, code: 2000, data: { endpoints: 'list', next_cursor: 'text?' },
    after: ["pm.test('hosts, never addresses', () => body.data.endpoints.forEach((one) => pm.expect(one).to.not.have.any.keys('url', 'secret')));"],
  }),
  request('Endpoints of one partner', { ...STAFFS, query: { partner: '{{partner_uuid}}', limit: 1 }, http: 200, code: 2000, data: { endpoints: 'list' } }),
  refused('Endpoints: status=lost', 400, 4124, 'Invalid Parameter', { ...STAFFS, query: { status: 'lost' } }),
  refused('Endpoints, asked by finance', 403, 4030, 'Permission denied', { ...STAFFS, auth: '{{finance_token}}', needs: ['finance_token'] }),
  request('Switch an endpoint on', {
    ...staffsOne(), method: 'PATCH', body: { status: 'active' }, http: 200, code: 2000, data: SEEN,
    after: ["pm.test('its host', () => pm.expect(body.data.host).to.eql('hooks.collection.example'));"],
  }),
  refused('Switch it on, asked by an auditor', 403, 4030, 'Permission denied', {
    ...staffsOne(), method: 'PATCH', body: { status: 'active' }, auth: '{{auditor_token}}', needs: ['auditor_token', 'webhook_id'],
  }),
  wrong('Give it another address', 'url', { ...staffsOne(), method: 'PATCH', body: { url: URL, status: 'active' } }),
  request('Deliver to it again', { ...staffsOne('/replay'), method: 'POST', body: SINCE, http: 202, code: 2000, data: { replayed: 'integer' } }),
  gone('Deliver to one there is not', ENDPOINT_GONE, { ...STAFF, method: 'POST', path: `/api/v1/admin/webhooks/${NOBODY}/replay`, body: SINCE }),
  request('Deliveries of all partners', { ...STAFFS_LOG, query: { limit: 5 }, http: 200, code: 2000, data: { deliveries: 'list', next_cursor: 'text?' } }),
  refused('Deliveries: limit=101', 400, 4124, 'Invalid Parameter', { ...STAFFS_LOG, query: { limit: 101 } }),
  request('A delivery of a partner', { ...staffsDelivery(), http: 200, code: 2000, data: { ...IN_FULL, ...WHOSE } }),
  request('Deliver it again', { ...staffsDelivery('/replay'), method: 'POST', http: 202, code: 2000, data: { delivery_id: 'text' } }),
  gone('Deliver again what there is not', DELIVERY_GONE, { ...STAFF, method: 'POST', path: `/api/v1/admin/webhook-deliveries/${NOBODY}/replay` }),
]);

/** Once nobody asks for the endpoint any more. Its partner signed out by then, and in again. */
export const unhook = folder('22 Webhooks end', 'The endpoint that was made is deleted.', [
  request('Sign in again', {
    method: 'POST', path: '/login', auth: ['{{client_id}}', '{{client_secret}}'], needs: ['webhook_id'], http: 200, code: 2000,
    data: { access_token: 'text' }, after: [keep('webhook_token', 'body.data.access_token')],
  }),
  request('Delete the endpoint', { ...ONE, method: 'DELETE', auth: '{{webhook_token}}', needs: ['webhook_id', 'webhook_token'], http: 200, code: 2000 }),
  gone('Delete it again', ENDPOINT_GONE, { ...ONE, method: 'DELETE', auth: '{{webhook_token}}', needs: ['webhook_id', 'webhook_token'] }),
]);
