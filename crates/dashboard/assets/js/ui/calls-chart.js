import { html } from "../html.js";
import { useSignal } from "../../vendor/signals.js";
import { count, daySeconds, plural, showDay } from "../lib/show.js";
import { totals } from "../lib/usage.js";
import { DayPlot } from "./day-plot.js";

/** @import { UsageDay } from "../api/types.js" */
/** @import { Drawn } from "./plot.js" */

/** Refused calls stand on the others: the whole bar first, then what was accepted before it. @type {Drawn<UsageDay>} */
const DRAWN = {
  columns: (rows) => [rows.map(({ day }) => daySeconds(day)), rows.map(({ calls }) => calls), rows.map(({ calls, refused }) => calls - refused)],
  series: (colour, bars) => [bars("Refused", colour("--plot-disbursed")), bars("Accepted", colour("--plot-leads"))],
};

/**
 * Calls by day, accepted and refused, as a plot, in words and as a table.
 * @param {{ days: UsageDay[] }} props
 */
export function CallsChart({ days }) {
  const picked = useSignal(/** @type {UsageDay | null} */ (null));
  const all = totals(days);
  const now = picked.value;
  return html`<figure class="chart-figure">
      <figcaption><p data-testid="calls-summary">${plural(all.calls, "call")} in ${plural(days.length, "day")}; ${count(all.refused)} of them refused.</p>
        <p class="chart-key"><span class="key key-leads">Accepted</span><span class="key key-refused">Refused</span>
          <span class="muted chart-picked">${now && `${showDay(now.day)}: ${count(now.calls - now.refused)} / ${count(now.refused)}`}</span></p>
      </figcaption>
      <${DayPlot} drawn=${DRAWN} rows=${days} testid="calls-chart" onPick=${(/** @type {UsageDay | null} */ day) => { picked.value = day; }} />
    </figure>
    <${DayTable} rows=${days} />`;
}

/** @param {{ rows: UsageDay[] }} props */
function DayTable({ rows }) {
  return html`<details class="chart-table">
    <summary data-testid="calls-table-toggle">Show as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Calls by day">
      <table data-testid="calls-table">
        <thead><tr><th scope="col">Day</th><th scope="col" class="number">Accepted</th><th scope="col" class="number">Refused</th></tr></thead>
        <tbody>${[...rows].reverse().map(({ day, calls, refused }) => html`<tr key=${day}><th scope="row">${showDay(day)}</th>
          <td class="number">${count(calls - refused)}</td><td class="number">${count(refused)}</td></tr>`)}</tbody>
      </table>
    </div>
  </details>`;
}
