import { html } from "../html.js";
import { NOTHING } from "../lib/money.js";
import { word } from "../lib/words.js";
import { Icon } from "./icon.js";

/** @import { Word, Tone } from "../lib/words.js" */
/** @import { IconName } from "./icon.js" */

/** @type {Record<Tone, IconName>} */
const SIGNS = { good: "check", wait: "clock", bad: "cross", info: "arrow", plain: "ring" };

/**
 * A state in words, with a sign and a colour that say the same.
 * @param {{ words: Record<string, Word>, value: string | null | undefined, testid?: string }} props
 */
export function Chip({ words, value, testid }) {
  if (!value) return html`<span class="muted" data-testid=${testid}>${NOTHING}</span>`;
  const { label, tone } = word(words, value);
  return html`<span class="chip chip-${tone}" data-testid=${testid} data-value=${value}><${Icon} name=${SIGNS[tone]} />${label}</span>`;
}
