import { folder, keep, refused, request } from './parts.mjs';

const STATEMENT = {
  statement_id: 'integer', run_id: 'integer', partner_id: 'integer', status: 'text', from: 'text', to: 'text', opening_balance: 'number',
  earnings: 'number', reversals: 'number', tds: 'object?', gst: 'object?', closing_balance: 'number', line_count: 'integer',
  bank_reference: 'text?', approved_at: 'text?', paid_at: 'text?',
};
const ONE = '/statements/{{statement_id}}';
const DISPUTE = `${ONE}/lines/{{line_id}}/dispute`;
const LINE = ['statement_id', 'line_id'];
const DISPUTED = { dispute_id: 'integer', statement_id: 'integer', line_id: 'integer', status: 'text', opened_at: 'text' };
const IN_FULL = { ...DISPUTED, reason: 'text', answer: 'text?', answered_at: 'text?' };
const NOWHERE = '/statements/9007199254740991';
const REASON = { reason: 'The loan was of another amount.' };
const dispute = (over) => ({ method: 'POST', path: DISPUTE, needs: LINE, body: REASON, ...over });

export const payouts = folder('6 Statements', 'What was settled. Without a statement the requests for one are left out.', [
  request('Statements', {
    path: '/statements', http: 200, code: 2000, data: { statements: 'list', pagination: { page: 'integer', limit: 'integer', total: 'integer', total_pages: 'integer' } },
    after: ["const [first] = body.data.statements;", "pm.collectionVariables.set('statement_id', first ? first.statement_id : '');"],
  }),
  refused('Statements: page=0', 400, 4124, 'Invalid Parameter', { path: '/statements', query: { page: 0 } }),
  request('Statement', {
    path: ONE, needs: ['statement_id'], http: 200, code: 2000, data: { ...STATEMENT, lines: 'list', next_cursor: 'text?' },
    after: [
      "const free = body.data.lines.find((line) => line.dispute === null);",
      keep('line_id', "free ? free.line_id : ''"),
      "pm.test('the lines add up', () => { const sum = body.data.lines.reduce((paise, line) => paise + Math.round(line.amount * 100), 0); pm.expect(sum).to.eql(Math.round((body.data.earnings + body.data.reversals) * 100)); });",
    ],
  }),
  refused('A statement there is not', 404, 4040, 'Not found', { path: NOWHERE }),
  refused('A statement whose id is no number', 400, 4124, 'Invalid Parameter', { path: '/statements/first' }),
  request('Statement as CSV', {
    path: `${ONE}.csv`, needs: ['statement_id'], http: 200,
    after: ["pm.test('CSV', () => pm.expect(pm.response.headers.get('Content-Type')).to.include('text/csv'));"],
  }),
  refused('A CSV there is not', 404, 4040, 'Not found', { path: `${NOWHERE}.csv` }),
  request('Statement as PDF', {
    path: `${ONE}.pdf`, needs: ['statement_id'], http: 200,
    after: ["pm.test('PDF', () => { pm.expect(pm.response.headers.get('Content-Type')).to.eql('application/pdf'); pm.expect(pm.response.text().slice(0, 5)).to.eql('%PDF-'); });"],
  }),
  refused('A PDF there is not', 404, 4040, 'Not found', { path: `${NOWHERE}.pdf` }),
  refused('A line without a dispute', 404, 4040, 'Not found', { path: DISPUTE, needs: LINE }),
  refused('Dispute without a reason', 422, 4220, 'Invalid Fields', { ...dispute({ body: {} }), shape: { errors: 'list' } }),
  refused('Dispute with a field there is not', 422, 4220, 'Invalid Fields', { ...dispute({ body: { ...REASON, amount: 1 } }), shape: { errors: 'list' } }),
  refused('Dispute that is no JSON object', 400, 2003, 'Missing Parameters!', dispute({ body: '[]' })),
  request('Dispute a line', {
    ...dispute({ needs: [...LINE, 'allow_changes'] }), http: 201, code: 2000, data: DISPUTED,
    after: ["pm.test('it is open', () => pm.expect(body.data.status).to.eql('open'));", keep('disputed', "'yes'"), keep('dispute_id', 'body.data.dispute_id')],
    description: 'Writes for good, so it wants allow_changes.',
  }),
  refused('Dispute it again', 409, 4092, 'Conflict', { ...dispute({ needs: [...LINE, 'disputed'] }), shape: { reason: 'text' } }),
  request('The dispute', { path: DISPUTE, needs: [...LINE, 'disputed'], http: 200, code: 2000, data: IN_FULL }),
  refused('Dispute a line there is not', 404, 4040, 'Not found', { method: 'POST', path: `${NOWHERE}/lines/1/dispute`, body: REASON }),
]);
