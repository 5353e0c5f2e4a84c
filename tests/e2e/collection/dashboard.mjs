import { folder, refused, request } from './parts.mjs';

const LEADS = { path: '/dashboard/leads' };
const PAGE = {
  leads: 'list',
  pagination: { page: 'integer', limit: 'integer', total: 'integer', total_pages: 'integer', next_cursor: 'text?', total_capped: 'flag' },
};
const STATS = {
  total_leads: 'integer', fresh_leads: 'integer', registered_users: 'integer', active_users: 'integer', loan_applications: 'integer',
  disbursed_loans: 'integer', payout_eligible_leads: 'integer', total_payout_amount: 'number',
};
const LEAD = {
  id: 'integer', partner_id: 'integer', partner_uuid: 'text', user_id: 'integer?', first_name: 'text', last_name: 'text', mobile_number: 'text',
  pan_number: 'text', dedupe_status: 'text', dedupe_code: 'integer', utm_link: 'text?', lead_shared_at: 'text', user_registered_at: 'text?',
  loan_application_id: 'integer?', loan_status: 'text?', disbursed_at: 'text?', disbursal_amount: 'number?', payout_eligible: 'integer',
  payout_amount: 'number?', payout_grade: 'text?', payout_status: 'text?', email: 'text?', user_status: 'text?', application_number: 'text?',
  loan_amount: 'number?', loan_created_at: 'text?',
};
const ROW = [
  'id', 'first_name', 'last_name', 'mobile_number', 'pan_number', 'dedupe_status', 'dedupe_code', 'utm_link', 'lead_shared_at',
  'user_registered_at', 'loan_application_id', 'loan_status', 'disbursed_at', 'disbursal_amount', 'payout_eligible', 'payout_amount',
  'payout_grade', 'payout_status', 'user_id', 'email', 'application_number', 'days_to_disbursal',
];
const every = (what, condition) => [
  `pm.test('${what}', () => body.data.leads.forEach((lead) => pm.expect(${condition}).to.eql(true)));`,
];
const list = (name, query, after = []) => request(name, { ...LEADS, query, http: 200, code: 2000, data: PAGE, after });
const parameter = (name, value, path = '/dashboard/leads') =>
  refused(`${path.split('/').pop()}: ${name}=${value}`, 400, 4124, 'Invalid Parameter', {
    path, query: { [name]: value }, after: [`pm.test('it is named', () => pm.expect(body.parameter).to.eql('${name}'));`],
  });
const TODAY = ["const day = new Date(Date.now() + 19800000).toISOString().slice(0, 10);", "pm.collectionVariables.set('today', day);"];

export const dashboard = folder('5 Dashboard', 'What became of the leads. Days are those of Asia/Kolkata.', [
  list('Leads', { page: 1, limit: 50 }, [
    `pm.test('a row has the documented fields', () => body.data.leads.forEach((lead) => pm.expect(Object.keys(lead)).to.eql(${JSON.stringify(ROW)})));`,
    "pm.test('newest first', () => { const times = body.data.leads.map((lead) => lead.lead_shared_at); pm.expect(times).to.eql([...times].sort().reverse()); });",
    "if (body.data.leads.length > 0) pm.collectionVariables.set('lead_id', body.data.leads[0].id);",
    "pm.collectionVariables.set('next_cursor', body.data.pagination.next_cursor || '');",
  ]),
  list('Leads, the first one only', { page: 1, limit: 1 }, [
    "pm.test('one row', () => pm.expect(body.data.leads.length).to.be.at.most(1));",
    "pm.collectionVariables.set('next_cursor', body.data.pagination.next_cursor || '');",
  ]),
  request('Leads after a cursor', { ...LEADS, query: { limit: 1, cursor: '{{next_cursor}}' }, needs: ['next_cursor'], http: 200, code: 2000, data: PAGE }),
  list('Leads: fresh', { status: 'fresh_lead' }, every('all are fresh', "lead.dedupe_code === 2005 && lead.dedupe_status === 'fresh_lead'")),
  list('Leads: registered', { status: 'registered_user' }, every('all are registered', 'lead.dedupe_code === 2004')),
  list('Leads: active', { status: 'active_user' }, every('all are active and have no link', 'lead.dedupe_code === 2006 && lead.utm_link === null')),
  request('Leads of today', {
    ...LEADS, query: { start_date: '{{today}}', end_date: '{{today}}' }, before: TODAY, http: 200, code: 2000, data: PAGE,
    after: every('all are of today', "new Date(Date.parse(lead.lead_shared_at) + 19800000).toISOString().slice(0, 10) === pm.variables.get('today')"),
  }),
  list('Leads: search by name', { search: 'nobody' }, every('all have that name', "`${lead.first_name} ${lead.last_name}`.toLowerCase().includes('nobody')")),
  list('Leads: search by mobile', { search: '{{first_mobile}}' }, every('all have that mobile', "lead.mobile_number === pm.variables.get('first_mobile')")),
  list('Leads: disbursed, the largest first', { loan_status: 'disbursed', sort: '-disbursal_amount' }, every('all are disbursed', "lead.loan_status === 'disbursed'")),
  list('Leads: payout eligible', { payout_status: 'eligible' }, every('all are eligible', "lead.payout_status === 'eligible'")),
  parameter('page', '0'),
  parameter('limit', '201'),
  parameter('status', 'fresh'),
  parameter('start_date', '15-01-2025'),
  parameter('sort', 'first_name'),
  refused('Leads without a token', 401, 4114, 'Token is Required', { ...LEADS, auth: 'none' }),
  request('Leads as CSV', {
    path: '/dashboard/leads.csv', query: { status: 'fresh_lead' }, http: 200,
    after: [
      "pm.test('CSV', () => pm.expect(pm.response.headers.get('Content-Type')).to.include('text/csv'));",
      `pm.test('a header line', () => pm.expect(pm.response.text().split(/\\r?\\n/)[0]).to.eql('${ROW.join(',')}'));`,
    ],
  }),
  parameter('status', 'fresh', '/dashboard/leads.csv'),
  request('Statistics', {
    path: '/dashboard/stats', http: 200, code: 2000, data: STATS,
    after: [
      `pm.test('the documented fields come first', () => pm.expect(Object.keys(body.data).slice(0, 8)).to.eql(${JSON.stringify(Object.keys(STATS))}));`,
      "pm.test('the verdicts add up', () => pm.expect(body.data.fresh_leads + body.data.registered_users + body.data.active_users).to.eql(body.data.total_leads));",
    ],
  }),
  request('Statistics by day', {
    path: '/dashboard/stats', query: { days: 7 }, http: 200, code: 2000, data: { ...STATS, by_day: 'list' },
    after: ["pm.test('seven days', () => pm.expect(body.data.by_day.length).to.eql(7));"],
  }),
  parameter('days', '0', '/dashboard/stats'),
  request('Lead', {
    path: '/dashboard/lead/{{lead_id}}', needs: ['lead_id'], http: 200, code: 2000, data: LEAD,
    after: [
      "pm.test('it is the one', () => pm.expect(String(body.data.id)).to.eql(String(pm.variables.get('lead_id'))));",
      "pm.test('it is ours', () => pm.expect(body.data.partner_uuid).to.eql(pm.variables.get('partner_uuid')));",
    ],
  }),
  refused('A lead there is not', 404, 4040, 'Lead not found', { path: '/dashboard/lead/9007199254740991' }),
  refused('A lead whose id is no number', 400, 4124, 'Invalid Parameter', { path: '/dashboard/lead/first' }),
  request('Payout of a lead, explained', {
    path: '/dashboard/lead/{{lead_id}}/payout', needs: ['lead_id'], http: 200, code: 2000,
    data: { lead_id: 'integer', payout_status: 'text?', payout_eligible: 'integer', payout_amount: 'number?', days_left: 'integer?', last_day: 'text', inputs: 'object', explanation: 'list', summary: 'text', lines: 'list' },
  }),
  refused('Payout of a lead there is not', 404, 4040, 'Lead not found', { path: '/dashboard/lead/9007199254740991/payout' }),
  request('Live changes', {
    path: '/dashboard/stream', needs: ['follow_stream'], headers: { Accept: 'text/event-stream' }, http: 200,
    description: 'Server-sent events; does not end by itself, so runners leave it out unless follow_stream is set.',
  }),
  refused('Live changes without a token', 401, 4114, 'Token is Required', { path: '/dashboard/stream', auth: 'none' }),
]);
