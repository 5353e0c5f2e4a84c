// What a first visit costs, and what the server says about pages and assets.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { KIND } from '../lib/database.mjs';
import { Stage } from '../lib/stage.mjs';
import { lifelike } from '../lib/world.mjs';

const LIMIT = 100_000;

let world;
let stage;
before(async () => {
  world = await lifelike();
  stage = await Stage.open(world.home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await world?.home.remove();
});

/** Loads `path` until `sign` shows; what came over the wire, and milliseconds. */
async function load(page, path, sign, { cold = true } = {}) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  if (cold) await client.send('Network.clearBrowserCache');
  const paths = new Map();
  const bytes = new Map();
  const add = (id, count) => bytes.set(id, (bytes.get(id) ?? 0) + count);
  client.on('Network.requestWillBeSent', ({ requestId, request }) => paths.set(requestId, new URL(request.url).pathname));
  client.on('Network.responseReceived', ({ requestId, response }) => add(requestId, response.encodedDataLength));
  client.on('Network.dataReceived', ({ requestId, encodedDataLength }) => add(requestId, encodedDataLength));
  // The end of a reply says what it was in all.
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  await page.goto(path, { waitUntil: 'commit' });
  await page.getByTestId(sign).first().waitFor();
  const usable = await page.evaluate(() => performance.now());
  await page.waitForTimeout(500);
  await client.detach();
  // Only what was asked for here; the stream of the page before ends late.
  const replies = [...bytes].filter(([id]) => paths.has(id)).map(([id, count]) => ({ path: paths.get(id), count }));
  return { usable: Math.round(usable), total: replies.reduce((sum, { count }) => sum + count, 0), replies };
}

const isAsset = ({ path }) => path.includes('/assets/');

function report(t, name, { total, usable, replies }) {
  const [assets, rest] = [replies.filter(isAsset), replies.filter((reply) => !isAsset(reply))];
  const sum = (some) => some.reduce((all, { count }) => all + count, 0);
  t.diagnostic(`${KIND}, ${name}: ${(total / 1000).toFixed(1)} KB over the wire in ${replies.length} replies (assets ${(sum(assets) / 1000).toFixed(1)}, ` +
    `page and data ${(sum(rest) / 1000).toFixed(1)}), usable after ${usable} ms`);
}

test('a first visit to the login is at most 100 KB over the wire', async (t) => {
  const page = await (await stage.visitor()).newPage();
  const first = await load(page, '/partner/login', 'login-submit');
  report(t, 'login', first);
  assert.ok(first.total <= LIMIT, `${first.total} bytes: ${JSON.stringify(first.replies)}`);
  assert.ok(first.replies.length > 1 && first.total > 1024, 'something was measured');
});

test('a first visit to a candidate\'s pages is at most 60 KB over the wire', async (t) => {
  const page = await (await stage.visitor()).newPage();
  for (const [name, path, sign] of [['invite', '/invite/7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11#token=x', 'invite-accept'], ['candidate', '/candidate', 'login-submit']]) {
    const first = await load(page, path, sign);
    report(t, name, first);
    assert.ok(first.total > 1024 && first.total <= 60_000, `${name}: ${first.total} bytes: ${JSON.stringify(first.replies)}`);
  }
});

test('a first visit to the dashboard is at most 100 KB over the wire', async (t) => {
  const page = await stage.signedIn(world.partner);
  const first = await load(page, '/partner/dashboard', 'lead-row');
  report(t, 'dashboard with a page of leads', first);
  assert.deepEqual(first.replies.filter(({ path }) => /candidates|practice|webhooks/.test(path)), [], 'what other pages need comes with them');
  assert.ok(first.total <= LIMIT, `${first.total} bytes: ${JSON.stringify(first.replies)}`);
});

test('a second visit loads no asset again', async () => {
  const page = await stage.signedIn(world.partner);
  await load(page, '/partner/dashboard', 'lead-row');
  const { replies } = await load(page, '/partner/dashboard', 'lead-row', { cold: false });
  assert.ok(replies.some((reply) => !isAsset(reply) && reply.count > 0), 'something was measured');
  assert.deepEqual(replies.filter((reply) => isAsset(reply) && reply.count > 0), []);
});

test('pages and assets carry the headers that keep them to themselves', async () => {
  const page = await fetch(`${world.home.url}/partner/login`);
  const html = await page.text();
  const [asset] = html.match(/\/partner\/assets\/[^"]+\.js/);
  const script = await fetch(world.home.url + asset);
  const rules = ["default-src 'none'", "frame-ancestors 'none'"];
  const [ofPage, ofFile] = [["script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'"], ['sandbox']];
  for (const [reply, own] of [[page, ofPage], [script, ofFile]]) {
    const policy = reply.headers.get('content-security-policy');
    for (const rule of [...rules, ...own]) {
      assert.ok(policy.includes(rule), `${rule} in ${policy}`);
    }
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(reply.headers.get('referrer-policy'), 'no-referrer');
  }
  assert.match(script.headers.get('cache-control'), /immutable/);
  assert.match(page.headers.get('cache-control'), /no-cache/);
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|style=/, 'nothing inline');
});

test('Trusted Types are enforced: text does not become elements', async () => {
  stage.expect(/trusted-types|TrustedHTML/);
  const page = await stage.signedIn(world.partner);
  const refused = await page.evaluate(() => {
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  });
  assert.ok(refused, 'Trusted Types are enforced');
});
