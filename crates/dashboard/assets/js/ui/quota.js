import { html } from "../html.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { count, plural, showTime } from "../lib/show.js";
import { judged, percentUsed } from "../lib/usage.js";
import { Chip } from "./parts.js";

/** @import { QuotaUse } from "../api/types.js" */
/** @import { Word } from "../lib/words.js" */

/** @type {Record<string, Word>} */
const STANDING = {
  good: { label: "Within the quota", tone: "good" },
  wait: { label: "Nearly used up", tone: "wait" },
  bad: { label: "Used up", tone: "bad" },
};

/**
 * How much of a month's calls is used: a meter, with the same in words.
 * @param {{ quota: QuotaUse, limited: boolean, told?: string }} props `limited`: whether the quota is kept to at all;
 *   `told`: who was told of alerts
 */
export function Quota({ quota, limited, told = "we told you" }) {
  /** @type {import("../../vendor/preact.js").RefObject<HTMLSpanElement | null>} */
  const bar = useRef(null);
  const { share, tone } = judged(quota);
  const percent = percentUsed(quota);
  useEffect(() => bar.current?.style.setProperty("--share", String(share)), [share]);
  const text = `${count(quota.used)} of ${plural(quota.allowed, "call")} used, ${percent} %`;
  return html`<div class="quota" data-testid="quota" data-tone=${tone}>
    <div class="quota-head"><p class="quota-used"><strong data-testid="quota-used">${count(quota.used)}</strong> of <span data-testid="quota-allowed">${count(quota.allowed)}</span> calls (<span data-testid="quota-percent">${percent} %</span>)</p>
      <${Chip} words=${STANDING} value=${tone} testid="quota-standing" /></div>
    <div class="quota-track quota-${tone}" role="meter" aria-label="Calls of this month" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent} aria-valuetext=${text}><span class="funnel-bar" ref=${bar}></span><span class="quota-mark"></span></div>
    <p class="quota-scale" aria-hidden="true"><span>80 %</span><span>100 %</span></p>
    <p data-testid="quota-words"><span data-testid="quota-remaining">${plural(quota.remaining, "call")}</span> left until <span data-testid="quota-resets">${showTime(quota.resets_at)}</span>, when they count anew.
      ${!limited && " Limits are lifted on this server: more calls are taken all the same."}
      ${limited && tone === "bad" && " Until then calls are refused with code 4290."}</p>
    ${quota.alerts.length > 0 && html`<ul class="plain small-print" data-testid="quota-alerts">${quota.alerts.map(({ percent: reached, at }) => html`<li key=${`${reached} ${at}`}>${reached} % were reached on ${showTime(at)}; ${told}.</li>`)}</ul>`}
  </div>`;
}
