import { html } from "../html.js";
import { Icon } from "./icon.js";

/**
 * Back and forth.
 * @param {{ text: string, label: string, onPrevious: (() => void) | null, onNext: (() => void) | null }} props
 *   null where there is no such page
 */
export function Pager({ text, label, onPrevious, onNext }) {
  return html`<nav class="pager" aria-label=${label}>
    <p data-testid="page-total">${text}</p>
    <div class="pager-buttons">
      <button type="button" class="button small" data-testid="page-prev" disabled=${onPrevious === null} onClick=${onPrevious}>
        <${Icon} name="left" />Previous</button>
      <button type="button" class="button small" data-testid="page-next" disabled=${onNext === null} onClick=${onNext}>
        Next<${Icon} name="right" /></button>
    </div>
  </nav>`;
}
