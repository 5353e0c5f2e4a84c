import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { count, showDay } from "../../lib/show.js";
import { percentUsed, totals } from "../../lib/usage.js";
import { Load } from "../../state/load.js";
import { arrival } from "../../state/page.js";
import { usePolling } from "../../state/poll.js";
import { CallsChart } from "../../ui/calls-chart.js";
import { dayRange, Outcomes, Range, Routes } from "../../ui/calls-report.js";
import { Card } from "../../ui/facts.js";
import { Empty, PageTitle, Skeleton } from "../../ui/parts.js";
import { usage as readUsage } from "../api/calls.js";
import { partnerPath } from "../lib/route.js";
import { Problem } from "../ui/problem.js";

/** @import { PartnerCalls, UsageOverview } from "../api/types.js" */

const EVERY_MS = 30_000;

/** What all partners call. */
export function Usage() {
  const days = useSignal(30);
  const load = useMemo(() => new Load((abort) => readUsage(dayRange(days.value, Date.now()), abort)), []);
  const [at, range] = [arrival.value, days.value];
  useEffect(() => { void load.start(); }, [at, range]);
  useEffect(() => () => load.stop(), []);
  usePolling(load.renew, EVERY_MS);
  const [known, failed] = [load.data.value, load.error.value];
  return html`<${PageTitle} tab="Usage">Usage<//>
    ${failed !== null ? html`<section class="card"><${Problem} error=${failed} retry=${load.start} /></section>`
      : known === null ? html`<section class="card"><${Skeleton} lines=${8} tall /></section>`
      : html`<section class="card chart-card" aria-labelledby="calls-title" aria-busy=${load.busy.value}>
          <div class="card-head"><h2 id="calls-title">Calls of all partners</h2><${Range} chosen=${range} choose=${(/** @type {number} */ to) => { days.value = to; }} /></div>
          <${CallsChart} days=${known.days} /></section>
        ${totals(known.days).calls === 0 ? html`<section class="card"><${Empty} title="No calls in these days">What partners' programs call appears here a moment later.<//></section>`
          : html`<${Partners} report=${known} /><div class="split even"><${Routes} report=${known} /><${Outcomes} report=${known} /></div>
            <p class="small-print">From ${showDay(known.from)} to ${showDay(known.to)}, by the days of ${known.time_zone}.</p>`}`}`;
}

/** @param {{ report: UsageOverview }} props */
function Partners({ report: { partners, limited } }) {
  return html`<${Card} title="By partner" extra=${!limited && html`<p class="muted" data-testid="usage-unlimited">Limits are lifted on this server.</p>`}>
    <table class="cards" data-testid="usage-partners" role="table" aria-label="Partners by calls">
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Partner</th><th scope="col" role="columnheader" class="number">Calls</th>
        <th scope="col" role="columnheader" class="number">Refused</th><th scope="col" role="columnheader">Quota of this month</th></tr></thead>
      <tbody role="rowgroup">${partners.map((one) => html`<${Row} key=${one.partner_id} one=${one} />`)}</tbody></table>
    ${partners.length >= 100 && html`<p class="small-print">The hundred that call the most.</p>`}<//>`;
}

/** @param {{ one: PartnerCalls }} props */
function Row({ one }) {
  const percent = percentUsed({ used: one.quota_used, allowed: one.quota_allowed });
  return html`<tr role="row" data-testid="usage-partner" data-partner-id=${one.partner_id}>
    <th scope="row" role="rowheader"><a class="break" href=${partnerPath(one.partner_id)} data-testid="usage-partner-link">${one.partner_name}</a></th>
    <td role="cell" data-label="Calls" class="number" data-testid="usage-partner-calls">${count(one.calls)}</td>
    <td role="cell" data-label="Refused" class="number" data-testid="usage-partner-refused">${count(one.refused)}</td>
    <td role="cell" data-label="Quota of this month" data-testid="usage-partner-quota">${count(one.quota_used)} of ${count(one.quota_allowed)}<span class="under">${percent} %${percent >= 100 ? ": used up" : percent >= 80 ? ": nearly used up" : ""}</span></td>
  </tr>`;
}
