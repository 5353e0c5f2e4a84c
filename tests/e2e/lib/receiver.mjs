// A partner's program that is told by webhooks: a real server, which answers as it is told to.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import http from 'node:http';

import { eventually } from './stage.mjs';

export class Receiver {
  /** What came, the first first: path, headers, body. */
  calls = [];
  /** What is answered from now on; or what each call is answered, by its number from 1. */
  status = /** @type {number | ((call: number) => number)} */ (204);
  #server;

  static async start() {
    const made = new Receiver();
    made.#server = http.createServer(async (request, reply) => {
      const pieces = [];
      for await (const piece of request) pieces.push(piece);
      made.calls.push({ path: request.url, method: request.method, headers: request.headers, body: Buffer.concat(pieces).toString() });
      reply.writeHead(typeof made.status === 'number' ? made.status : made.status(made.calls.length)).end();
    });
    await new Promise((resolve) => made.#server.listen(0, '127.0.0.1', resolve));
    // A test that fails leaves nobody waiting for it.
    made.#server.unref();
    made.host = `127.0.0.1:${made.#server.address().port}`;
    made.url = `http://${made.host}/in`;
    return made;
  }

  /** Waits until there are so many calls; the last one. */
  async has(count) {
    await eventually(() => assert.ok(this.calls.length >= count, `${this.calls.length} calls, not ${count}`));
    return this.calls[count - 1];
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The event of a call. */
export const event = (call) => JSON.parse(call.body);

/** Which of `secrets` signed the call (Standard Webhooks), each by its place. */
export function signers({ headers, body }, secrets) {
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signed = headers['webhook-signature'].split(' ');
  const by = (secret) => `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(text).digest('base64')}`;
  return signed.map((signature) => secrets.findIndex((secret) => by(secret) === signature));
}
