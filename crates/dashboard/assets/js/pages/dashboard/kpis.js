import { html } from "../../html.js";
import { count, percent, rupees } from "../../lib/money.js";
import { stats } from "../../state/stats.js";

/** @import { Stats } from "../../api/types.js" */

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
