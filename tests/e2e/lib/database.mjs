// A database of a test file's own, on the one that E2E_DATABASE names.

import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** sqlite (the default) or postgres. */
export const KIND = process.env.E2E_DATABASE ?? 'sqlite';

let created = 0;

/**
 * An empty database.
 * @param {string} dir where an SQLite file may lie
 * @returns {{url: string, drop: () => void}}
 */
export function createDatabase(dir) {
  if (KIND === 'sqlite') return { url: `sqlite://${path.join(dir, 'partner.db')}`, drop() {} };
  if (KIND !== 'postgres') throw new Error(`E2E_DATABASE is ${KIND}, not sqlite or postgres`);
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run `make e2e`, which starts a PostgreSQL');
  created += 1;
  const name = `partner_api_e2e_${process.pid}_${created}`;
  psql(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => psql(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

function psql(server, statement) {
  // scripts/with-postgres.sh puts psql into the search path.
  execFileSync('psql', ['--quiet', '--no-psqlrc', '--dbname', server, '--command', statement], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
