import { SERVER, folder, keep, refused, request } from './parts.mjs';

const AUDIT = { ...SERVER, path: '/api/v1/admin/audit', auth: '{{auditor_token}}', needs: ['auditor_token'] };

export const audit = folder('14 Audit', 'What was done by whom, chained so that nobody can change it unseen. For admins and auditors.', [
  request('The audit log', {
    ...AUDIT, query: { limit: 20 }, http: 200, code: 2000, data: { entries: 'list' },
    after: [
      "pm.test('newest first', () => { const ids = body.data.entries.map((one) => one.id); pm.expect(ids).to.eql([...ids].sort((a, b) => b - a)); });",
      "pm.test('no address, no secret', () => pm.expect(JSON.stringify(body.data.entries.map((one) => one.details))).to.not.match(/@|psk_|eyJ/));",
    ],
  }),
  request('What staff did', { ...AUDIT, query: { actor: 'staff', limit: 5 }, http: 200, code: 2000, data: { entries: 'list' } }),
  refused('The audit log: limit=0', 400, 4124, 'Invalid Parameter', { ...AUDIT, query: { limit: 0 } }),
  refused('The audit log, asked by finance', 403, 4030, 'Permission denied', { ...AUDIT, auth: '{{finance_token}}', needs: ['finance_token'] }),
  refused('The audit log without a token', 401, 4114, 'Token is Required', { ...AUDIT, auth: 'none', needs: [] }),
  request('The audit log as CSV', {
    ...AUDIT, path: '/api/v1/admin/audit.csv', http: 200, after: ["pm.test('CSV', () => pm.expect(pm.response.headers.get('Content-Type')).to.include('text/csv'));"],
  }),
  request('Is it untouched?', {
    ...AUDIT, path: '/api/v1/admin/audit/verify', http: 200, code: 2000, data: { intact: 'flag', entries: 'integer', sealed_up_to: 'integer' },
    after: ["pm.test('it is', () => pm.expect(body.data.intact).to.eql(true));"],
  }),
]);

const DOOR = { ...SERVER, auth: 'none' };
const part = (more) => ({ status: 'text', ...more });

export const operations = folder('15 Operations', 'For those who run the service.', [
  request('Health', {
    ...SERVER, path: '/api/v1/admin/health', auth: '{{auditor_token}}', needs: ['auditor_token'], http: 200, code: 2000,
    data: {
      status: 'text', version: 'text', started_at: 'text', now: 'text', clock_offset_seconds: 'integer',
      database: part({ backend: 'text', version: 'text?' }), migrations: part({ pending: 'integer?' }), disk: part({ free_bytes: 'integer?' }),
      audit: part({ waiting: 'integer?', oldest_seconds: 'integer?' }), mail: part({ route: 'text', waiting: 'integer?', oldest_seconds: 'integer?', failed_24h: 'integer?' }),
      webhooks: part({ waiting: 'integer?', oldest_seconds: 'integer?', failing_endpoints: 'integer?', paused_endpoints: 'integer?' }),
      encryption: part({ key_present: 'flag' }), lead_names: part({ backlog: 'integer?' }), limits: part({ kept_in: 'text' }),
    },
  }),
  refused('Health without a token', 401, 4114, 'Token is Required', { ...DOOR, path: '/api/v1/admin/health' }),
  request('The process lives', { ...DOOR, path: '/healthz', http: 200 }),
  request('The process is ready', { ...DOOR, path: '/readyz', http: 200 }),
  request('Metrics', { ...SERVER, path: '/metrics', auth: '{{metrics_token}}', needs: ['metrics_token'], http: 200 }),
  request('API reference', { ...DOOR, path: '/api-docs', http: 200 }),
  request('A file of it', { ...DOOR, path: '/api-docs/swagger-ui.css', http: 200 }),
  request('OpenAPI', { ...DOOR, path: '/api-docs/openapi.json', http: 200 }),
  refused('Nowhere', 404, 4040, 'Not found', { ...DOOR, path: '/nowhere' }),
]);

const FEED = { ...SERVER, method: 'PUT', auth: '{{service_token}}', needs: ['service_token', 'allow_changes'] };
const PERSON = { mobile_number: '{{feed_mobile}}', status: 'active', registered_at: '2026-01-15T12:00:00Z', occurred_at: '{{feed_time}}' };
const LOAN = {
  user_id: 999_000_001, application_number: 'COLLECTION-1', status: 'submitted', loan_amount: 50_000, created_at: '2026-01-15T13:00:00Z', occurred_at: '{{feed_time}}',
};
const INVENTED = [
  "pm.collectionVariables.set('feed_mobile', `10${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`);",
  "pm.collectionVariables.set('feed_time', new Date(Date.now() - 1000).toISOString());",
];
const USER = '/api/v1/internal/users/999000001';

export const feed = folder('16 The lender\'s feed', 'What the lender\'s core system reports. It wants a service token and allow_changes.', [
  request('A user', { ...FEED, path: USER, before: INVENTED, body: PERSON, http: 200 }),
  request('A loan application', { ...FEED, path: '/api/v1/internal/loan-applications/999000001', body: LOAN, http: 200 }),
  request('Both, as lines', {
    ...FEED, method: 'POST', path: '/api/v1/internal/events', headers: { 'Content-Type': 'application/x-ndjson' }, http: 200,
    body: `${JSON.stringify({ type: 'user', id: 999_000_001, ...PERSON })}\n`,
  }),
  refused('A user whose id is no number', 400, 4124, 'Invalid Parameter', { ...FEED, path: '/api/v1/internal/users/first', needs: ['service_token'], body: PERSON }),
  refused('A user that is no JSON', 400, 2003, 'Missing Parameters!', { ...FEED, path: USER, needs: ['service_token'], body: '[' }),
  refused('A user without a token', 401, 4114, 'Token is Required', { ...FEED, path: USER, auth: 'none', needs: [], body: {} }),
  refused('A user with a partner\'s token', 401, 4118, 'Invalid access or refresh token', { ...FEED, path: USER, auth: '{{access_token}}', needs: ['access_token'], body: {} }),
]);

const DESK = { ...SERVER, auth: '{{finance_token}}', needs: ['finance_token'] };
const RUN = {
  run_id: 'integer', from: 'text', to: 'text', status: 'text', created_by: 'integer', created_at: 'text', decided_by: 'integer?', decided_at: 'text?',
  statement_count: 'integer', payable: 'number',
};
const PAGING = { page: 'integer', limit: 'integer', total: 'integer', total_pages: 'integer' };
const RUNS = '/api/v1/admin/payout-runs';
const NO_RUN = `${RUNS}/9007199254740991`;
const ONE = { ...DESK, path: `${RUNS}/{{run_id}}`, needs: ['finance_token', 'run_id'] };
const decide = (word, over) => ({ ...ONE, method: 'POST', path: `${RUNS}/{{draft_id}}/${word}`, needs: ['finance_token', 'draft_id'], ...over });
const PAY = { ...DESK, method: 'POST', path: '/api/v1/admin/statements/{{statement_id}}/pay' };
const ANSWER = { ...DESK, method: 'POST', path: '/api/v1/admin/disputes/{{dispute_id}}/answer', needs: ['finance_token', 'dispute_id'] };

export const money = folder('17 Payout runs', 'The lender\'s finance desk settles what partners earned.', [
  request('Payout runs', {
    ...DESK, path: RUNS, http: 200, code: 2000, data: { runs: 'list', pagination: PAGING },
    after: ['const [newest] = body.data.runs;', "pm.collectionVariables.set('run_id', newest ? newest.run_id : '');"],
  }),
  refused('Payout runs without a token', 401, 4114, 'Token is Required', { ...DESK, path: RUNS, auth: 'none', needs: [] }),
  refused('Payout runs: page=0', 400, 4124, 'Invalid Parameter', { ...DESK, path: RUNS, query: { page: 0 } }),
  request('A payout run', { ...ONE, http: 200, code: 2000, data: RUN }),
  request('Its statements', { ...ONE, path: `${RUNS}/{{run_id}}/statements`, http: 200, code: 2000, data: { run: RUN, statements: 'list', pagination: PAGING } }),
  refused('A payout run there is not', 404, 4040, 'Not found', { ...DESK, path: NO_RUN }),
  refused('Settle a month that ends before it begins', 422, 4220, 'Invalid Fields', {
    ...DESK, method: 'POST', path: RUNS, body: { from: '2026-02-01', to: '2026-01-31' }, shape: { errors: 'list' },
  }),
  request('Settle what is left', {
    ...DESK, method: 'POST', path: RUNS, needs: ['finance_token', 'settle_to'], body: { from: '{{settle_to}}', to: '{{settle_to}}' }, http: 201, code: 2000, data: { run: RUN, statements: 'list' },
    after: [keep('draft_id', 'body.data.run.run_id')], description: 'Writes for good: set settle_to to a day up to which something is left to settle.',
  }),
  refused('Approve one\'s own run', 403, 4031, 'A second person must approve', decide('approve')),
  request('Approve it', decide('approve', { auth: '{{admin_token}}', needs: ['admin_token', 'draft_id'], http: 200, code: 2000, data: RUN })),
  refused('Reject it then', 409, 4092, 'Conflict', decide('reject', { shape: { reason: 'text' } })),
  refused('Approve a run there is not', 404, 4040, 'Not found', { ...DESK, method: 'POST', path: `${NO_RUN}/approve` }),
  refused('Reject as an auditor', 403, 4030, 'Permission denied', { ...DESK, method: 'POST', path: `${NO_RUN}/reject`, auth: '{{auditor_token}}', needs: ['auditor_token'] }),
  refused('Pay without a reference', 422, 4220, 'Invalid Fields', { ...PAY, needs: ['finance_token', 'statement_id'], body: {}, shape: { errors: 'list' } }),
  request('Pay a statement', {
    ...PAY, needs: ['finance_token', 'statement_id', 'allow_changes'], body: { bank_reference: 'COLLECTION-{{$timestamp}}' }, http: 200, code: 2000,
    data: { statement_id: 'integer', status: 'text', bank_reference: 'text?' }, after: [keep('was_paid', "'yes'")],
  }),
  refused('Pay it again', 409, 4092, 'Conflict', {
    ...PAY, needs: ['finance_token', 'was_paid'], body: { bank_reference: 'ANOTHER-{{$timestamp}}' }, shape: { reason: 'text' },
  }),
  request('Disputes', { ...DESK, path: '/api/v1/admin/disputes', http: 200, code: 2000, data: { disputes: 'list', pagination: PAGING } }),
  request('Answer a dispute', {
    ...ANSWER, body: { upheld: false, answer: 'The amount is the one of the loan.' }, http: 200, code: 2000, data: { dispute_id: 'integer', status: 'text' },
  }),
  refused('Answer it again', 409, 4092, 'Conflict', { ...ANSWER, body: { upheld: true, answer: 'Or is it?' }, shape: { reason: 'text' } }),
]);
