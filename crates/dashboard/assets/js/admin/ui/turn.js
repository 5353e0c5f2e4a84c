import { html } from "../../html.js";
import { Icon } from "../../ui/parts.js";

/** @import { Pages } from "../state/pages.js" */

/**
 * Back and forth in a list that is read page by page; nothing where there is one page only.
 * @param {{ pages: Pages<any>, label: string, testid: string }} props
 */
export function Turn({ pages, label, testid }) {
  const number = pages.cursors.value.length;
  const more = Boolean(pages.load.data.value?.next_cursor);
  if (number === 1 && !more) return null;
  return html`<nav class="pager" aria-label=${label}><p data-testid="${testid}-page">Page ${number}</p><div class="pager-buttons">
    <button type="button" class="button small" data-testid="${testid}-newer" disabled=${number === 1} onClick=${pages.newer}><${Icon} name="left" />Newer</button>
    <button type="button" class="button small" data-testid="${testid}-older" disabled=${!more} onClick=${pages.older}>Older<${Icon} name="right" /></button></div></nav>`;
}
