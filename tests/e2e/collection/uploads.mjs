import { SERVER, folder, keep, request, upload } from './parts.mjs';

const GUIDE = { ...SERVER, form: 'plain' };
const BASES = [['', '/api/v1'], [', at the bare path', '']];
const both = (make) => BASES.flatMap(([where, base]) => make(where, base));
const NOBODYS = '00000000-0000-4000-8000-000000000000';
const RESULT = { dry_run: 'flag', total_rows: 'integer', successful: 'integer', failed: 'integer', errors: 'list', candidates: 'list' };
const FILE = [
  'firstname,lastname,email',
  'Asha,Rao,asha@collection.example',
  'Ravi,"Das, Jr",ravi@collection.example',
  'Asha,Rao,ASHA@collection.example',
  '=HYPERLINK("http://x.example"),Rao,formula@collection.example',
  '',
].join('\r\n');
const plainly = (name, http, about) => request(`${name} (${http})`, { ...GUIDE, http, error: true, ...about });
const sent = (base, content, batch, query) => {
  const form = upload('people.csv', content, { batch_id: batch }, 'file');
  return { method: 'POST', path: `${base}/candidates/upload-csv`, query, headers: form.headers, body: form.body, needs: ['upload_batch'] };
};
const numbers = (total, good, bad) => [
  `pm.test('${good} of ${total} rows', () => pm.expect([body.data.total_rows, body.data.successful, body.data.failed]).to.eql([${total}, ${good}, ${bad}]));`,
];

export const uploads = folder('9e Candidates by the file', 'A batch is filled from a CSV file, first tried only. The rows that are right count; what is wrong with the others is told by line.', both((where, base) => [
  request(`A batch for a file${where}`, {
    ...GUIDE, method: 'POST', path: `${base}/candidates/batches`, http: 201, data: { batch_id: 'text', batch_name: 'text' },
    body: { batch_name: 'File {{$randomAlphaNumeric}}{{$timestamp}}{{$randomInt}}' }, after: [keep('upload_batch', 'body.data.batch_id')],
  }),
  request(`Try a file${where}`, {
    ...GUIDE, ...sent(base, FILE, '{{upload_batch}}', { dry_run: true }), http: 200, data: RESULT,
    after: [...numbers(4, 2, 2), "pm.test('by line', () => pm.expect(body.data.errors.map((one) => one.row)).to.eql([4, 5]));"],
    description: 'Nothing is written.',
  }),
  request(`Send it${where}`, { ...GUIDE, ...sent(base, FILE, '{{upload_batch}}'), http: 200, data: RESULT, after: numbers(4, 2, 2), description: 'At most 100 000 rows and 32 MiB, in UTF-8 or UTF-16.' }),
  request(`Send it again${where}`, { ...GUIDE, ...sent(base, FILE, '{{upload_batch}}'), http: 200, data: RESULT, after: numbers(4, 0, 4), description: 'Changes nothing.' }),
  plainly(`A file without a column${where}`, 400, sent(base, 'firstname,email\r\nAsha,asha@collection.example\r\n', '{{upload_batch}}')),
  plainly(`A batch there is not${where}`, 404, sent(base, FILE, NOBODYS)),
  plainly(`A file without a token${where}`, 401, { ...sent(base, FILE, '{{upload_batch}}'), auth: 'none' }),
]));
