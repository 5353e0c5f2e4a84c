import { SERVER, folder, refused, request } from './parts.mjs';

const QUOTA = { month: 'text', used: 'integer', allowed: 'integer', remaining: 'integer', resets_at: 'text', alerts: 'list' };
const SUMS = { from: 'text', to: 'text', time_zone: 'text', days: 'list', routes: 'list', outcomes: 'list', limited: 'flag' };
const OWN = { path: '/usage' };
const days = (count) => `pm.test('every day', () => pm.expect(body.data.days.length).to.eql(${count}));`;

export const usage = folder('9a Usage', 'Your own calls: by day, by route, by outcome. At most about a second old.', [
  request('Calls of the last thirty days', {
    ...OWN, http: 200, code: 2000, data: { ...SUMS, rows: 'list', quota: QUOTA, limits: { per_second: 'integer', burst: 'integer' } },
    after: [
      days(30),
      "const sum = (list) => list.reduce((all, one) => all + one.calls, 0);",
      "pm.test('sums agree', () => pm.expect([sum(body.data.routes), sum(body.data.outcomes), sum(body.data.rows)]).to.eql(Array(3).fill(sum(body.data.days))));",
    ],
  }),
  request('Calls of two days', { ...OWN, query: { from: '2026-01-01', to: '2026-01-02' }, http: 200, code: 2000, data: SUMS, after: [days(2)] }),
  refused('Calls of a day that is none', 400, 4124, 'Invalid Parameter', { ...OWN, query: { from: '2026-02-30' }, shape: { parameter: 'text' } }),
  refused('Calls from a day after the last', 400, 4124, 'Invalid Parameter', { ...OWN, query: { from: '2026-01-02', to: '2026-01-01' } }),
  refused('Calls of more than 366 days', 400, 4124, 'Invalid Parameter', { ...OWN, query: { from: '2025-01-01', to: '2026-01-02' } }),
  refused('Calls without a token', 401, 4114, 'Token is Required', { ...OWN, auth: 'none' }),
]);

const ALL = { ...SERVER, path: '/api/v1/admin/usage', auth: '{{admin_token}}', needs: ['admin_token'] };
const ALLOWANCE = { per_second: 'integer', burst: 'integer', monthly_quota: 'integer' };
const LIMITS = {
  own: { per_second: 'integer?', burst: 'integer?', monthly_quota: 'integer?' }, effective: ALLOWANCE, defaults: ALLOWANCE, quota: QUOTA, limited: 'flag',
};
const its = (id) => `/api/v1/admin/partners/${id}/limits`;
const ONE = { ...ALL, path: its('{{partner_uuid}}') };
const SET = { ...ONE, method: 'PUT' };
const NOBODYS = its('00000000-0000-4000-8000-000000000000');
const NONE = { per_second: null, burst: null, monthly_quota: null };

export const limits = folder('19 Usage and limits', 'Everybody\'s calls, and how much a partner may call.', [
  request('Everybody\'s calls', { ...ALL, http: 200, code: 2000, data: { ...SUMS, partners: 'list' }, after: [days(30)] }),
  request('Calls of one partner', {
    ...ALL, query: { partner: '{{partner_uuid}}' }, http: 200, code: 2000, data: { ...SUMS, partners: 'list' },
    after: ["pm.test('it alone', () => pm.expect(body.data.partners.length).to.be.below(2));"],
  }),
  refused('Calls of a partner whose id is none', 400, 4124, 'Invalid Parameter', { ...ALL, query: { partner: 'first' } }),
  refused('Everybody\'s calls of more than 366 days', 400, 4124, 'Invalid Parameter', { ...ALL, query: { from: '2025-01-01', to: '2026-01-02' } }),
  refused('Everybody\'s calls, asked by finance', 403, 4030, 'Permission denied', { ...ALL, auth: '{{finance_token}}', needs: ['finance_token'] }),
  request('Limits of a partner', { ...ONE, http: 200, code: 2000, data: LIMITS }),
  refused('Limits of nobody', 404, 4040, 'Not found', { ...ONE, path: NOBODYS }),
  refused('Limits of a partner whose id is none', 400, 4124, 'Invalid Parameter', { ...ONE, path: its('first') }),
  request('Set limits', {
    ...SET, needs: ['admin_token', 'allow_changes'], body: { per_second: 10000, burst: 100000, monthly_quota: 1000000000 }, http: 200, code: 2000, data: LIMITS,
    after: ["pm.test('set', () => pm.expect(body.data.own).to.eql({ per_second: 10000, burst: 100000, monthly_quota: 1000000000 }));"],
  }),
  request('Take the deployment\'s again', {
    ...SET, needs: ['admin_token', 'allow_changes'], body: NONE, http: 200, code: 2000, data: LIMITS,
    after: [
      `pm.test('none of its own', () => pm.expect(body.data.own).to.eql(${JSON.stringify(NONE)}));`,
      "pm.test('the deployment\\'s', () => pm.expect(body.data.effective).to.eql(body.data.defaults));",
    ],
  }),
  refused('Set nothing', 422, 4220, 'Invalid Fields', {
    ...SET, body: {}, shape: { errors: 'list' },
    after: ["pm.test('every field is named', () => pm.expect(body.errors.map((one) => one.field)).to.have.members(['per_second', 'burst', 'monthly_quota']));"],
  }),
  refused('Set what is out of range', 422, 4220, 'Invalid Fields', { ...SET, body: { per_second: 0, burst: 100001, monthly_quota: -1, also: 1 }, shape: { errors: 'list' } }),
  refused('Set limits of nobody', 404, 4040, 'Not found', { ...SET, path: NOBODYS, body: NONE }),
  refused('Set limits, as an auditor', 403, 4030, 'Permission denied', { ...SET, auth: '{{auditor_token}}', needs: ['auditor_token'], body: NONE }),
]);
