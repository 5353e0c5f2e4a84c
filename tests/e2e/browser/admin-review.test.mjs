// The queue of reviews, with the documents beside the facts.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Desk } from '../lib/api.mjs';
import { JPEG, letters, PNG, Reviewers } from '../lib/onboarding.mjs';
import { atDesk, offices, waiting } from '../lib/staff.mjs';
import { Stage, counts, eventually, shows } from '../lib/stage.mjs';

/** Chromium shows a PDF by an extension of its own, which it asks for its parts. */
const VIEWER = /^chrome(-extension)?:/;

let home;
let staff;
let stage;
let reviewers;
before(async () => {
  ({ home, staff } = await offices());
  stage = await Stage.open(home);
  reviewers = new Reviewers(await Desk.open(home.url, staff.admin));
});
afterEach(() => stage.judge());
after(async () => {
  await stage?.close();
  await home?.remove();
});

/** Nobody waits from the test before. */
let queue = [];
beforeEach(async () => {
  for (const { id } of queue) await reviewers.approve(id).catch(() => {});
  queue = [];
});

async function company(over) {
  const made = await waiting(home, over);
  queue.push(made);
  return made;
}

const shown = (page) => page.getByTestId('review-partner').getAttribute('data-partner-id');
const isShown = (page, { id }) => eventually(async () => assert.equal(await shown(page), id));
const blobs = (page) => page.evaluate(() => globalThis.madeBlobs);

/** Counts what is made of files in memory, and what is given back. */
const watchBlobs = (page) => page.addInitScript(() => {
  globalThis.madeBlobs = { made: 0, revoked: 0, types: [] };
  const [make, revoke] = [URL.createObjectURL, URL.revokeObjectURL];
  URL.createObjectURL = (blob) => {
    globalThis.madeBlobs.made += 1;
    globalThis.madeBlobs.types.push(blob.type);
    return make.call(URL, blob);
  };
  URL.revokeObjectURL = (address) => {
    globalThis.madeBlobs.revoked += 1;
    return revoke.call(URL, address);
  };
});

test('nobody waits at first', async () => {
  const page = await atDesk(stage, staff.operations, '/admin/review');
  await page.getByTestId('review-none').waitFor();
});

test('who waited longest comes first; after a decision comes the next', async () => {
  const [first, second, third] = [await company(), await company(), await company()];
  const page = await atDesk(stage, staff.operations, '/admin/review');
  await counts(page.getByTestId('review-item'), 3);
  const order = await page.getByTestId('review-item').evaluateAll((items) => items.map((item) => item.dataset.partnerId));
  assert.deepEqual([...order].sort(), [first, second, third].map(({ id }) => id).sort());
  await isShown(page, { id: order[0] });
  await page.getByTestId('review-approve').click();
  await page.getByTestId('approve-reason').fill('Papers are fine.');
  await page.getByTestId('approve-dialog-confirm').click();
  await isShown(page, { id: order[1] });
  await counts(page.getByTestId('review-item'), 2);

  await page.getByTestId('review-reject').click();
  await page.getByTestId('reject-dialog-confirm').click();
  await shows(page.getByTestId('reject-dialog-error'), /Say why/);
  await page.getByTestId('reject-reason').fill('The scan is dark.');
  await page.getByTestId('reject-dialog-confirm').click();
  await isShown(page, { id: order[2] });

  await page.goto(`/admin/partners/${order[1]}`);
  await shows(page.getByTestId('review-state'), 'Rejected');
  await shows(page.getByTestId('review-reason'), 'The scan is dark.');
  await shows(page.getByTestId('partner-status'), 'Rejected');
  const approved = [first, second, third].find(({ id }) => id === order[0]);
  await approved.activate();
  await page.goto(`/admin/partners/${approved.id}`);
  await shows(page.getByTestId('partner-status'), 'Active');
  await shows(page.getByTestId('onboarding-progress'), '100 %');
  await eventually(() => assert.ok(letters(home, approved.email).length >= 1, 'it is told by e-mail'), 30_000);
});

test('a picture is looked at beside the facts, out of memory, and given back', async () => {
  // A tab of its own has our policy as well, which Chromium's own page around a picture breaks.
  stage.expect(/style-src/);
  const one = await company();
  await one.attach('business_permit', '<img src=x onerror=alert(1)>.png', PNG, 'image/png');
  await one.attach('contract', 'contract.jpeg', JPEG, 'image/jpeg');
  const page = await atDesk(stage, staff.operations);
  await watchBlobs(page);
  await page.goto('/admin/review');
  const permit = page.getByTestId('document').filter({ hasText: 'Business permit' });
  await shows(permit.getByTestId('document-name'), /<img src=x onerror=alert\(1\)>\.png/);
  await permit.getByTestId('document-preview').click();
  const picture = page.getByTestId('preview-image');
  await picture.waitFor();
  assert.match(await picture.getAttribute('src'), /^blob:/);
  await eventually(async () => assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0), 'it is drawn'));
  assert.deepEqual(await blobs(page), { made: 1, revoked: 0, types: ['image/png'] });
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('preview-download').click()]);
  assert.match(download.suggestedFilename(), /^[^<>/\\]+\.png$/);
  const [beside] = await Promise.all([page.context().waitForEvent('page'), page.getByTestId('preview-open').click()]);
  await eventually(() => assert.match(beside.url(), /^blob:/));
  await beside.close();
  await permit.getByTestId('document-preview').click();
  await counts(page.getByTestId('preview'), 0);
  await eventually(async () => assert.ok((await blobs(page)).revoked >= 1, 'given back'));
});

test('a damaged picture says so', async () => {
  const one = await company();
  await one.attach('business_permit', 'broken.jpg', JPEG, 'image/jpeg');
  const page = await atDesk(stage, staff.operations, '/admin/review');
  await page.getByTestId('document').filter({ hasText: 'Business permit' }).getByTestId('document-preview').click();
  await page.getByTestId('preview-broken').or(page.getByTestId('preview-image')).first().waitFor();
});

test('a PDF is shown in a frame of its own', async () => {
  stage.expect(VIEWER);
  await company();
  const page = await atDesk(stage, staff.operations);
  await watchBlobs(page);
  await page.goto('/admin/review');
  await page.getByTestId('document-preview').first().click();
  const frame = page.getByTestId('preview-pdf');
  await frame.waitFor();
  assert.match(await frame.getAttribute('src'), /^blob:/);
  assert.deepEqual((await blobs(page)).types, ['application/pdf']);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('preview-download').click()]);
  assert.equal(download.suggestedFilename(), 'registration.pdf');
});

test('each look at a document is in the audit log', async () => {
  stage.expect(VIEWER);
  const one = await company();
  const page = await atDesk(stage, staff.admin, '/admin/review');
  await page.getByTestId('document-preview').first().click();
  await page.getByTestId('preview').waitFor();
  await page.goto(`/admin/audit?partner=${one.id}&action=partner.document_read`);
  await shows(page.getByTestId('audit-actor').first(), new RegExp(staff.admin.email));
});

test('what somebody else decided meanwhile is told', async () => {
  stage.expectRefusals();
  const one = await company();
  const page = await atDesk(stage, staff.operations, '/admin/review');
  await isShown(page, one);
  await page.getByTestId('review-approve').click();
  await reviewers.reject(one.id, 'Not this one.');
  await page.getByTestId('approve-dialog-confirm').click();
  await shows(page.getByTestId('approve-dialog-error'), /not in the state for this|as things stand/);
  await page.reload();
  await page.getByTestId('review-none').waitFor();
});

test('an auditor looks and does not decide', async () => {
  stage.expect(VIEWER);
  await company();
  const page = await atDesk(stage, staff.auditor, '/admin/review');
  await page.getByTestId('review-read-only').waitFor();
  await counts(page.getByTestId('review-actions'), 0);
  await page.getByTestId('document-preview').first().click();
  await page.getByTestId('preview').waitFor();
});
