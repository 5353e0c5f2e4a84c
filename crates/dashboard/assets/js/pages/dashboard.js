import { html } from "../html.js";
import { useEffect, useLayoutEffect, useRef } from "../../vendor/hooks.js";
import { count, percent, rupees } from "../lib/show.js";
import { funnel } from "../lib/stats.js";
import { Chart } from "./dashboard/chart.js";
import { Filters } from "./dashboard/filters.js";
import { Leads } from "./dashboard/leads.js";
import { arrive, list } from "../state/leads.js";
import { arrival } from "../state/page.js";
import { loadStats, stats } from "../state/partner.js";
import { Failure, PageTitle, Skeleton } from "../ui/parts.js";

/** @import { Stats } from "../api/types.js" */
/** @import { Step } from "../lib/stats.js" */

/** Numbers, plot, funnel, list. */
export function Dashboard() {
  const at = arrival.value;
  // Before the first paint, so that the questions are on their way while it is painted.
  useLayoutEffect(() => {
    arrive();
    void loadStats();
  }, [at]);
  useEffect(() => () => list.stop(), []);
  const failed = stats.error.value;
  return html`<${PageTitle} tab="Dashboard">Dashboard<//>
    ${failed !== null && stats.data.value === null
      ? html`<${Failure} error=${failed} retry=${() => void loadStats()} />`
      : html`<${Kpis} />
        <div class="split">
          <${Chart} />
          <${Funnel} />
        </div>`}
    <section class="card" aria-labelledby="leads-title">
      <div class="card-head"><h2 id="leads-title">Leads</h2></div>
      <${Filters} />
      <${Leads} />
    </section>`;
}

/** The tiles: id, name, value, what it means. @type {[string, string, (stats: Stats) => string, (stats: Stats) => string][]} */
const TILES = [
  ["total", "Total leads", (stats) => count(stats.total_leads), (stats) => `${count(stats.registered_users)} registered, ${count(stats.active_users)} active when shared`],
  ["fresh", "Fresh leads", (stats) => count(stats.fresh_leads), (stats) => `${percent(stats.fresh_leads, stats.total_leads)} of all leads`],
  ["disbursed", "Disbursed loans", (stats) => count(stats.disbursed_loans), (stats) => `${percent(stats.disbursed_loans, stats.total_leads)} of all leads`],
  ["payout", "Total payout", (stats) => rupees(stats.total_payout_amount), (stats) => `${rupees(stats.paid_payout_amount)} paid, ${rupees(stats.pending_payout_amount)} to come`],
];

/** Four numbers. */
export function Kpis() {
  const known = stats.data.value;
  return html`<ul class="kpis" data-testid="kpis" aria-label="Totals" aria-busy=${known === null}>
    ${TILES.map(([id, label, value, note]) => html`<li class="card kpi" key=${id} data-testid="kpi-${id}">
      <p class="kpi-label">${label}</p>
      <p class="kpi-value" data-testid="kpi-${id}-value">${known ? value(known) : html`<span class="bar bar-kpi"></span>`}</p>
      <p class="kpi-note">${known ? note(known) : html`<span class="bar bar-1"></span>`}</p>
    </li>`)}
  </ul>`;
}

/** From lead to money, step by step. */
export function Funnel() {
  const known = stats.data.value;
  return html`<section class="card" aria-labelledby="funnel-title">
    <div class="card-head"><h2 id="funnel-title">From lead to payout</h2></div>
    ${known === null ? html`<${Skeleton} lines=${5} tall />`
      : html`<ol class="funnel" data-testid="funnel">
        ${funnel(known).map((step, index) => html`<${FunnelStep} key=${step.id} step=${step} first=${index === 0} />`)}
      </ol>`}
  </section>`;
}

/** @param {{ step: Step, first: boolean }} props */
function FunnelStep({ step, first }) {
  /** @type {import("../../vendor/preact.js").RefObject<HTMLSpanElement | null>} */
  const bar = useRef(null);
  // Through the object model: the policy takes no style attributes.
  useEffect(() => bar.current?.style.setProperty("--share", String(step.share)), [step.share]);
  const share = `${(step.share * 100).toFixed(1)} %`;
  const kept = step.kept === null ? "" : `, ${(step.kept * 100).toFixed(1)} % of the step before`;
  return html`<li data-testid="funnel-${step.id}">
    <div class="funnel-words">
      <span class="funnel-label">${step.label}</span>
      <span class="funnel-count" data-testid="funnel-${step.id}-count">${count(step.value)}</span>
      <span class="funnel-percent" data-testid="funnel-${step.id}-percent">${share}
        <span class="visually-hidden">${first ? "" : ` of all leads${kept}`}</span></span>
    </div>
    <div class="funnel-track" aria-hidden="true"><span class="funnel-bar" ref=${bar}></span></div>
  </li>`;
}
