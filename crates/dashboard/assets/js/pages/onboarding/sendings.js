import { html } from "../../html.js";
import { again, giveUp, sending } from "../../onboarding/uploads.js";
import { DOCUMENT_TYPES, label } from "../../onboarding/words.js";
import { size } from "../../lib/show.js";
import { Icon } from "../../ui/parts.js";

/** @import { Sending } from "../../onboarding/uploads.js" */

/** Files on their way, and those that did not arrive. */
export function Sendings() {
  return html`${sending.value.map((one) => html`<${Row} key=${`file ${one.id}`} one=${one} />`)}`;
}

/** @param {{ one: Sending }} props */
function Row({ one: { id, file, type, state, share, why, isHopeless } }) {
  const failed = state === "failed";
  return html`<li data-testid="sending-row" data-state=${state}>
    <span class="chip ${failed ? "chip-bad" : "chip-wait"}"><${Icon} name=${failed ? "cross" : "clock"} />${label(DOCUMENT_TYPES, type)}</span>
    <div><p class="break">${file.name}</p>
      ${failed ? html`<p class="fault" data-testid="sending-fault"><${Icon} name="alert" />${why}</p>`
        : html`<div class="way-share"><progress value=${share} max="1" aria-label=${`Sending ${file.name}`} data-testid="sending-share"></progress>
          <span class="under numbers">${state === "waits" ? "Waits" : share < 1 ? `${Math.floor(share * 100)} % of ${size(file.size)}` : "Being checked"}</span></div>`}</div>
    <div class="button-row">
      ${failed && !isHopeless && html`<button type="button" class="button small" data-testid="sending-again" onClick=${() => again(id)}>Try again<span class="visually-hidden"> with ${file.name}</span></button>`}
      <button type="button" class="button small" data-testid="sending-give-up" onClick=${() => giveUp(id)}><${Icon} name="cross" />${failed ? "Dismiss" : "Give up"}<span class="visually-hidden"> ${file.name}</span></button>
    </div>
  </li>`;
}
