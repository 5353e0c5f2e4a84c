// A browser in front of a server, and everything in it that must not happen.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { chromium } from 'playwright-core';

import { chromium as binary } from './places.mjs';

/** How long a page may take to show something; the server is a debug build. */
const PATIENCE = 15_000;

/** Not the business's zone, so that a day or a time in the visitor's own shows. */
const VISITOR = { locale: 'en-IN', timezoneId: 'America/New_York' };

/** Chromium writes this to the console for a reply of 400 or more, whatever the page makes of it. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;
const BROKEN = /^Failed to load resource: the server responded with a status of 5\d\d/;
const UNREACHED = /^Failed to load resource: net::ERR_/;

export class Stage {
  #faults = [];
  #allowed = [];

  /** @param {{url: string}} home the installation whose server is looked at */
  static async open(home) {
    const browser = await chromium.launch({ executablePath: binary(), args: ['--no-sandbox'] });
    return Object.assign(new Stage(), { browser, home });
  }

  /** A visitor with a store of cookies and a localStorage of their own. */
  async visitor(options = {}) {
    const context = await this.browser.newContext({
      baseURL: this.home.url,
      viewport: { width: 1280, height: 900 },
      ...VISITOR,
      ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    await context.exposeBinding('reportViolation', (_, what) => this.#fault('CSP', what));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        globalThis.reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
    });
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#fault('console', `${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#fault('page error', String(error.error().stack ?? error.error())));
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && origin !== this.home.url) this.#fault('third party', request.url());
    });
    return context;
  }

  /** A page of a new visitor who signed in as `partner`, on `path`. */
  async signedIn(partner, { path = '/partner/dashboard', ...options } = {}) {
    const context = await this.visitor(options);
    const page = await context.newPage();
    await signIn(page, partner);
    if (path !== '/partner/dashboard') await page.goto(path);
    return page;
  }

  #fault(kind, what) {
    if (!this.#allowed.some((pattern) => pattern.test(what))) this.#faults.push(`${kind}: ${what}`);
  }

  /** From here to the end of the test the server may refuse calls. */
  expectRefusals() {
    this.expect(REFUSED);
  }

  /** From here to the end of the test the server may be out of reach. */
  expectOutage() {
    [REFUSED, UNREACHED, BROKEN].forEach((pattern) => this.expect(pattern));
  }

  /** From here to the end of the test this is no fault. */
  expect(pattern) {
    this.#allowed.push(pattern);
  }

  /** After each test: whatever happened must have been expected. Closes every visitor. */
  async judge() {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    const faults = this.#faults.splice(0);
    this.#allowed = [];
    assert.deepEqual(faults, [], 'no CSP violation, no error in the console, no request to others');
  }

  async close() {
    await this.browser.close();
  }
}

/** Signs in by the form. */
export async function signIn(page, { client_id: id, client_secret: secret }) {
  if (!new URL(page.url(), 'http://x').pathname.startsWith('/partner/login')) await page.goto('/partner/login');
  await page.getByLabel('Client ID').fill(id);
  await page.getByLabel('Client secret', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByTestId('shell').waitFor();
}

/** Repeats `check` until it does not throw. */
export async function eventually(check, patience = PATIENCE) {
  const until = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(40);
    }
  }
}

/** Waits until the element's text is, or matches, `wanted`. */
export function shows(locator, wanted) {
  return eventually(async () => {
    const text = (await locator.innerText()).trim();
    if (wanted instanceof RegExp) assert.match(text, wanted);
    else assert.equal(text, wanted);
  });
}

/** Waits until there are `count` of the elements. */
export function counts(locator, count) {
  return eventually(async () => assert.equal(await locator.count(), count));
}

/** Waits until the page is at `path`, which may have a query. */
export function isAt(page, path) {
  return eventually(async () => assert.equal(new URL(page.url()).pathname, path));
}

/** Waits until nothing is loading. */
export async function settled(page) {
  await eventually(async () => {
    assert.equal(await page.getByTestId('skeleton').count(), 0);
    assert.equal(await page.locator('[aria-busy="true"]').count(), 0);
  });
}
