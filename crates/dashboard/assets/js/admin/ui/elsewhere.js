import { html } from "../../html.js";
import { elsewhere } from "../lib/elsewhere.js";

/**
 * An address that a partner wrote: opened beside, without a word about where from.
 * @param {{ address: string }} props
 */
export function Elsewhere({ address }) {
  const to = elsewhere(address);
  if (to === null) return html`<span class="break">${address}</span>`;
  return html`<a class="break" href=${to} target="_blank" rel="noopener noreferrer nofollow">${address}<span class="visually-hidden"> (opens another site in a new tab)</span></a>`;
}
