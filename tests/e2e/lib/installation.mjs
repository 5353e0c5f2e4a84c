// A data directory, a fresh database and settings: the program's commands and its
// server, as an operator has them. Nothing here looks behind the program's back.

import { execFileSync, spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createDatabase } from './database.mjs';
import { program } from './places.mjs';

const START_PATIENCE = 30_000;
const children = new Set();
const folders = new Set();
process.on('exit', () => {
  children.forEach((child) => child.kill('SIGKILL'));
  folders.forEach((dir) => rmSync(dir, { recursive: true, force: true }));
});

export class Installation {
  #settings = {};
  #child = null;
  #jwtSecret = randomBytes(32).toString('hex');

  /** With an empty, migrated database. */
  static async create() {
    const made = new Installation();
    made.dir = mkdtempSync(path.join(os.tmpdir(), 'partner-api-e2e.'));
    folders.add(made.dir);
    made.database = createDatabase(made.dir);
    made.port = await freePort();
    made.url = `http://127.0.0.1:${made.port}`;
    made.log = path.join(made.dir, 'server.log');
    made.set({
      environment: 'test',
      data_dir: made.dir,
      'database.url': made.database.url,
      'server.port': String(made.port),
      'log.format': 'json',
      'log.level': 'info',
      'auth.jwt_secret': made.#jwtSecret,
      // A debug build takes its time to draw one.
      'crypto.envelope_private_key_file': privateKeyFile(made.dir),
    });
    made.run('migrate');
    return made;
  }

  /** Changes settings, named as in the configuration files, from the next start on. */
  set(settings) {
    for (const [key, value] of Object.entries(settings)) {
      this.#settings[`PARTNER_API__${key.toUpperCase().replaceAll('.', '__')}`] = value;
    }
  }

  get #environment() {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PARTNER_API__'));
    return { ...Object.fromEntries(inherited), ...this.#settings };
  }

  /** Runs a command of the program; what it printed. */
  run(...args) {
    const options = { cwd: this.dir, env: this.#environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
    return execFileSync(program(), args, options);
  }

  /** Runs a command that prints a record. */
  record(...args) {
    return JSON.parse(this.run(...args, '--json'));
  }

  partner(name, ...args) {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@partner.example`;
    return { name, ...this.record('partner', 'create', '--name', name, '--email', email, ...args) };
  }

  staff(role) {
    const email = `${role}@lender.example`;
    return { email, password: this.record('admin', 'create', '--email', email, '--role', role).password };
  }

  serviceToken() {
    return this.record('service-token', 'create', '--name', 'core system', '--scope', 'internal').token;
  }

  /** Starts the server, `days` before today, and waits until it is ready. */
  async start(days = 0) {
    this.offset = Math.round(-days * 86_400);
    this.set({ 'clock.offset_seconds': String(this.offset) });
    const log = openSync(this.log, 'a');
    this.#child = spawn(program(), ['serve'], {
      cwd: this.dir,
      env: this.#environment,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    children.add(this.#child);
    await this.#ready();
  }

  async #ready() {
    const until = Date.now() + START_PATIENCE;
    for (;;) {
      const reply = await fetch(`${this.url}/readyz`).catch(() => null);
      if (reply?.status === 200) return;
      if (this.#child.exitCode !== null || Date.now() > until) {
        throw new Error(`the server is not ready:\n${this.logged().slice(-4000)}`);
      }
      await sleep(15);
    }
  }

  /** Ends the server, at once unless `signal` is SIGTERM. */
  async stop(signal = 'SIGKILL') {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    }
    children.delete(child);
  }

  logged() {
    return readFileSync(this.log, 'utf8');
  }

  /** The server's time, `seconds` from now. */
  time(seconds = 0) {
    return new Date(Date.now() + (this.offset + seconds) * 1000).toISOString();
  }

  /** `token` as the server would have made it, with other claims: it has our secret. */
  reissued(token, claims) {
    const [header, payload] = token.split('.');
    const told = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const text = `${header}.${Buffer.from(JSON.stringify({ ...told, ...claims })).toString('base64url')}`;
    return `${text}.${createHmac('sha256', this.#jwtSecret).update(text).digest('base64url')}`;
  }

  /** `token` as it was an hour after it was made. */
  expired(token) {
    const now = Math.floor(Date.now() / 1000);
    return this.reissued(token, { iat: now - 3600, exp: now - 2700 });
  }

  async remove() {
    await this.stop();
    this.database.drop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function privateKeyFile(dir) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = path.join(dir, 'envelope-private.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return file;
}

/** A port nobody listens on. */
async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
