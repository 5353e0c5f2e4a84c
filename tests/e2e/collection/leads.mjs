import { INVENT, folder, keep, refused, request } from './parts.mjs';

const SHARE = { method: 'POST', path: '/lead-dedupe-check' };
const PERSON = { first_name: 'Nobody', last_name: 'Example', mobile_number: '{{mobile}}', pan_number: '{{pan}}' };
const FUNNEL = { date_of_birth: '1995-01-15', employment_type: 'Salaried', monthly_salary: 35000, payment_mode: 'Bank Transfer' };
const LINKS = { utm_link: 'text', redirect_url: 'text', lead_id: 'integer' };
const LINKED = [
  "pm.test('link and redirect are one, and name the partner', () => {",
  '  pm.expect(body.redirect_url).to.eql(body.utm_link);',
  "  pm.expect(body.utm_link).to.include(`utm_source=${pm.variables.get('partner_uuid')}&utm_medium=partner_api&utm_campaign=`);",
  '});',
];
const FRESH = { ...SHARE, http: 200, code: 2005, message: 'Fresh Lead Registered Successfully!', shape: LINKS };
const without = (...names) => Object.fromEntries(Object.entries(PERSON).filter(([name]) => !names.includes(name)));
const wrong = (fields) => ({ ...SHARE, before: INVENT, body: { ...PERSON, ...fields } });
const checks = (...names) => [
  `pm.test('every failed check is listed', () => pm.expect(body.errors.map((one) => one.check)).to.have.members(${JSON.stringify(names)}));`,
];
const FUNNEL_FAILED = [400, 4121, 'Basic Funnel Check Failed'];

export const leads = folder('3 Leads', 'Invented people: nobody\'s mobile begins with 1, and no PAN has a Q there.', [
  request('Fresh lead', {
    ...FRESH, before: INVENT, body: PERSON, after: [...LINKED, keep('first_link', 'body.utm_link'), keep('first_mobile', "pm.variables.get('mobile')")],
  }),
  request('The same lead again keeps its link', {
    ...FRESH, body: PERSON,
    after: ["pm.test('the first link', () => pm.expect(body.utm_link).to.eql(pm.variables.get('first_link')));"],
  }),
  request('Fresh lead with everything the funnel checks', { ...FRESH, before: INVENT, body: { ...PERSON, ...FUNNEL }, after: LINKED }),
  request('Fresh lead whose mobile is a number', {
    ...FRESH, before: INVENT, body: JSON.stringify(PERSON, null, 2).replace('"{{mobile}}"', '{{mobile}}'), after: LINKED,
  }),
  request('Registered user', {
    ...SHARE, needs: ['registered_mobile', 'registered_pan'], http: 200, code: 2004, message: 'Registered User', shape: LINKS,
    body: { ...PERSON, mobile_number: '{{registered_mobile}}', pan_number: '{{registered_pan}}' }, after: LINKED,
  }),
  request('Active user', {
    ...SHARE, needs: ['active_mobile', 'active_pan'], http: 200, code: 2006, message: 'Active Loan User', shape: { lead_id: 'integer' },
    body: { ...PERSON, mobile_number: '{{active_mobile}}', pan_number: '{{active_pan}}' },
    after: ["pm.test('no link', () => pm.expect(body).to.not.have.any.keys('utm_link', 'redirect_url'));"],
  }),
  request('With an idempotency key', {
    ...FRESH, headers: { 'Idempotency-Key': '{{idempotency_key}}' }, body: PERSON,
    before: [...INVENT, "pm.collectionVariables.set('idempotency_key', pm.variables.replaceIn('{{$guid}}'));"],
    after: [keep('stored_reply', 'pm.response.text()')],
  }),
  request('The same key and body again', {
    ...FRESH, headers: { 'Idempotency-Key': '{{idempotency_key}}' }, body: PERSON,
    after: ["pm.test('the stored reply', () => pm.expect(pm.response.text()).to.eql(pm.variables.get('stored_reply')));"],
  }),
  refused('The same key with another body', 422, 4091, 'Idempotency-Key was used with another body', {
    ...SHARE, headers: { 'Idempotency-Key': '{{idempotency_key}}' }, body: { ...PERSON, first_name: 'Somebody' },
  }),
]);

export const leadErrors = folder('4 Leads that are refused', 'In the order of judgement; nothing of these is stored.', [
  refused('Without PAN and last name', 400, 2003, 'Missing Parameters!', {
    ...SHARE, before: INVENT, body: without('pan_number', 'last_name'),
    after: ["pm.test('both are named', () => pm.expect(body.missing).to.have.members(['last_name', 'pan_number']));"],
  }),
  refused('A blank name', 400, 2003, 'Missing Parameters!', {
    ...wrong({ first_name: '   ' }), after: ["pm.test('it is named', () => pm.expect(body.missing).to.eql(['first_name']));"],
  }),
  refused('Not a JSON object', 400, 2003, 'Missing Parameters!', { ...SHARE, body: '["nothing"]' }),
  refused('A mobile of nine digits', 400, 4119, 'Invalid Mobile Number or Format', wrong({ mobile_number: '123456789' })),
  refused('A mobile with the country code', 400, 4119, 'Invalid Mobile Number or Format', wrong({ mobile_number: '+911000000000' })),
  refused('A mobile that is no number', 400, 4119, 'Invalid Mobile Number or Format', wrong({ mobile_number: 'not-digits' })),
  refused('A PAN of another form', 400, 4120, 'Invalid Pan Number or Format', wrong({ pan_number: 'ABC1234' })),
  refused('Too young', ...FUNNEL_FAILED, { ...wrong({ date_of_birth: '2020-01-15' }), after: checks('age') }),
  refused('Too old', ...FUNNEL_FAILED, { ...wrong({ date_of_birth: '1950-01-15' }), after: checks('age') }),
  refused('Not salaried', ...FUNNEL_FAILED, { ...wrong({ employment_type: 'Student' }), after: checks('employment_type') }),
  refused('Too low a salary', ...FUNNEL_FAILED, { ...wrong({ monthly_salary: 19999 }), after: checks('monthly_salary') }),
  refused('Paid in cash', ...FUNNEL_FAILED, { ...wrong({ payment_mode: 'Cash' }), after: checks('payment_mode') }),
  refused('Every check failed', ...FUNNEL_FAILED, {
    ...wrong({ date_of_birth: '1950-01-15', employment_type: 'Student', monthly_salary: '1', payment_mode: 'Cash' }),
    after: checks('age', 'employment_type', 'monthly_salary', 'payment_mode'),
  }),
  refused('An idempotency key that is none', 400, 4124, 'Invalid Parameter', {
    ...wrong({}), headers: { 'Idempotency-Key': 'x'.repeat(300) },
    after: ["pm.test('the parameter is named', () => pm.expect(body.parameter).to.match(/Idempotency-Key/i));"],
  }),
  refused('A form instead of JSON', 415, 4150, 'Unsupported Media Type', {
    ...SHARE, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'first_name=Nobody',
  }),
  refused('A body over 64 KiB', 413, 4130, 'Request Body Too Large', {
    ...SHARE, body: { ...PERSON, padding: '{{padding}}' }, before: [...INVENT, "pm.collectionVariables.set('padding', 'x'.repeat(70000));"],
    after: ["pm.collectionVariables.unset('padding');"],
  }),
  refused('The wrong method', 405, 4050, 'Method Not Allowed', {
    path: '/lead-dedupe-check', after: ["pm.test('Allow names the right one', () => pm.expect(pm.response.headers.get('Allow')).to.include('POST'));"],
  }),
  refused('Without a token', 401, 4114, 'Token is Required', { ...wrong({}), auth: 'none' }),
]);
