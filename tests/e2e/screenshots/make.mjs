// Makes docs/screenshots: every page in light, in the dark and on a phone. Run by
// `make screenshots`.

import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { tour } from '../lib/pages.mjs';
import { ROOT } from '../lib/places.mjs';
import { Stage } from '../lib/stage.mjs';
import { lifelike } from '../lib/world.mjs';

const FOLDER = path.join(ROOT, 'docs/screenshots');
const LARGEST = 200 * 1024;
const STILL = { reducedMotion: 'reduce', timezoneId: 'Asia/Kolkata', viewport: { width: 1280, height: 1160 } };
const LOOKS = {
  light: { ...STILL, colorScheme: 'light' },
  dark: { ...STILL, colorScheme: 'dark' },
  phone: { ...STILL, colorScheme: 'light', viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

async function picture(page, name) {
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file });
  assert.ok(statSync(file).size < LARGEST, `${file} has ${statSync(file).size} bytes`);
}

test('pictures of every page', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const world = await lifelike({ hostile: false });
  const stage = await Stage.open(world.home);
  try {
    for (const [look, options] of Object.entries(LOOKS)) {
      await tour(stage, world, options, async (page, name) => {
        await picture(page, `${name}-${look}`);
        if (name !== 'dashboard' || look !== 'phone') return;
        await page.getByTestId('lead-row').first().evaluate((row) => row.scrollIntoView());
        await picture(page, `leads-${look}`);
      });
      await stage.judge();
    }
  } finally {
    await stage.close();
    await world.home.remove();
  }
});
