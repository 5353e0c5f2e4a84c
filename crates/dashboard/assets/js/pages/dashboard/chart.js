import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { useComputed, useSignal } from "../../../vendor/signals.js";
import { count, daySeconds, plural, showDay } from "../../lib/show.js";
import { lastDays, sums } from "../../lib/stats.js";
import { theme } from "../../state/page.js";
import { days, showDays, stats } from "../../state/partner.js";
import { Skeleton } from "../../ui/parts.js";

/** @import { Day } from "../../api/types.js" */
/** @import { Drawn, Plot } from "../../ui/plot.js" */

/** Leads as bars, disbursals as a line. @type {Drawn<Day>} */
const DRAWN = {
  columns: (rows) => [rows.map((day) => daySeconds(day.date)), rows.map((day) => day.leads), rows.map((day) => day.disbursed)],
  series: (colour, bars) => [
    bars("Leads", colour("--plot-leads")),
    { label: "Disbursals", stroke: colour("--plot-disbursed"), width: 2, points: { show: true, size: 5, fill: colour("--surface"), stroke: colour("--plot-disbursed") } },
  ],
};

const RANGES = [7, 30, 90];

/** Leads and disbursals by day. */
export function Chart() {
  const shown = useComputed(() => lastDays(stats.data.value?.by_day ?? [], days.value));
  const picked = useSignal(/** @type {Day | null} */ (null));
  const total = sums(shown.value);
  const words = `${plural(total.leads, "lead")} and ${plural(total.disbursed, "disbursal")} in the last ${shown.value.length} days.`;
  const now = picked.value;
  return html`<section class="card chart-card" aria-labelledby="chart-title">
    <div class="card-head"><h2 id="chart-title">By day</h2><${Range} /></div>
    ${stats.data.value === null ? html`<${Skeleton} lines=${6} tall />` : html`<figure class="chart-figure">
      <figcaption><p data-testid="chart-summary">${words}</p>
        <p class="chart-key"><span class="key key-leads">Leads</span><span class="key key-disbursed">Disbursals</span>
          <span class="muted chart-picked">${now && `${showDay(now.date)}: ${count(now.leads)} / ${count(now.disbursed)}`}</span></p>
      </figcaption>
      <${Canvas} rows=${shown.value} onPick=${(/** @type {Day | null} */ day) => { picked.value = day; }} />
    </figure>
    <${DayTable} rows=${shown.value} />`}
  </section>`;
}

function Range() {
  return html`<fieldset class="segments"><legend class="visually-hidden">Days shown</legend>
    ${RANGES.map((range) => html`<label key=${range} data-testid="chart-days-${range}-label">
      <input type="radio" name="days" value=${range} checked=${days.value === range} data-testid="chart-days-${range}"
        onChange=${() => showDays(range)} /><span>${range} days</span></label>`)}
  </fieldset>`;
}

/** @param {{ rows: Day[], onPick: (day: Day | null) => void }} props */
function Canvas({ rows, onPick }) {
  /** @type {import("../../../vendor/preact.js").RefObject<HTMLDivElement | null>} */
  const place = useRef(null);
  /** @type {import("../../../vendor/preact.js").RefObject<Plot<Day> | null>} */
  const plot = useRef(null);
  const newest = useRef(rows);
  newest.current = rows;
  const ready = useSignal(false);
  const failed = useSignal(false);
  const colours = theme.value;
  useEffect(() => {
    let gone = false;
    // The library comes after everything else is there.
    import("../../ui/plot.js").then(({ drawDays }) => {
      if (gone || !place.current) return;
      plot.current = drawDays(place.current, DRAWN, newest.current, onPick);
      ready.value = true;
    }, () => { failed.value = true; });
    return () => {
      gone = true;
      plot.current?.destroy();
      plot.current = null;
    };
  }, [colours]);
  useEffect(() => plot.current?.show(rows), [rows]);
  if (failed.value) return html`<p class="notice notice-info">The plot could not be loaded. The table below has its numbers.</p>`;
  return html`<div class="chart" ref=${place} data-testid="chart" data-ready=${ready.value} data-days=${rows.length} aria-hidden="true"></div>`;
}

/** @param {{ rows: Day[] }} props */
function DayTable({ rows }) {
  return html`<details class="chart-table">
    <summary data-testid="chart-table-toggle">Show as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Leads and disbursals by day">
      <table data-testid="chart-table">
        <thead><tr><th scope="col">Day</th><th scope="col" class="number">Leads</th><th scope="col" class="number">Disbursals</th></tr></thead>
        <tbody>${[...rows].reverse().map((day) => html`<tr key=${day.date}><th scope="row">${showDay(day.date)}</th>
          <td class="number">${count(day.leads)}</td><td class="number">${count(day.disbursed)}</td></tr>`)}</tbody>
      </table>
    </div>
  </details>`;
}
