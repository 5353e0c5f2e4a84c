// Companies on their way to become partners, and the staff who look at them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { eventually } from './stage.mjs';

/** Files that are what they say. */
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');
export const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffda0008010100003f0000ffd9', 'hex');

/** A file as a file button takes it. */
export const file = (name, buffer = PDF, mimeType = 'application/pdf') => ({ name, mimeType, buffer });

let companies = 0;

/** An invented company that nobody has named yet. */
export function company(over = {}) {
  companies += 1;
  return { name: `New House ${companies}`, email: `office${companies}@new-house.example`, phone: '+919876543210', ...over };
}

async function call(url, method, { token, bearer, json, form } = {}) {
  const reply = await fetch(url, {
    method,
    headers: {
      ...(token && { 'x-onboarding-token': token }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
  });
  const text = await reply.text();
  return { status: reply.status, text, json: text === '' ? null : JSON.parse(text) };
}

function data(reply) {
  assert.ok(reply.status >= 200 && reply.status < 300, `${reply.status} ${reply.text}`);
  return reply.json.data;
}

/** A company that goes its way by the API. */
export class Applicant {
  static async start(home, over) {
    const given = company(over);
    const body = { name: given.name, email: given.email, phoneNumber: given.phone };
    const begun = data(await call(`${home.url}/api/partners/onboarding/start`, 'POST', { json: body }));
    return Object.assign(new Applicant(), { ...given, home, id: begun.partner.id, token: begun.onboardingToken });
  }

  get link() {
    return `/partner/onboarding#id=${this.id}&token=${encodeURIComponent(this.token)}`;
  }

  async #step(method, where, body) {
    return data(await call(`${this.home.url}/api/partners/${this.id}/${where}`, method, { token: this.token, ...body }));
  }

  business(info = {}) {
    return this.#step('PUT', 'business-info', { json: { businessInfo: { companyName: this.name, ...info } } });
  }

  setup() {
    return this.#step('PUT', 'api-setup', { json: { webhookUrl: 'https://hooks.new-house.example/in', callbackUrl: 'https://www.new-house.example/back' } });
  }

  attach(type = 'tax_id', name = 'registration.pdf', bytes = PDF, media = 'application/pdf') {
    const form = new FormData();
    form.append('document', new Blob([bytes], { type: media }), name);
    return this.#step('POST', `attach-document/${type}`, { form });
  }

  handIn() {
    return this.#step('PUT', 'verification', { json: {} });
  }

  activate() {
    return this.#step('PUT', 'activate', {});
  }

  state() {
    return this.#step('GET', 'onboarding', {});
  }

  /** Up to the point where the lender decides. */
  async wait() {
    await this.business();
    await this.setup();
    await this.attach();
    await this.handIn();
    return this;
  }
}

/** Staff who look after partners, at the Desk they signed in at. */
export class Reviewers {
  constructor(desk) {
    this.desk = desk;
  }

  async #ask(id, where, json) {
    return data(await call(`${this.desk.url}/api/partners/${id}/${where}`, 'POST', { bearer: this.desk.token, json }));
  }

  approve(id, reason) {
    return this.#ask(id, 'review', { approve: true, ...(reason && { reason }) });
  }

  reject(id, reason) {
    return this.#ask(id, 'review', { approve: false, reason });
  }

  /** A new onboarding token, which ends the one before. */
  async token(id) {
    return (await this.#ask(id, 'onboarding-token', {})).onboardingToken;
  }
}

/** The letters to an address, oldest first, as the console's reader finds them. */
export function letters(home, to) {
  const folder = path.join(home.dir, 'mail');
  let names;
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.eml')).sort();
  } catch {
    return [];
  }
  return names.map((name) => readFileSync(path.join(folder, name), 'utf8')).filter((text) => text.toLowerCase().includes(to.toLowerCase()));
}

/** The text of a letter, whatever it is wrapped in for the way. */
function unfolded(letter) {
  const soft = letter.replaceAll(/=\r?\n/g, '');
  return soft.replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The newest link in the letters to an address whose path is like `pattern`, as a path. */
export function pathInMail(home, to, pattern) {
  const link = new RegExp(`https?://[^\\s"<>/]*(${pattern})`, 'g');
  return eventually(() => {
    const found = letters(home, to).flatMap((letter) => [...unfolded(letter).matchAll(link)].map((match) => match[1].replaceAll('&amp;', '&')));
    assert.ok(found.length > 0, `no link like ${pattern} for ${to}`);
    return found.at(-1);
  }, 30_000);
}

/** The newest link to /partner/`page` in the letters to an address, as a path. */
export const linkInMail = (home, to, page) => pathInMail(home, to, `/partner/${page}#[^\\s"<>]+`);
