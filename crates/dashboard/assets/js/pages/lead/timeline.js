import { html } from "../../html.js";
import { showTime } from "../../lib/show.js";
import { timeline } from "../../lib/timeline.js";
import { Card } from "../../ui/facts.js";
import { Icon } from "../../ui/parts.js";

/** @import { LeadDetail, LeadPayout } from "../../api/types.js" */
/** @import { State } from "../../lib/timeline.js" */
/** @import { IconName } from "../../ui/parts.js" */

/** @type {Record<State, { icon: IconName, word: string }>} */
const STATES = {
  done: { icon: "check", word: "Done" },
  next: { icon: "clock", word: "Next" },
  open: { icon: "ring", word: "To come" },
  failed: { icon: "cross", word: "Ended" },
};

/** @param {{ lead: LeadDetail, payout: LeadPayout }} props */
export function Timeline({ lead, payout }) {
  return html`<${Card} title="Timeline"><ol class="timeline" data-testid="timeline">
    ${timeline(lead, payout).map(({ id, label, at, state, note }) => html`<li key=${id} class="step step-${state}" data-testid="step-${id}" data-state=${state}>
      <span class="step-sign"><${Icon} name=${STATES[state].icon} /></span>
      <div><p class="step-label">${label}<span class="visually-hidden">: ${STATES[state].word}</span></p>
        ${at && html`<p class="under"><time dateTime=${at}>${showTime(at)}</time></p>`}
        ${note && html`<p class="under">${note}</p>`}</div>
    </li>`)}
  </ol><//>`;
}
