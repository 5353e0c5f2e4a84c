// The programs around the server: a partner's, the lender's core system, its staff.

import assert from 'node:assert/strict';

async function call(url, { method = 'GET', token, basic, headers = {}, body } = {}) {
  const authorization = token ? `Bearer ${token}` : basic && `Basic ${Buffer.from(basic).toString('base64')}`;
  const reply = await fetch(url, {
    method,
    headers: {
      ...(authorization && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  const json = reply.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null;
  return { status: reply.status, text, json };
}

/** The reply must have this code; its body. */
function is(reply, ...codes) {
  assert.ok(codes.includes(reply.json?.code), `${reply.status} ${reply.text}`);
  return reply.json;
}

/** A partner's program. */
export class Session {
  constructor(url, tokens) {
    Object.assign(this, { root: `${url}/api/v1`, base: `${url}/api/v1/partner`, access: tokens.access_token, refresh: tokens.refresh_token });
  }

  static async open(url, partner) {
    const basic = `${partner.client_id}:${partner.client_secret}`;
    const reply = await call(`${url}/api/v1/partner/login`, { method: 'POST', basic });
    return new Session(url, is(reply, 2000).data);
  }

  get(path) {
    return call(this.base + path, { token: this.access });
  }

  post(path, body) {
    return call(this.base + path, { method: 'POST', token: this.access, body });
  }

  async data(path) {
    return is(await this.get(path), 2000).data;
  }

  /** Asks a route of the candidates' guide, which must do it; the reply. */
  async guide(path, { method = 'GET', body } = {}) {
    const reply = await call(this.root + path, { method, token: this.access, body });
    assert.ok(reply.status < 300, `${path}: ${reply.status} ${reply.text}`);
    return reply.json;
  }

  /** Shares a lead; the reply's body. */
  async share(lead) {
    return is(await this.post('/lead-dedupe-check', lead), 2004, 2005, 2006);
  }
}

/** The lender's core system. */
export class Lender {
  #loans = new Map();

  constructor(home, token) {
    Object.assign(this, { home, token });
  }

  async #put(path, body) {
    const url = `${this.home.url}/api/v1/internal/${path}`;
    const reply = await call(url, { method: 'PUT', token: this.token, body });
    assert.equal(reply.json?.result, 'applied', `${reply.status} ${reply.text}`);
  }

  /** Reports a user: the person, registered a minute ago. */
  user(id, person, over = {}) {
    return this.#put(`users/${id}`, {
      ...person,
      email: `person${id}@mail.example`,
      status: 'active',
      registered_at: this.home.time(-60),
      occurred_at: this.home.time(),
      ...over,
    });
  }

  /** Reports a session of practice, finished a moment ago unless told otherwise. */
  practice(id, email, over = {}) {
    return this.#put(`practice-sessions/${id}`, {
      candidate_email: email,
      exam_name: 'Mock test 1',
      exam_type: 'Banking',
      status: 'finished',
      cost: 250,
      completed_at: this.home.time(),
      ...over,
    });
  }

  /** Reports a loan of the user of the same number, applied for and paid out when first told. */
  loan(id, status, rupees, over = {}) {
    const paidOut = ['disbursed', 'closed', 'cancelled'].includes(status);
    const told = this.#loans.get(id) ?? { created_at: this.home.time(1) };
    if (paidOut) told.disbursed_at ??= this.home.time(2);
    this.#loans.set(id, told);
    return this.#put(`loan-applications/${id}`, {
      user_id: id,
      application_number: `APP${String(id).padStart(6, '0')}`,
      status,
      loan_amount: rupees,
      ...told,
      ...(paidOut && { disbursal_amount: rupees }),
      occurred_at: this.home.time(),
      ...over,
    });
  }
}

/** A member of the lender's staff at their desk. */
export class Desk {
  static async open(url, { email, password }) {
    const reply = await call(`${url}/api/v1/auth/login`, { method: 'POST', body: { email, password } });
    assert.equal(reply.status, 200, reply.text);
    return Object.assign(new Desk(), { url, token: reply.json.data.token });
  }

  async post(path, body = {}) {
    const reply = await call(`${this.url}/api/v1/admin${path}`, { method: 'POST', token: this.token, body });
    return is(reply, 2000).data;
  }
}

/** A payout run up to today, approved by a second person; its statements. */
export async function settle(maker, checker, from, to) {
  const made = await maker.post('/payout-runs', { from, to });
  await checker.post(`/payout-runs/${made.run.run_id}/approve`);
  return made.statements;
}
