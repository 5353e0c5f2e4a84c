// What people see and reach: axe, sideways scrolling, the keyboard.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the page as it stands. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  }));
  return found.violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any?.[0]?.message ?? ''}`).slice(0, 4).join('; ')}`);
}

/** What makes the page scroll sideways. */
export function sideways(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} px in ${clientWidth} px`, ...wide.slice(0, 5).map((one) => `${one.tagName} ${one.dataset.testid ?? one.className}`)];
  });
}

/**
 * Walks the page with Tab from its beginning.
 * @returns {Promise<{missed: string[], unseen: string[], walked: number}>} what the focus does not
 *   come to, and where it is not to be seen
 */
export async function walk(page) {
  await page.evaluate(prepare);
  let steps = 0;
  for (let away = 0; steps < 400 && away === 0; steps += 1) {
    await page.keyboard.press('Tab');
    away = await page.evaluate(() => globalThis.focusWalk.note());
  }
  return { ...await page.evaluate(() => globalThis.focusWalk.result()), walked: steps };
}

/** Runs in the page. */
function prepare() {
  const CANDIDATES = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';
  const named = (one) => `${one.tagName.toLowerCase()} ${one.dataset.testid ?? one.id ?? ''} ${one.textContent.trim().slice(0, 30)}`;
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]');
  // Of radio buttons with one name Tab comes to one.
  const group = (one) => (one.type === 'radio' ? `radio ${one.name}` : one);
  const around = (one) => [one, one.nextElementSibling, one.parentElement, ...(one.labels ?? [])].filter(Boolean);
  const look = (one) => around(one).map((part) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(part);
    const outline = outlineStyle === 'none' ? 'none' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
    return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join('|');
  }).join('\n');
  const wanted = new Set([...document.querySelectorAll(CANDIDATES)].filter((one) => shown(one) && one.tabIndex >= 0).map(group));
  const seen = new Map();
  // Wherever the focus was before, Tab goes on from the page's beginning.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  globalThis.focusWalk = {
    note() {
      const one = document.activeElement;
      const first = seen.keys().next().value;
      if (!one || one === document.body || (one === first && seen.size > 1)) return seen.size === 0 ? 0 : 1;
      if (!seen.has(one)) {
        const { width, height, bottom, right } = one.getBoundingClientRect();
        seen.set(one, { look: look(one), onScreen: bottom > 0 && right > 0 && width * height >= 0 });
      }
      return 0;
    },
    result() {
      document.activeElement?.blur();
      const reached = new Set([...seen.keys()].map(group));
      return {
        missed: [...wanted].filter((one) => !reached.has(one)).map((one) => (typeof one === 'string' ? one : named(one))),
        unseen: [...seen].filter(([one, then]) => !then.onScreen || look(one) === then.look).map(([one]) => named(one)),
      };
    },
  };
}
