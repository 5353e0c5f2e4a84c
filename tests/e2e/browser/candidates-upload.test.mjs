// A file of candidates in the browser: choosing, reading, looking at it, sending it. What the
// database makes of it is for tests/tests/http and browser/candidates.test.mjs to show.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { Session } from '../lib/api.mjs';
import { batch, candidate, csv, csvFile, enrol } from '../lib/candidates.mjs';
import { Installation } from '../lib/installation.mjs';
import { violations } from '../lib/sight.mjs';
import { Stage, counts, eventually, isAt, shows } from '../lib/stage.mjs';

let home;
let stage;
before(async () => {
  home = await Installation.create();
  home.set({ 'rate_limit.enabled': 'false' });
  await home.start();
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** A partner with a batch, at the page, where the batch is chosen. */
async function uploading(name) {
  const partner = home.partner(name);
  const session = await Session.open(home.url, partner);
  const id = await batch(session, 'Course');
  const page = await stage.signedIn(partner, { path: '/partner/candidates/upload' });
  await page.getByTestId('upload-batch-choice').selectOption(id);
  return { partner, session, id, page };
}

const choose = (page, text, name) => page.getByTestId('file-input').setInputFiles(csvFile(text, name));
const at = (page, state) => page.locator(`[data-testid="preview"][data-state="${state}"]`).waitFor();
const many = (count) => csv(Array.from({ length: count }, (_, n) => `Asha,Rao ${n},asha${n}@mail.example`));

/** The text of what a button has the browser save. */
async function saved(page, button) {
  const waiting = page.waitForEvent('download');
  await page.getByTestId(button).click();
  const file = await waiting;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('a file is looked at before anything is sent, row by row, problems first', async () => {
  const { page, session, id } = await uploading('Looking House');
  await enrol(session, candidate(5), id);
  const calls = [];
  page.on('request', (request) => { if (request.method() === 'POST') calls.push(request.url().replace(/^.*\/api/, '/api')); });
  const template = await saved(page, 'template-download');
  assert.deepEqual([template.name, template.text.split('\r\n')[0]], ['candidates-template.csv', 'firstname,lastname,email']);
  await choose(page, `\ufeff${csv(['a@mail.example,"Rao, ""Jr""",Asha', 'candidate5@mail.example,Khan,Imran', '=cmd@mail.example,@SUM(1),Zoya', 'A@MAIL.example,Rao,Asha', '"li\r\nne@mail.example",Nair,Kavya', 'tara@mail.example,Bose,Tara'], 'Email,LASTNAME,FirstName')}`);
  await at(page, 'read');
  await shows(page.getByTestId('preview-summary'), '6 rows; 3 with a problem. Nothing is sent yet.');
  const lines = () => page.getByTestId('preview-row').evaluateAll((rows) => rows.map((row) => `${row.dataset.line} ${row.dataset.state}`));
  assert.deepEqual(await lines(), ['4 problem', '5 problem', '6 problem', '2 read', '3 read', '8 read']);
  await shows(page.getByTestId('row-fault').first(), 'Last name must not begin with = + - or @.');
  await shows(page.getByTestId('row-fault').nth(1), 'Duplicate email in file (first on row 2).');
  assert.deepEqual(calls, [], 'nothing is sent');
  assert.deepEqual(await violations(page), []);

  await page.getByTestId('check-file').click();
  await at(page, 'checked');
  assert.deepEqual(calls, ['/api/v1/candidates/upload-csv?dry_run=true']);
  assert.deepEqual(await lines(), ['3 problem', '4 problem', '5 problem', '6 problem', '2 checked', '8 checked']);
  await shows(page.getByTestId('preview-summary'), /^6 rows: 2 candidates will be added, 4 rows will be left out/);
  assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'the focus is somewhere');
  await page.getByTestId('upload-file').click();
  await at(page, 'saved');
  assert.deepEqual(await lines(), ['3 problem', '4 problem', '5 problem', '6 problem', '2 saved', '8 saved']);
  const errors = await saved(page, 'errors-download');
  assert.equal(errors.name, 'candidates-errors.csv');
  assert.match(errors.text, /^\ufeff?row,email,error\r\n/);
  assert.match(errors.text, /^4,'=cmd@mail\.example,/m);
  const { candidates } = await session.guide('/candidates?search=a@mail.example');
  assert.deepEqual([candidates[0].firstname, candidates[0].lastname], ['Asha', 'Rao, "Jr"']);
  // The same file once more changes nothing.
  await page.getByTestId('upload-another').click();
  await choose(page, csv(['Asha,Rao,a@mail.example', 'Tara,Bose,tara@mail.example']));
  await page.getByTestId('check-file').click();
  await shows(page.getByTestId('preview-summary'), /^2 rows: 0 candidates will be added, 2 rows/);
  await shows(page.getByTestId('upload-why'), 'There is nobody to add.');
  assert.ok(await page.getByTestId('upload-file').isDisabled());
});

test('a file of another program is dropped: UTF-16, tabs and all', async () => {
  const { page } = await uploading('Dropping House');
  const text = `\ufeff${csv(['आशा,Rao,asha@mail.example', 'Tara,Bose,tara@mail.example'])}`;
  await page.getByTestId('drop-zone').evaluate((zone, codes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint16Array(codes)], 'unicode.csv', { type: 'text/csv' }));
    zone.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    zone.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [...text].map((char) => char.charCodeAt(0)));
  await at(page, 'read');
  await shows(page.getByTestId('preview-row').first(), /आशा Rao/);
  await page.getByTestId('check-file').click();
  await shows(page.getByTestId('preview-summary'), /^2 rows: 2 candidates will be added\.$/);
  // What was found of one batch says nothing of another.
  await page.getByTestId('batch-add').click();
  await page.getByTestId('batch-name-field').fill('Other course');
  await page.getByTestId('batch-dialog-confirm').click();
  await at(page, 'read');
  await shows(page.getByTestId('upload-batch-choice').locator('option:checked'), 'Other course');
});

test('what is no file of candidates is told before anything is sent', async () => {
  const { page } = await uploading('Wrong House');
  for (const [text, fault] of [['', /empty/], ['first,last\nA,B\n', /must name the columns/], ['firstname;lastname;email\nA;B;a@b.example\n', /semicolons/], [csv([]), /no rows/],
    [Buffer.from([0x66, 0xe9, 0x2c]), /UTF-8/]]) {
    await choose(page, text, 'wrong.csv');
    await shows(page.getByTestId('file-fault'), fault);
    await counts(page.getByTestId('preview'), 0);
  }
  assert.deepEqual(await violations(page), []);
  await choose(page, csv(['A,B,a@b.example']));
  await at(page, 'read');
  await counts(page.getByTestId('file-fault'), 0);
});

test('a hundred thousand rows do not freeze the page', async (t) => {
  const { page } = await uploading('Large House');
  await page.evaluate(() => {
    let last = performance.now();
    globalThis.longest = 0;
    setInterval(() => {
      globalThis.longest = Math.max(globalThis.longest, performance.now() - last);
      last = performance.now();
    }, 5);
  });
  // From the disk: what comes through the test's own wire keeps the page busy.
  const file = path.join(home.dir, 'large.csv');
  writeFileSync(file, many(100_000).replace('asha77777@mail.example', 'nobody'));
  await page.getByTestId('file-input').setInputFiles(file);
  await shows(page.getByTestId('preview-summary'), /^1,00,000 rows; 1 with a problem/);
  await shows(page.getByTestId('page-total'), 'Rows 1–50 of 1,00,000, those with a problem first');
  const [first] = await page.getByTestId('preview-row').evaluateAll((rows) => rows.map((row) => row.dataset.line));
  assert.equal(first, '77779');
  await page.getByTestId('page-next').click();
  await shows(page.getByTestId('page-total'), /^Rows 51–100 of/);
  const longest = Math.round(await page.evaluate(() => globalThis.longest));
  t.diagnostic(`the page stood still for ${longest} ms at most`);
  assert.ok(longest < 1500, `${longest} ms`);
  writeFileSync(file, many(100_001));
  await page.getByTestId('file-input').setInputFiles(file);
  await shows(page.getByTestId('file-fault'), /more than 1,00,000 rows/);
});

test('how much is sent is shown; it can be given up, and a broken connection is told', async () => {
  const { page, session } = await uploading('Slow House');
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  const slow = (bytes) => wire.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  await choose(page, many(20_000));
  await at(page, 'read');
  await slow(200_000);
  await page.getByTestId('check-file').click();
  const share = page.getByTestId('upload-progress').locator('progress');
  await eventually(async () => {
    const value = Number(await share.getAttribute('value', { timeout: 1000 }));
    assert.ok(value > 0.05 && value < 1, String(value));
  });
  await shows(page.getByTestId('upload-words'), /^\d+ % of \d+\.\d (kB|MB) sent$/);
  assert.deepEqual(await violations(page), []);
  // It goes on while other pages are looked at.
  await page.getByTestId('part-batches').click();
  await page.getByTestId('batch-row').waitFor();
  await page.getByTestId('part-upload').click();
  await page.getByTestId('upload-give-up').click();
  await at(page, 'read');
  await counts(page.getByTestId('upload-problem'), 0);

  stage.expectOutage();
  await page.getByTestId('check-file').click();
  await page.getByTestId('upload-words').filter({ hasText: /[1-9]\d? %/ }).waitFor();
  await home.stop();
  await shows(page.getByTestId('upload-problem'), /cannot be reached/);
  assert.deepEqual(await violations(page), []);
  await home.start();
  await slow(-1);
  await choose(page, many(300));
  await page.getByTestId('check-file').click();
  await shows(page.getByTestId('preview-summary'), /300 candidates will be added/);
  await counts(page.getByTestId('upload-problem'), 0);
  assert.equal((await session.guide('/candidates')).total_candidates, 0, 'nothing was kept');
});

test('a session that ends meanwhile is renewed, and the file sent once', async () => {
  const { page } = await uploading('Renewing House');
  await choose(page, many(3));
  await at(page, 'read');
  await page.evaluate((expired) => {
    const kept = JSON.parse(localStorage.getItem('partner.session'));
    localStorage.setItem('partner.session', JSON.stringify({ ...kept, token: expired }));
  }, home.expired(await page.evaluate(() => JSON.parse(localStorage.getItem('partner.session')).token)));
  stage.expectRefusals();
  await page.getByTestId('check-file').click();
  await shows(page.getByTestId('preview-summary'), /3 candidates will be added/);
  await isAt(page, '/partner/candidates/upload');
});
