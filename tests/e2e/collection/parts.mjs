// What requests of the collection are put together from.

const TYPES = { text: ['string'], number: ['number'], integer: ['integer'], flag: ['boolean'], list: ['array'], object: ['object'] };

/** `{name: 'text', other: 'integer?'}` as a JSON schema; `?` allows null. */
function schema(fields) {
  const properties = Object.entries(fields).map(([name, kind]) => {
    if (typeof kind === 'object') return [name, schema(kind)];
    const type = TYPES[kind.replace('?', '')];
    return [name, { type: kind.endsWith('?') ? [...type, 'null'] : type }];
  });
  return { type: 'object', required: Object.keys(fields), properties: Object.fromEntries(properties) };
}

const event = (listen, lines) => ({ listen, script: { type: 'text/javascript', exec: lines } });

/** Tests of a reply of /api/partners, whose codes are words. */
function worded({ word, data, shape, error }) {
  const lines = [
    'const body = pm.response.json();',
    `pm.test('success ${!error}', () => pm.expect(body.success).to.eql(${!error}));`,
  ];
  if (error) lines.push(`pm.test('code ${word}', () => pm.expect(body.code).to.eql('${word}'));`);
  const expected = { ...(data && { data }), ...shape, ...(error && { message: 'text', requestId: 'text' }) };
  lines.push(`pm.test('shape', () => pm.expect(body).to.have.jsonSchema(${JSON.stringify(schema(expected))}));`);
  return lines;
}

/** Tests of a reply in the form of the candidates' guide. */
function plain({ data, error }) {
  const expected = { message: 'text', ...(data && { data }) };
  return [
    'const body = pm.response.json();',
    `pm.test('status ${error ? 'error' : 'success'}', () => pm.expect(body.status).to.eql('${error ? 'error' : 'success'}'));`,
    `pm.test('shape', () => pm.expect(body).to.have.jsonSchema(${JSON.stringify(schema(expected))}));`,
  ];
}

/** Tests of a reply as the documentation prints it. */
function tests({ http, code, message, data, shape, error, form }) {
  const lines = [`pm.test('HTTP status ${http}', () => pm.response.to.have.status(${http}));`];
  if (form === 'worded') return [...lines, ...worded(arguments[0])];
  if (form === 'plain') return [...lines, ...plain(arguments[0])];
  if (code === undefined) return lines;
  const good = [2000, 2004, 2005].includes(code);
  lines.push(
    'const body = pm.response.json();',
    `pm.test('code ${code}', () => pm.expect(body.code).to.eql(${code}));`,
    `pm.test('status ${good}', () => pm.expect(body.status).to.eql(${good}));`,
    `pm.test('message', () => pm.expect(body.message).to.eql(${JSON.stringify(message ?? 'Success')}));`,
  );
  const expected = { ...(data && { data }), ...shape, ...(error && { request_id: 'text' }) };
  if (Object.keys(expected).length > 0) {
    lines.push(`pm.test('shape', () => pm.expect(body).to.have.jsonSchema(${JSON.stringify(schema(expected))}));`);
  }
  return lines;
}

function authorization(auth) {
  if (auth === undefined) return undefined;
  if (auth === 'none') return { type: 'noauth' };
  const pairs = (entries) => Object.entries(entries).map(([key, value]) => ({ key, value, type: 'string' }));
  if (Array.isArray(auth)) return { type: 'basic', basic: pairs({ username: auth[0], password: auth[1] }) };
  return { type: 'bearer', bearer: pairs({ token: auth }) };
}

function address(path, query = {}, from = '{{base_url}}') {
  const entries = Object.entries(query).map(([key, value]) => ({ key, value: String(value) }));
  const text = entries.map(({ key, value }) => `${key}=${value}`).join('&');
  return {
    raw: `${from}${path}${text && `?${text}`}`,
    host: [from],
    path: path.slice(1).split('/'),
    ...(text && { query: entries }),
  };
}

/**
 * A request with its tests.
 * @param {string} name
 * @param {object} about method, path, query, headers, body, auth, needs (variables without
 *   which it is left out), before and after (lines of script), http, code, message, data,
 *   shape, description; from (what the path is below), form ('worded' or 'plain' where
 *   replies are not the partner API's) and word (a code of the worded form)
 */
export function request(name, about) {
  const { method = 'GET', path, query, headers = {}, body, auth, needs = [], before = [], after = [] } = about;
  const raw = typeof body === 'string' ? body : body && JSON.stringify(body, null, 2);
  const type = headers['Content-Type'] ?? (body === undefined ? undefined : 'application/json');
  const left = needs.length > 0 ? [`if (${JSON.stringify(needs)}.some((name) => !pm.variables.get(name))) pm.execution.skipRequest();`] : [];
  const first = [...left, ...before];
  const all = { ...headers, ...(type && { 'Content-Type': type }) };
  return {
    name,
    event: [...(first.length > 0 ? [event('prerequest', first)] : []), event('test', [...tests(about), ...after])],
    request: {
      method,
      header: Object.entries(all).map(([key, value]) => ({ key, value })),
      url: address(path, query, about.from),
      ...(auth !== undefined && { auth: authorization(auth) }),
      ...(raw !== undefined && { body: { mode: 'raw', raw, options: { raw: { language: type.includes('json') ? 'json' : 'text' } } } }),
      ...(about.description && { description: about.description }),
    },
    response: [],
  };
}

/** A request that is refused. */
export function refused(name, http, code, message, about) {
  return request(`${name} (${code})`, { http, code, message, error: true, ...about });
}

/** What lies beside the partner API, under the same server. */
export const SERVER = { from: '{{server_url}}' };

/** A request to /api/partners. */
export const partners = (name, about) => request(name, { ...SERVER, form: 'worded', ...about, path: `/api/partners${about.path ?? ''}` });

/** One that is refused. */
export const partnersRefused = (name, http, word, about) => partners(`${name} (${word})`, { http, word, error: true, ...about });

/** Headers and body of a form with one file, the field `field`, as browsers send it. */
export function upload(file, content, fields = {}, field = 'document') {
  const boundary = '----collection-part';
  const part = (head, text) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value));
  return {
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: [...texts, part(`name="${field}"; filename="${file}"\r\nContent-Type: application/octet-stream`, content), `--${boundary}--\r\n`].join(''),
  };
}

/** The smallest thing that is a PDF. */
export const PDF = '%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';

export const folder = (name, description, item) => ({ name, description, item });

export const script = event;

/** A line that keeps something of the reply for later requests. */
export const keep = (name, value) => `pm.collectionVariables.set('${name}', ${value});`;

/** Lines that invent a person nobody is: mobiles in India do not begin with 1, and no PAN has a Q there. */
export const INVENT = [
  'const digits = (count) => Array.from({ length: count }, () => Math.floor(Math.random() * 10)).join(\'\');',
  'const letter = () => String.fromCharCode(65 + Math.floor(Math.random() * 26));',
  'pm.collectionVariables.set(\'mobile\', `10${digits(8)}`);',
  'pm.collectionVariables.set(\'pan\', `AA${letter()}Q${letter()}${digits(4)}${letter()}`);',
];

export const CLIENT = ['{{client_id}}', '{{client_secret}}'];
