// How the service does, watched by staff.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { KIND } from '../lib/database.mjs';
import { atDesk, offices, ROLES } from '../lib/staff.mjs';
import { Stage, eventually, isAt, shows } from '../lib/stage.mjs';

const PARTS = ['database', 'migrations', 'disk', 'audit', 'mail', 'encryption', 'lead_names', 'limits'];

let home;
let staff;
let stage;
before(async () => {
  ({ home, staff } = await offices());
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

for (const role of ROLES) {
  test(`${role} sees every part of the service`, async () => {
    const page = await atDesk(stage, staff[role], '/admin/health');
    await shows(page.getByTestId('health-status'), 'Well');
    for (const part of PARTS) await shows(page.getByTestId(`health-${part}-status`), 'Well');
    await shows(page.getByTestId('health-database'), KIND === 'sqlite' ? /SQLite 3\./ : /PostgreSQL \d/);
    await shows(page.getByTestId('health-mail'), /files/);
    await shows(page.getByTestId('health-version'), /^\d+\.\d+\.\d+/);
  });
}

test('it is read anew while somebody looks', async () => {
  const page = await atDesk(stage, staff.auditor, '/admin/health');
  await page.getByTestId('health').waitFor();
  const next = page.waitForResponse((reply) => reply.url().endsWith('/api/v1/admin/health'), { timeout: 14_000 });
  assert.equal((await next).status(), 200);
});

test('what was seen stays while the server is away, and says so', async () => {
  stage.expectOutage();
  const page = await atDesk(stage, staff.auditor, '/admin/health');
  await shows(page.getByTestId('health-status'), 'Well');
  await page.context().setOffline(true);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await shows(page.getByTestId('health-stale'), /last look failed/);
  await page.getByTestId('health-parts').waitFor();
  await page.context().setOffline(false);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await eventually(async () => assert.equal(await page.getByTestId('health-stale').count(), 0));
  await page.reload();
  await isAt(page, '/admin/health');
});
