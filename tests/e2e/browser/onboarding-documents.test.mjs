// Documents: chosen, dropped, refused, given up, removed, named by address.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { Installation } from '../lib/installation.mjs';
import { Applicant, JPEG, PDF, PNG, file } from '../lib/onboarding.mjs';
import { Stage, counts, eventually, shows } from '../lib/stage.mjs';
import { attach } from '../lib/steps.mjs';

const MOST = 10 * 1024 * 1024;

let home;
let stage;
before(async () => {
  home = await Installation.create();
  home.set({ 'onboarding.review': 'automatic' });
  await home.start();
  stage = await Stage.open(home);
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** A page at the documents of a new company. */
async function documents(options) {
  const applicant = await Applicant.start(home);
  await applicant.business();
  await applicant.setup();
  const page = await (await stage.visitor(options)).newPage();
  await page.goto(applicant.link);
  await page.getByTestId('drop-zone').waitFor();
  return { page, applicant };
}

/** A PDF of so many bytes. */
const pdf = (bytes) => Buffer.concat([PDF.subarray(0, 9), Buffer.alloc(bytes - PDF.length, 0x20), PDF.subarray(9)]);

test('where nobody has to approve, one goes live at once', async () => {
  const { page } = await documents();
  await attach(page);
  await page.getByTestId('hand-in').click();
  await shows(page.getByTestId('review-state'), 'Approved');
  await page.getByTestId('to-live').click();
  await page.getByTestId('activate').click();
  await page.getByTestId('credentials').waitFor();
});

test('PDF, PNG and JPEG are taken, and come back after a reload', async () => {
  const { page, applicant } = await documents();
  await attach(page, { type: 'tax_id', files: [file('one.pdf'), file('two.png', PNG, 'image/png'), file('three.jpeg', JPEG, 'image/jpeg')] });
  await attach(page, { type: 'contract', files: [file('four.pdf')] });
  await page.reload();
  await counts(page.getByTestId('document-row'), 4);
  assert.deepEqual(await page.getByTestId('document-name').allInnerTexts(), ['one.pdf', 'two.png', 'three.jpeg', 'four.pdf']);
  const { documents: kept } = await applicant.state();
  assert.deepEqual(kept.map(({ type, mediaType }) => [type, mediaType]),
    [['tax_id', 'application/pdf'], ['tax_id', 'image/png'], ['tax_id', 'image/jpeg'], ['contract', 'application/pdf']]);
});

test('files can be dropped, and one that falls beside does not replace the page', async () => {
  const { page } = await documents();
  await page.getByTestId('document-type').selectOption('other');
  const drop = async (selector) => {
    const transfer = await page.evaluateHandle((text) => {
      const given = new DataTransfer();
      given.items.add(new File([text], 'dropped.pdf', { type: 'application/pdf' }));
      return given;
    }, PDF.toString('latin1'));
    await page.dispatchEvent(selector, 'dragover', { dataTransfer: transfer });
    await page.dispatchEvent(selector, 'drop', { dataTransfer: transfer });
  };
  await drop('[data-testid="drop-zone"]');
  await shows(page.getByTestId('document-name'), 'dropped.pdf');
  await drop('footer');
  await counts(page.getByTestId('document-row'), 1);
  await page.getByTestId('drop-zone').waitFor();
});

test('what a document is has to be said first', async () => {
  const { page } = await documents();
  await page.getByTestId('file-input').setInputFiles([file('x.pdf')]);
  await shows(page.getByTestId('document-type-fault'), /Choose what it is/);
  await counts(page.getByTestId('sending-row'), 0);
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), 'document-type'));
  await attach(page, { type: 'tax_id', files: [file('x.pdf')] });
});

test('files that are too large, empty or lie are refused before anything is sent', async () => {
  const { page } = await documents();
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  await page.getByTestId('document-type').selectOption('tax_id');
  const wrong = [
    [file('large.pdf', pdf(MOST + 1)), /larger than 10 MB/],
    [file('empty.pdf', Buffer.alloc(0)), /empty/],
    [file('page.pdf', Buffer.from('<html><script>alert(1)</script>')), /no PDF, PNG or JPEG/],
    [file('archive.png', Buffer.from('PK\x03\x04 not a picture'), 'image/png'), /no PDF, PNG or JPEG/],
  ];
  await page.getByTestId('file-input').setInputFiles(wrong.map(([one]) => one));
  for (const [index, [, why]] of wrong.entries()) await shows(page.getByTestId('sending-fault').nth(index), why);
  assert.deepEqual(sent, []);
  await counts(page.getByTestId('sending-again'), 0);
  for (let left = wrong.length; left > 0; left -= 1) {
    await counts(page.getByTestId('sending-row'), left);
    await page.getByTestId('sending-give-up').first().click();
  }
  await page.getByTestId('empty').waitFor();
});

test('files that lie so well that only the server notices are refused by it', async () => {
  stage.expectRefusals();
  const { page } = await documents();
  await page.getByTestId('document-type').selectOption('tax_id');
  const wrong = [
    file('cut.pdf', Buffer.from('%PDF-1.4\nnothing more')),
    file('cut.png', PNG.subarray(0, 20), 'image/png'),
    file('picture.pdf', PNG),
    file('page.html', PDF, 'text/html'),
  ];
  await page.getByTestId('file-input').setInputFiles(wrong);
  for (let index = 0; index < wrong.length; index += 1) await shows(page.getByTestId('sending-fault').nth(index), /The file .+\./);
  await counts(page.getByTestId('document-row'), 0);
  await page.reload();
  await page.getByTestId('empty').waitFor();
});

test('a document of the largest size is taken, and how far it is shows', async () => {
  const { page } = await documents();
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4 * 1024 * 1024 });
  await page.getByTestId('document-type').selectOption('tax_id');
  await page.getByTestId('file-input').setInputFiles([file('largest.pdf', pdf(MOST))]);
  const shares = [];
  await eventually(async () => {
    const share = await page.getByTestId('sending-share').evaluateAll(([one]) => one?.value);
    if (share !== undefined) shares.push(share);
    assert.equal(await page.getByTestId('document-row').count(), 1);
  }, 60_000);
  assert.ok(shares.some((share) => share > 0 && share < 1), `it moved: ${shares.slice(0, 20)}`);
  await shows(page.getByTestId('document-about'), /10\.5 MB/);
});

test('a file on its way can be given up; one that the connection lost can be tried again', async () => {
  const { page, applicant } = await documents();
  stage.expectOutage();
  let away = true;
  await page.context().route('**/attach-document/**', async (route) => (away ? route.abort() : route.continue()));
  await page.getByTestId('document-type').selectOption('tax_id');
  await page.getByTestId('file-input').setInputFiles([file('lost.pdf'), file('second.pdf')]);
  await shows(page.getByTestId('sending-fault').nth(1), /cannot be reached/);
  away = false;
  await page.getByTestId('sending-again').first().click();
  await shows(page.getByTestId('document-name'), 'lost.pdf');
  await page.getByTestId('sending-give-up').click();
  await counts(page.getByTestId('sending-row'), 0);
  assert.equal((await applicant.state()).documents.length, 1);
});

test('a document is removed; without any nothing can be handed in', async () => {
  const { page, applicant } = await documents();
  assert.ok(await page.getByTestId('hand-in').isDisabled());
  await attach(page, { files: [file('one.pdf'), file('two.pdf')] });
  await page.getByTestId('document-remove').first().click();
  await counts(page.getByTestId('document-row'), 1);
  await shows(page.getByTestId('document-name'), 'two.pdf');
  await page.getByTestId('hand-in').click();
  await page.getByTestId('review').waitFor();
  await page.getByTestId('step-documents').click();
  await page.getByTestId('document-remove').click();
  await page.getByTestId('empty').waitFor();
  assert.equal(await page.getByTestId('step-review').getAttribute('data-state'), 'closed');
  assert.equal((await applicant.state()).partner.onboarding.currentStep, 'verification');
});

test('documents can be named by address: https only, sent when one hands in', async () => {
  const { page, applicant } = await documents();
  await page.getByTestId('document-type').selectOption('contract');
  await page.getByTestId('link-open').click();
  const add = async (name, url) => {
    await page.getByTestId('link-name').fill(name);
    await page.getByTestId('link-url').fill(url);
    await page.getByTestId('link-add').click();
  };
  for (const url of ['http://files.new-house.example/c.pdf', 'javascript:alert(1)', 'files', '']) {
    await add('Contract', url);
    await shows(page.getByTestId('link-fault'), /https/);
  }
  await add('', 'https://files.new-house.example/c.pdf');
  await shows(page.getByTestId('link-fault'), /name/);
  await add('Contract', 'https://files.new-house.example/c.pdf');
  await counts(page.getByTestId('link-row'), 1);
  await add('Mistaken', 'https://files.new-house.example/d.pdf');
  await page.getByTestId('link-remove').nth(1).click();
  await counts(page.getByTestId('link-row'), 1);
  await page.getByTestId('hand-in').click();
  await page.getByTestId('review').waitFor();
  await page.getByTestId('step-documents').click();
  await shows(page.getByTestId('document-about'), /https:\/\/files\.new-house\.example\/c\.pdf/);
  const { documents: kept } = await applicant.state();
  assert.deepEqual(kept.map(({ type, name, url }) => ({ type, name, url })), [{ type: 'contract', name: 'Contract', url: 'https://files.new-house.example/c.pdf' }]);
});

test('what the server refuses of an address is told by its name, and kept', async () => {
  stage.expectRefusals();
  const { page } = await documents();
  await page.getByTestId('document-type').selectOption('contract');
  await page.getByTestId('link-open').click();
  await page.getByTestId('link-name').fill('Permit');
  await page.getByTestId('link-url').fill('https://user:secret@files.new-house.example/c.pdf');
  await page.getByTestId('link-add').click();
  await page.getByTestId('hand-in').click();
  await shows(page.getByTestId('form-error'), /Permit: /);
  await counts(page.getByTestId('link-row'), 1);
});
