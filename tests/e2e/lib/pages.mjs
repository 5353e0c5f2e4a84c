// Every page there is, and how one comes there.

import { csv, csvFile, practisedIn } from './candidates.mjs';
import { settled, shows } from './stage.mjs';
import { toldOf } from './told.mjs';

/** Rows of a file, some of which have a problem; the second is somebody who is in the batch already. */
const MIXED = ['Ritu,Das,ritu.das@mail.example', 'Vikram,Iyer,CANDIDATE1@mail.example', '=SUM(A1:A9),Kaur,kaur@mail.example', 'Om,Prakash,om.prakash@', 'Nisha,Pillai,nisha.pillai@mail.example',
  'Farah,Ali,farah.ali@mail.example', 'Ritu,Das,ritu.das@mail.example', 'Dev,Anand,dev.anand@mail.example'];

/** name → how a signed-in page of `world` gets there and knows that it is complete. */
export const PAGES = {
  dashboard: async (page, world) => {
    await page.goto('/partner/dashboard');
    await shows(page.getByTestId('kpi-total-value'), String(world.total));
    await page.locator('[data-testid="chart"][data-ready="true"]').waitFor();
    await page.getByTestId('lead-row').first().waitFor();
  },
  lead: async (page, world) => {
    const { leads } = await world.session.data('/dashboard/leads?payout_status=paid&limit=1');
    await page.goto(`/partner/lead/${leads[0].id}`);
    await page.getByTestId('payout-line').first().waitFor();
    await page.getByTestId('utm-qr').waitFor();
  },
  candidates: async (page, world) => {
    await practisedIn(world);
    await page.goto('/partner/candidates');
    await page.getByTestId('candidate-row').nth(13).waitFor();
  },
  batches: async (page, world) => {
    await practisedIn(world);
    await page.goto('/partner/candidates/batches');
    await page.getByTestId('batch-row').nth(1).waitFor();
  },
  upload: async (page, world) => {
    const { batches } = await practisedIn(world);
    await page.goto('/partner/candidates/upload');
    await page.getByTestId('upload-batch-choice').selectOption(batches[1]);
    await page.getByTestId('file-input').setInputFiles(csvFile(csv(MIXED), 'december-course.csv'));
    await page.getByTestId('check-file').click();
    await page.locator('[data-testid="preview"][data-state="checked"]').waitFor();
  },
  practice: async (page, world) => {
    await practisedIn(world);
    await page.goto('/partner/practice');
    await page.locator('[data-testid="practice-chart"][data-ready="true"]').waitFor();
    await page.getByTestId('activity').first().waitFor();
    await page.getByTestId('kpi-enrolled').waitFor();
  },
  statements: async (page) => {
    await page.goto('/partner/statements');
    await page.getByTestId('statement-row').first().waitFor();
  },
  statement: async (page) => {
    await page.goto('/partner/statements/1');
    await page.getByTestId('statement-line').first().waitFor();
  },
  webhooks: async (page, world) => {
    await toldOf(world);
    await page.goto('/partner/webhooks');
    await page.getByTestId('endpoint').nth(1).waitFor();
    await page.getByTestId('delivery-row').first().waitFor();
  },
  delivery: async (page, world) => {
    const { delivery } = await toldOf(world);
    await page.goto(`/partner/webhooks/deliveries/${delivery}`);
    await page.getByTestId('attempt').first().waitFor();
    await shows(page.getByTestId('fact-endpoint'), /example/);
  },
  usage: async (page) => {
    await page.goto('/partner/usage');
    await page.locator('[data-testid="calls-chart"][data-ready="true"]').waitFor();
    await page.getByTestId('usage-route').first().waitFor();
  },
  settings: async (page) => {
    await page.goto('/partner/settings');
    await page.getByTestId('secret-row').first().waitFor();
    await page.getByTestId('encryption-policy').waitFor();
  },
};

/**
 * Visits every page, the login first.
 * @param {(page: import('playwright-core').Page, name: string) => Promise<void>} look
 */
export async function tour(stage, world, options, look) {
  const stranger = await (await stage.visitor(options)).newPage();
  await stranger.goto('/partner/login');
  await stranger.getByTestId('login-submit').waitFor();
  await look(stranger, 'login');
  const page = await stage.signedIn(world.partner, options);
  for (const [name, go] of Object.entries(PAGES)) {
    await go(page, world);
    await settled(page);
    await look(page, name);
  }
}
