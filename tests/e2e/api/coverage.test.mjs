// The collection in docs/ is the one made here, and leaves out no route and no code
// that the API's own document has.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { test } from 'node:test';

import { UNPROVOKED, text } from '../collection/build.mjs';
import { COLLECTION, program } from '../lib/places.mjs';

const PARTNER = '/api/v1/partner';
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** The words of `/api/partners` (contract onboarding.md, "Codes"); RATE_LIMITED comes with rate limits. */
const WORDS = [
  'VALIDATION_ERROR', 'PARTNER_EXISTS', 'DUPLICATE_ENTRY', 'PARTNER_NOT_FOUND', 'INCOMPLETE_ONBOARDING', 'REVIEW_PENDING', 'MISSING_NOTE_CONTENT',
  'INVALID_CREDENTIALS', 'INVALID_STATUS_TRANSITION',
];

/** The requests of a folder and the folders in it. */
const requests = (items) => items.flatMap((one) => (one.item ? requests(one.item) : [one]));

const printed = execFileSync(program(), ['openapi'], { cwd: os.tmpdir(), encoding: 'utf8', maxBuffer: 1 << 26 });
const operations = Object.entries(JSON.parse(printed).paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({ path, name: `${method.toUpperCase()} ${path}`, operation: item[method] })));
// The other forms of replies have words for codes, or none.
const GUIDE = /^(\/api\/v1)?\/(candidates|dashboard|me\/candidate)/;
const coded = operations.filter(({ path }) => !path.startsWith('/api/partners') && !path.includes('/auth/') && !GUIDE.test(path));
const collected = requests(JSON.parse(readFileSync(COLLECTION, 'utf8')).item);
const scripts = collected.flatMap((one) => one.event.flatMap(({ script }) => script.exec));

/** `GET /api/v1/partner/dashboard/lead/{}`: a request or a route, whatever its parameters are called. */
const bare = (name) => name.replaceAll(/\{[^}]*\}+/g, '{}');

/** A request's method and path, as the document writes them. */
const called = ({ request }) => bare(`${request.method} ${request.url.raw.split('?')[0].replace('{{base_url}}', PARTNER).replace('{{server_url}}', '')}`);

/** Whether the route `name` is what `call` is a call of. */
const isOf = (name) => {
  const pattern = bare(name).split('/').map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll('{}', '[^/]+')).join('/');
  return (call) => new RegExp(`^${pattern}$`).test(call);
};

test('the file is what collection/build.mjs makes', () => {
  assert.ok(readFileSync(COLLECTION, 'utf8') === text(), 'run `npm run collection` in tests/e2e');
});

test('every route of the OpenAPI document has a request', () => {
  assert.ok(operations.length > 60, 'the document has the routes');
  const calls = collected.map(called);
  const missing = operations.map(({ name }) => name).filter((name) => !calls.some(isOf(name)));
  assert.deepEqual(missing, []);
});

test('every code of the OpenAPI document is provoked, or said not to be', () => {
  const described = coded.flatMap(({ operation }) => Object.values(operation.responses).map((reply) => reply.description));
  const codes = new Set(described.flatMap((words) => [...words.matchAll(/\b([2-5]\d{3}): /g)].map(([, code]) => code)));
  const expected = new Set(scripts.flatMap((line) => [...line.matchAll(/'code (\d{4})'/g)].map(([, code]) => code)));
  assert.deepEqual([...codes].filter((code) => !expected.has(code) && !UNPROVOKED[code]), []);
  assert.deepEqual(Object.keys(UNPROVOKED).filter((code) => expected.has(code) || !codes.has(code)), []);
});

test('every word of the onboarding contract is provoked', () => {
  const expected = new Set(scripts.flatMap((line) => [...line.matchAll(/'code ([A-Z_]+)'/g)].map(([, word]) => word)));
  assert.deepEqual(WORDS.filter((word) => !expected.has(word)), []);
});

test('every code of the guide is provoked, or said not to be', () => {
  const guide = [2000, 2003, 2004, 2005, 2006, 4040, 4110, 4111, 4113, 4114, 4115, 4116, 4117, 4118, 4119, 4120, 4121, 5000];
  const tests = JSON.stringify(collected);
  assert.deepEqual(guide.filter((code) => !tests.includes(`'code ${code}'`) && !UNPROVOKED[code]), []);
});

test('the collection names no person and no secret', () => {
  const file = readFileSync(COLLECTION, 'utf8');
  assert.doesNotMatch(file, /psk_(live|test)_|eyJ[A-Za-z0-9]/);
  const mobiles = [...file.matchAll(/(?<!\d)[6-9]\d{9}(?!\d)/g)].map(([found]) => found);
  assert.deepEqual(mobiles, [], 'a mobile somebody could have');
});
