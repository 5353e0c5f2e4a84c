// Statements: reading, downloading, disputing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';

import { rupees } from '../lib/figures.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';
import { lifelike } from '../lib/world.mjs';

const REASON = 'The loan was of sixty thousand rupees. <b>Please look.</b>';

let world;
let stage;
let statements;
before(async () => {
  world = await lifelike();
  stage = await Stage.open(world.home);
  ({ statements } = await world.session.data('/statements'));
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await world?.home.remove();
});

async function opened(id) {
  const page = await stage.signedIn(world.partner, { path: `/partner/statements/${id}` });
  await page.getByTestId('statement-line').first().waitFor();
  return page;
}

test('the list leads to a statement that adds up', async () => {
  const page = await stage.signedIn(world.partner);
  await page.getByTestId('nav-statements').click();
  await counts(page.getByTestId('statement-row'), statements.length);
  const [statement] = statements;
  const row = page.locator(`[data-statement-id="${statement.statement_id}"]`);
  await shows(row.getByTestId('statement-status'), new RegExp(statement.status, 'i'));
  await shows(row.getByTestId('statement-closing'), rupees(statement.closing_balance));
  await row.getByTestId('statement-link').click();
  await isAt(page, `/partner/statements/${statement.statement_id}`);
  await shows(page.getByTestId('figure-earnings'), new RegExp(escaped(rupees(statement.earnings))));
  await shows(page.getByTestId('figure-gst'), new RegExp(escaped(rupees(statement.gst.amount))));
  await shows(page.getByTestId('figure-closing'), new RegExp(escaped(rupees(statement.closing_balance))));
  await counts(page.getByTestId('statement-line'), statement.line_count);
});

const escaped = (text) => text.replaceAll(/[.$]/g, '\\$&');

for (const [kind, sign] of [['csv', 'line_id'], ['pdf', '%PDF-']]) {
  test(`a statement is downloaded as ${kind}`, async () => {
    const [{ statement_id: id }] = statements;
    const page = await opened(id);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`download-${kind}`).click()]);
    assert.match(download.suggestedFilename(), new RegExp(`\\.${kind}$`));
    const file = readFileSync(await download.path());
    assert.ok(file.toString('latin1').startsWith(sign), file.subarray(0, 60).toString());
    if (kind === 'csv') assert.equal(file.toString(), (await world.session.get(`/statements/${id}.csv`)).text);
  });
}

test('a line is disputed, by the keyboard, and the dispute is there afterwards', async () => {
  const [{ statement_id: id }] = statements;
  const page = await opened(id);
  const line = page.getByTestId('statement-line').nth(1);
  const open = line.getByTestId('dispute-open');
  const dialog = page.getByRole('dialog');

  // Escape changes nothing and gives the focus back.
  await open.focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await eventually(async () => assert.ok(await open.evaluate((button) => button === document.activeElement)));

  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await page.getByTestId('dispute-reason').fill(REASON);
  await page.getByTestId('dispute-submit').click();
  await dialog.waitFor({ state: 'hidden' });
  await line.getByTestId('dispute-view').waitFor();
  const lineId = await line.getAttribute('data-line-id');
  const dispute = await world.session.data(`/statements/${id}/lines/${lineId}/dispute`);
  assert.equal(dispute.reason, REASON);
  assert.equal(dispute.status, 'open');

  await page.reload();
  await page.locator(`[data-line-id="${lineId}"]`).getByTestId('dispute-view').click();
  await shows(page.getByTestId('dispute-text'), REASON);
  await shows(page.getByTestId('dispute-status'), /open/i);
  await page.getByTestId('dispute-close').click();
  await dialog.waitFor({ state: 'hidden' });
});

test('a dispute without a reason is not sent', async () => {
  const [, { statement_id: id }] = statements;
  const page = await opened(id);
  await page.getByTestId('statement-line').first().getByTestId('dispute-open').click();
  await page.getByTestId('dispute-submit').click();
  await page.getByTestId('dispute-dialog').waitFor();
  const said = await page.getByTestId('dispute-error').isVisible() || !await page.getByTestId('dispute-reason').evaluate((field) => field.checkValidity());
  assert.ok(said, 'the form says that something is missing');
  const { lines } = await world.session.data(`/statements/${id}`);
  assert.ok(lines.every((line) => line.dispute === null));
  await page.getByTestId('dispute-cancel').click();
});

test('a statement there is not', async () => {
  stage.expectRefusals();
  const page = await stage.signedIn(world.partner, { path: '/partner/statements/987654321' });
  await shows(page.getByTestId('page-title'), /not found/i);
  await counts(page.getByTestId('statement-line'), 0);
});
