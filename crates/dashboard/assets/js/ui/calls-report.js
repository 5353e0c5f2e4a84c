import { html } from "../html.js";
import { count, dayOf, percent } from "../lib/show.js";
import { isRefused, meaning, totals } from "../lib/usage.js";

/** @import { UsageReport } from "../api/types.js" */

/** @typedef {Pick<UsageReport, "days" | "routes" | "outcomes">} Calls */

const RANGES = [7, 30, 90];
const DAY_MS = 24 * 3_600_000;

/**
 * The last `days` days of the business, today among them.
 * @param {number} days
 * @param {number} now ms since 1970
 */
export const dayRange = (days, now) => ({ from: dayOf(now - (days - 1) * DAY_MS), to: dayOf(now) });

/**
 * How many days are shown.
 * @param {{ chosen: number, choose: (days: number) => void }} props
 */
export function Range({ chosen, choose }) {
  return html`<fieldset class="segments"><legend class="visually-hidden">Days shown</legend>
    ${RANGES.map((range) => html`<label key=${range} data-testid="usage-days-${range}-label">
      <input type="radio" name="days" value=${range} checked=${chosen === range} data-testid="usage-days-${range}" onChange=${() => choose(range)} /><span>${range} days</span></label>`)}
  </fieldset>`;
}

/** @param {{ report: Calls }} props */
export function Routes({ report }) {
  const rows = [...report.routes].sort((one, other) => other.calls - one.calls);
  return html`<section class="card" aria-labelledby="routes-title"><div class="card-head"><h2 id="routes-title">By route</h2></div>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of routes"><table class="dense" data-testid="usage-routes">
      <thead><tr><th scope="col">Route</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Refused</th></tr></thead>
      <tbody>${rows.map(({ route, calls, refused }) => html`<tr key=${route} data-testid="usage-route"><th scope="row"><code>${route}</code></th><td class="number">${count(calls)}</td><td class="number">${count(refused)}</td></tr>`)}</tbody>
    </table></div></section>`;
}

/** @param {{ report: Calls }} props */
export function Outcomes({ report }) {
  const { calls: all } = totals(report.days);
  const rows = [...report.outcomes].sort((one, other) => other.calls - one.calls);
  return html`<section class="card" aria-labelledby="outcomes-title"><div class="card-head"><h2 id="outcomes-title">By outcome</h2></div>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of outcomes"><table class="dense" data-testid="usage-outcomes">
      <thead><tr><th scope="col">Code</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Share</th></tr></thead>
      <tbody>${rows.map(({ outcome, calls }) => html`<tr key=${outcome} data-testid="usage-outcome" data-outcome=${outcome}><th scope="row"><code>${outcome}</code>${isRefused(outcome) && " refused"}<span class="under">${meaning(outcome)}</span></th><td class="number">${count(calls)}</td><td class="number">${percent(calls, all)}</td></tr>`)}</tbody>
    </table></div></section>`;
}
