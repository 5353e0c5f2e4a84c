// Where things lie.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export const COLLECTION = path.join(ROOT, 'docs/Partner_API_Postman_Collection.json');

/** The program under test: PARTNER_API_BIN, or what `cargo build -p server` made. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
  const binary = process.env.PARTNER_API_BIN ?? path.join(target, 'debug/partner-api');
  if (!existsSync(binary)) {
    throw new Error(`${binary} is missing: run \`make e2e\`, or \`cargo build -p server\` first`);
  }
  return binary;
}

/** The browser: CHROMIUM, or the first one the search path has. */
export function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const found = spawnSync('sh', ['-c', 'command -v chromium || command -v chromium-browser'], { encoding: 'utf8' });
  const binary = found.stdout.trim();
  if (!binary) throw new Error('chromium is missing: run `make e2e`, or install the package "chromium"');
  return binary;
}
