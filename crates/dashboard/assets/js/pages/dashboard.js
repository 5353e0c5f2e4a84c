import { html } from "../html.js";
import { useEffect, useLayoutEffect } from "../../vendor/hooks.js";
import { arrive, list } from "../state/leads.js";
import { arrival } from "../state/router.js";
import { loadStats, stats } from "../state/stats.js";
import { Failure } from "../ui/notice.js";
import { PageTitle } from "../ui/title.js";
import { Chart } from "./dashboard/chart.js";
import { Funnel } from "./dashboard/funnel.js";
import { Filters } from "./dashboard/filters.js";
import { Kpis } from "./dashboard/kpis.js";
import { Leads } from "./dashboard/leads.js";

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
