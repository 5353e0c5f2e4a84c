import { SERVER, folder, keep, request } from './parts.mjs';

const GUIDE = { ...SERVER, form: 'plain' };
const BASES = [['', '/api/v1'], [', at the bare path', '']];
const both = (make) => BASES.flatMap(([where, base]) => make(where, base));
const NOBODY = '00000000-0000-4000-8000-000000000000';
const BATCH = {
  _id: 'text', batch_id: 'text', batch_name: 'text', total_candidates: 'integer', candidates_paid: 'integer', candidates_pending_payment: 'integer',
  invites_accepted: 'integer', invites_pending: 'integer', createdAt: 'text', updatedAt: 'text',
};
const ROW = {
  _id: 'text', firstname: 'text', lastname: 'text', email: 'text', batch_id: 'text?', batch_name: 'text?', is_active: 'flag', is_paid_for: 'flag',
  invite_status: 'text', invite_sent_at: 'text', invite_expires_at: 'text', invite_accepted_at: 'text?', partner_candidate_id: 'text', createdAt: 'text', updatedAt: 'text',
};
const plainly = (name, http, about) => request(`${name} (${http})`, { ...GUIDE, http, error: true, ...about });
const says = (message) => [`pm.test('what is wrong', () => pm.expect(body.message).to.eql(${JSON.stringify(message)}));`];
const post = (base, path, body) => ({ method: 'POST', path: `${base}/candidates${path}`, body });
const paid = (base, id) => ({ method: 'PATCH', path: `${base}/candidates/${id}/mark-paid` });
const asha = (email, batch) => ({ firstname: 'Asha', lastname: 'Rao', email, ...(batch && { batch_id: batch }) });
const IN = ['candidates_batch'];
const ADDED = ['candidate_id'];
const listed = (name, base, query, after, needs = []) => request(name, {
  ...SERVER, path: `${base}/candidates`, query, needs, http: 200,
  after: [
    'const body = pm.response.json();',
    "pm.test('a page', () => pm.expect(body).to.have.all.keys('candidates', 'pagination', 'total_candidates', 'total_batches'));",
    "pm.test('where it is', () => pm.expect(body.pagination).to.have.all.keys('current_page', 'per_page', 'total_pages', 'total', 'has_next', 'has_previous', 'next_cursor'));",
    ...after,
  ],
});

export const candidates = folder('9c Candidates', 'Batches, and the candidates in them, one at a time. The folder runs twice: each path is there with /api/v1 and without.', both((where, base) => [
  request(`Make a batch${where}`, {
    ...GUIDE, ...post(base, '/batches', { batch_name: 'Batch {{$randomAlphaNumeric}}{{$timestamp}}{{$randomInt}}' }), http: 201, data: BATCH,
    after: [keep('candidates_batch', 'body.data._id'), keep('candidates_batch_name', 'body.data.batch_name')],
  }),
  plainly(`Make it again${where}`, 409, { ...post(base, '/batches', { batch_name: '{{candidates_batch_name}}' }), needs: ['candidates_batch_name'], after: says('Batch with this name already exists') }),
  plainly(`Make one without a name${where}`, 400, post(base, '/batches', {})),
  request(`Batches${where}`, {
    ...GUIDE, path: `${base}/candidates/batches`, query: { limit: 5 }, http: 200, data: 'list', needs: IN,
    after: ["pm.test('the newest first', () => pm.expect(body.data[0]._id).to.eql(pm.variables.get('candidates_batch')));"],
  }),
  plainly(`Batches without a token${where}`, 401, { path: `${base}/candidates/batches`, auth: 'none', after: says('Authentication required') }),
  plainly(`Batches with a wrong token${where}`, 401, { path: `${base}/candidates/batches`, auth: 'no-such-token', after: says('Invalid token') }),
  request(`Add a candidate${where}`, {
    ...GUIDE, ...post(base, '', asha('asha.{{$randomAlphaNumeric}}{{$timestamp}}{{$randomInt}}@collection.example', '{{candidates_batch}}')), needs: IN, http: 201, data: ROW,
    after: [keep('candidate_id', 'body.data._id'), keep('candidate_added', 'body.data.email')], description: 'Unpaid, and invited at once.',
  }),
  plainly(`Add them again${where}`, 409, { ...post(base, '', asha('{{candidate_added}}', '{{candidates_batch}}')), needs: ADDED, after: says('Candidate with this email already exists in this batch') }),
  request(`Add them without a batch${where}`, { ...GUIDE, ...post(base, '', asha('{{candidate_added}}')), needs: ADDED, http: 201, data: ROW }),
  plainly(`Add them without a batch again${where}`, 409, { ...post(base, '', asha('{{candidate_added}}')), needs: ADDED, after: says('Candidate with this email already exists') }),
  plainly(`Add somebody to a batch there is not${where}`, 404, { ...post(base, '', asha('asha@collection.example', NOBODY)), after: says('Batch not found') }),
  plainly(`Add a formula${where}`, 400, { ...post(base, '', { firstname: '=1+1', lastname: 'Rao', email: 'asha@collection.example' }), after: says('firstname must not begin with = + - or @') }),
  listed(`Candidates${where}`, base, { page: 1, limit: 20 }, [
    "pm.test('the newest first', () => pm.expect(body.candidates[0]._id).to.eql(pm.variables.get('candidate_id')));", keep('candidates_cursor', "body.pagination.next_cursor || ''"),
  ], ADDED),
  listed(`Candidates: the next${where}`, base, { cursor: '{{candidates_cursor}}' }, [], ['candidates_cursor']),
  listed(`Candidates: in the batch, unpaid, not accepted yet${where}`, base, { batch_id: '{{candidates_batch}}', is_paid_for: false, invite_status: 'pending' }, [
    "pm.test('one', () => pm.expect(body.pagination.total).to.eql(1));",
  ], ADDED),
  listed(`Candidates: by name${where}`, base, { search: 'asha r', limit: 1 }, [], ADDED),
  listed(`Candidates: by address${where}`, base, { search: '{{candidate_added}}' }, ["pm.test('in a batch and in none', () => pm.expect(body.pagination.total).to.eql(2));"], ADDED),
  plainly(`Candidates: limit=101${where}`, 400, { path: `${base}/candidates`, query: { limit: 101 }, after: says('limit is invalid') }),
  request(`Mark the candidate as paid${where}`, {
    ...GUIDE, ...paid(base, '{{candidate_id}}'), needs: ADDED, http: 200, data: { candidates: 'list', is_paid_for: 'flag' },
    after: ["pm.test('everywhere', () => pm.expect(body.data.candidates.map((one) => one.is_paid_for)).to.eql([true, true]));"], description: 'In all your batches, and nobody else\'s.',
  }),
  plainly(`Mark somebody there is not${where}`, 404, { ...paid(base, NOBODY), after: says('Candidate not found') }),
]));
