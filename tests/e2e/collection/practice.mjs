import { SERVER, folder, refused, request } from './parts.mjs';

const GUIDED = { ...SERVER, form: 'plain', auth: '{{access_token}}', needs: ['access_token'] };
const plainly = (name, http, about) => request(`${name} (${http})`, { ...GUIDED, http, error: true, ...about });
const keys = (where, ...names) => `pm.test('${where}', () => pm.expect(${where}).to.have.all.keys(${names.map((name) => `'${name}'`).join(', ')}));`;
const dashboard = (name, path) => request(name, {
  ...SERVER, auth: '{{access_token}}', needs: ['access_token'], path, http: 200,
  after: [
    'const body = pm.response.json();',
    keys('body', 'key_metrics', 'finance_metrics', 'practice_metrics', 'next_steps'),
    keys('body.finance_metrics.revenue_and_payouts', 'total_revenue_generated', 'total_payouts', 'pending_payout', 'currency'),
    "pm.test('what is left', () => { const money = body.finance_metrics.revenue_and_payouts; pm.expect(Math.round(100 * money.pending_payout)).to.eql(Math.round(100 * money.total_revenue_generated) - Math.round(100 * money.total_payouts)); });",
    "pm.test('finished once', () => pm.expect(body.practice_metrics.practice_sessions_taken.total).to.eql(body.key_metrics.completed_sessions_all_time));",
  ],
});
const activities = (name, path) => request(name, {
  ...GUIDED, path, query: { limit: 5 }, http: 200, data: 'list',
  after: ["pm.test('newest first', () => { const times = body.data.map((one) => one.timestamp); pm.expect(times).to.eql([...times].sort().reverse()); });"],
});
const days = (count) => `pm.test('every day', () => pm.expect(body.data.days.length).to.eql(${count}));`;
const DAYS = { path: '/api/v1/dashboard/practice' };

export const practice = folder('9e Practice', 'What your candidates practise, as of now.', [
  dashboard('Practice dashboard', '/api/v1/dashboard'),
  dashboard('Practice dashboard, as the guide has it', '/dashboard'),
  activities('Activities', '/api/v1/dashboard/activities'),
  activities('Activities, as the guide has them', '/dashboard/activities'),
  request('Practice of the last thirty days', {
    ...GUIDED, ...DAYS, http: 200, data: { from: 'text', to: 'text', time_zone: 'text', days: 'list' }, after: [days(30)],
  }),
  request('Practice of two days', { ...GUIDED, ...DAYS, query: { from: '2026-01-01', to: '2026-01-02' }, http: 200, data: { days: 'list' }, after: [days(2)] }),
  plainly('Practice of more than 366 days', 400, { ...DAYS, query: { from: '2025-01-01', to: '2026-01-02' } }),
  plainly('More activities than there may be', 400, { path: '/dashboard/activities', query: { limit: 101 } }),
  plainly('Activities behind nothing', 400, { path: '/dashboard/activities', query: { cursor: 'x' } }),
  plainly('Practice dashboard without a token', 401, { path: '/dashboard', auth: 'none', needs: [] }),
]);

const SESSION = {
  candidate_email: 'nobody@collection.example', exam_name: 'IELTS Mock 3', exam_type: 'IELTS', status: 'finished', score: 83.5, cost: 499, rating: 4.5, minutes: 45,
  completed_at: '2026-01-15T12:00:00Z',
};
const REPORT = { ...SERVER, method: 'PUT', path: '/api/v1/internal/practice-sessions/collection-1', auth: '{{service_token}}', needs: ['service_token'] };

export const sessions = folder('16a Practice sessions', 'What the practice platform reports. It wants a service token.', [
  refused('A session of nobody', 404, 4046, 'Candidate not found', { ...REPORT, body: SESSION }),
  request('A session that makes no sense (422)', {
    ...REPORT, body: { ...SESSION, score: 101, completed_at: null }, http: 422,
    after: [
      'const body = pm.response.json();',
      "pm.test('every field is named', () => pm.expect(body.errors.map((one) => one.field)).to.have.members(['score', 'completed_at']));",
    ],
  }),
  refused('A session whose id is none', 400, 4124, 'Invalid Parameter', { ...REPORT, path: '/api/v1/internal/practice-sessions/a b', body: SESSION }),
  refused('A session that is no JSON', 400, 2003, 'Missing Parameters!', { ...REPORT, body: '[' }),
  refused('A session without a token', 401, 4114, 'Token is Required', { ...REPORT, auth: 'none', needs: [], body: {} }),
  refused('A session with a partner\'s token', 401, 4118, 'Invalid access or refresh token', { ...REPORT, auth: '{{access_token}}', needs: ['access_token'], body: {} }),
]);

const its = (id) => `/api/v1/admin/partners/${id}/practice-payouts`;
const PAYOUTS = { ...SERVER, path: its('{{partner_uuid}}'), auth: '{{finance_token}}', needs: ['finance_token'] };
const BOOK = { ...PAYOUTS, method: 'POST' };
const BOOKED = { id: 'text', kind: 'text', amount: 'number', reference: 'text', recorded_by: 'integer', recorded_at: 'text' };
const NOBODYS = its('00000000-0000-4000-8000-000000000000');
const PAID = { amount: 1000.5, reference: '{{practice_reference}}' };
const CHANGES = ['finance_token', 'allow_changes'];

export const practicePayouts = folder('17a Practice payouts', 'What partners were paid for practice; the lender\'s finance books it for good.', [
  request('Book a practice payout', {
    ...BOOK, needs: CHANGES, body: PAID, http: 201, code: 2000, data: BOOKED,
    before: ["pm.collectionVariables.set('practice_reference', `COLL-${Date.now()}`);"],
    after: ["pm.test('as it was booked', () => pm.expect([body.data.kind, body.data.amount]).to.eql(['practice', 1000.5]));"],
  }),
  refused('Book it again', 409, 4092, 'Conflict', { ...BOOK, needs: [...CHANGES, 'practice_reference'], body: PAID, shape: { reason: 'text' } }),
  request('Practice payouts', { ...PAYOUTS, query: { limit: 5 }, http: 200, code: 2000, data: { payouts: 'list', next_cursor: 'text?' } }),
  refused('Book nothing', 422, 4220, 'Invalid Fields', { ...BOOK, body: { amount: 0, reference: 'x' }, shape: { errors: 'list' } }),
  refused('Book for nobody', 404, 4041, 'Partner not found', { ...BOOK, path: NOBODYS, body: { amount: 1, reference: 'COLL-0000' } }),
  refused('Practice payouts of a partner whose id is none', 400, 4124, 'Invalid Parameter', { ...PAYOUTS, path: its('first') }),
  plainly('Practice dashboard, asked by staff', 400, { path: '/dashboard', auth: '{{admin_token}}', needs: ['admin_token'] }),
  refused('Book, as an auditor', 403, 4030, 'Permission denied', { ...BOOK, auth: '{{auditor_token}}', needs: ['auditor_token'], body: {} }),
]);
