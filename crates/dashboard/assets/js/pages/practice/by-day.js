import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { finishedOn } from "../../lib/practice.js";
import { count, daySeconds, plural, showDay } from "../../lib/show.js";
import { DayPlot } from "../../ui/day-plot.js";
import { Failure, Skeleton } from "../../ui/parts.js";

/** @import { PracticeDay, PracticeDays } from "../../api/practice.js" */
/** @import { Load } from "../../state/load.js" */
/** @import { Drawn } from "../../ui/plot.js" */

const RANGES = [7, 30, 90];

/** @type {Drawn<PracticeDay>} */
const DRAWN = {
  columns: (rows) => [rows.map(({ day }) => daySeconds(day)), rows.map(({ finished }) => finished)],
  series: (colour, bars) => [bars("Finished", colour("--plot-leads"))],
};

/**
 * Finished sessions by day: as a plot, in words and as a table.
 * @param {{ days: Load<PracticeDays>, range: number, choose: (days: number) => void }} props
 */
export function ByDay({ days, range, choose }) {
  const picked = useSignal(/** @type {PracticeDay | null} */ (null));
  const known = days.data.value;
  const failed = days.error.value;
  const rows = (known?.days ?? []).slice(-range);
  const now = picked.value;
  return html`<section class="card chart-card" aria-labelledby="days-title" aria-busy=${days.busy.value}>
    <div class="card-head"><h2 id="days-title">Finished sessions by day</h2>
      <fieldset class="segments"><legend class="visually-hidden">Days shown</legend>${RANGES.map((one) => html`<label key=${one} data-testid="practice-days-${one}-label">
        <input type="radio" name="days" value=${one} checked=${range === one} data-testid="practice-days-${one}" onChange=${() => choose(one)} /><span>${one} days</span></label>`)}</fieldset></div>
    ${failed !== null ? html`<${Failure} error=${failed} retry=${days.start} />` : known === null ? html`<${Skeleton} lines=${6} tall />` : html`<figure class="chart-figure">
        <figcaption><p data-testid="practice-summary">${plural(finishedOn(rows), "session")} finished in ${plural(rows.length, "day")}.</p>
          <p class="chart-key"><span class="key key-leads">Finished</span><span class="muted chart-picked">${now && `${showDay(now.day)}: ${count(now.finished)}`}</span></p></figcaption>
        <${DayPlot} drawn=${DRAWN} rows=${rows} testid="practice-chart" onPick=${(/** @type {PracticeDay | null} */ day) => { picked.value = day; }} />
      </figure>
      <details class="chart-table"><summary data-testid="practice-table-toggle">Show as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Finished sessions by day"><table data-testid="practice-table">
          <thead><tr><th scope="col">Day</th><th scope="col" class="number">Finished</th></tr></thead>
          <tbody>${[...rows].reverse().map(({ day, finished }) => html`<tr key=${day}><th scope="row">${showDay(day)}</th><td class="number">${count(finished)}</td></tr>`)}</tbody></table></div></details>`}
  </section>`;
}
