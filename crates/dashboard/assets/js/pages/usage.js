import "../ui/calls-style.js";
import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { ask } from "../api/client.js";
import { count, NOTHING, plural, showDay } from "../lib/show.js";
import { totals } from "../lib/usage.js";
import { Load } from "../state/load.js";
import { arrival } from "../state/page.js";
import { usePolling } from "../state/poll.js";
import { CallsChart } from "../ui/calls-chart.js";
import { dayRange, Outcomes, Range, Routes } from "../ui/calls-report.js";
import { Card } from "../ui/facts.js";
import { Empty, Failure, PageTitle, Skeleton } from "../ui/parts.js";
import { Quota } from "../ui/quota.js";

/** @import { UsageReport } from "../api/types.js" */

/** Counts are a second old at most; nobody watches them for long. */
const EVERY_MS = 30_000;

/** How many calls were made, and how many are left. */
export function Usage() {
  const days = useSignal(30);
  const load = useMemo(() => new Load((abort) => {
    const query = new URLSearchParams(dayRange(days.value, Date.now()));
    return /** @type {Promise<UsageReport>} */ (ask(`/usage?${query}`, { signal: abort }));
  }), []);
  const at = arrival.value;
  const range = days.value;
  useEffect(() => { void load.start(); }, [at, range]);
  useEffect(() => () => load.stop(), []);
  usePolling(load.renew, EVERY_MS);
  const known = load.data.value;
  const failed = load.error.value;
  return html`<${PageTitle} tab="Usage">Usage<//>
    ${failed !== null && html`<${Failure} error=${failed} retry=${load.start} />`}
    ${known === null ? failed === null && html`<section class="card"><${Skeleton} lines=${4} /></section><section class="card"><${Skeleton} lines=${6} tall /></section>`
      : html`<div class="split"><${Month} report=${known} /><${Limits} report=${known} /></div>
        <section class="card chart-card" aria-labelledby="calls-title" aria-busy=${load.busy.value}>
          <div class="card-head"><h2 id="calls-title">Calls by day</h2><${Range} chosen=${range} choose=${(/** @type {number} */ to) => { days.value = to; }} /></div>
          <${CallsChart} days=${known.days} />
        </section>
        <${Tables} report=${known} />`}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** `2026-11` as `November 2026`. @param {string} month */
const monthName = (month) => `${MONTHS[Number(month.slice(5)) - 1] ?? NOTHING} ${month.slice(0, 4)}`;

/** @param {{ report: UsageReport }} props */
function Month({ report }) {
  return html`<${Card} title=${monthName(report.quota.month)} testid="usage-month"><${Quota} quota=${report.quota} limited=${report.limited} /><//>`;
}

/** @param {{ report: UsageReport }} props */
function Limits({ report: { limits, limited } }) {
  return html`<${Card} title="At once" testid="usage-limits">
    ${limited ? html`<p data-testid="limits-words">You may make <strong>${plural(limits.per_second, "call")}</strong> a second in the long run, and up to <strong>${count(limits.burst)}</strong> at once after a pause.</p>
        <p class="small-print">Beyond that a call is refused with code 4290; <code>Retry-After</code> says for how many seconds. <code>RateLimit-Remaining</code> in each reply says how many calls are left.</p>`
      : html`<p data-testid="limits-words">Calls are not limited on this server.</p>`}
    <p class="small-print">To call more, contact your partner manager.</p><//>`;
}

/** @param {{ report: UsageReport }} props */
function Tables({ report }) {
  if (totals(report.days).calls === 0) {
    return html`<section class="card"><${Empty} title="No calls in these days">What your programs call appears here a moment later.<//></section>`;
  }
  return html`<div class="split even"><${Routes} report=${report} /><${Outcomes} report=${report} /></div>
    <p class="small-print">From ${showDay(report.from)} to ${showDay(report.to)}, by the days of ${report.time_zone}.</p>`;
}
