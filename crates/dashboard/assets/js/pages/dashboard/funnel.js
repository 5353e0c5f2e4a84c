import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { funnel } from "../../lib/funnel.js";
import { count } from "../../lib/money.js";
import { paid, stats } from "../../state/stats.js";
import { Skeleton } from "../../ui/notice.js";

/** @import { Step } from "../../lib/funnel.js" */

/** From lead to money, step by step. */
export function Funnel() {
  const known = stats.data.value;
  return html`<section class="card" aria-labelledby="funnel-title">
    <div class="card-head"><h2 id="funnel-title">From lead to payout</h2></div>
    ${known === null ? html`<${Skeleton} lines=${5} tall />`
      : html`<ol class="funnel" data-testid="funnel">
        ${funnel(known, paid.data.value).map((step, index) => html`<${FunnelStep} key=${step.id} step=${step} first=${index === 0} />`)}
      </ol>`}
  </section>`;
}

/** @param {{ step: Step, first: boolean }} props */
function FunnelStep({ step, first }) {
  /** @type {import("../../../vendor/preact.js").RefObject<HTMLSpanElement | null>} */
  const bar = useRef(null);
  // Through the object model: the policy takes no style attributes.
  useEffect(() => bar.current?.style.setProperty("--share", String(step.share)), [step.share]);
  const share = `${(step.share * 100).toFixed(1)} %`;
  const kept = step.kept === null ? "" : `, ${(step.kept * 100).toFixed(1)} % of the step before`;
  return html`<li data-testid="funnel-${step.id}">
    <div class="funnel-words">
      <span class="funnel-label">${step.label}</span>
      <span class="funnel-count" data-testid="funnel-${step.id}-count">${step.value === null ? "not counted" : count(step.value)}</span>
      <span class="funnel-percent" data-testid="funnel-${step.id}-percent">${step.value === null ? "" : share}
        <span class="visually-hidden">${step.value === null || first ? "" : ` of all leads${kept}`}</span></span>
    </div>
    <div class="funnel-track" aria-hidden="true"><span class="funnel-bar" ref=${bar}></span></div>
  </li>`;
}
