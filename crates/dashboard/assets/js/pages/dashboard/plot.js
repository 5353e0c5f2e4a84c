import UPlot from "../../../vendor/uplot.js";
import { count, daySeconds, secondsDay, shortDay } from "../../lib/show.js";

/** @import { Day } from "../../api/types.js" */

/**
 * A plot on the page.
 * @typedef {{ show: (rows: Day[]) => void, destroy: () => void }} Plot
 */

const HEIGHT = 240;

/**
 * Draws the days into `place`. Colours are those of the theme at this moment.
 * @param {HTMLElement} place
 * @param {Day[]} rows
 * @param {(day: Day | null) => void} onPick told the day under the pointer
 * @returns {Plot}
 */
export function draw(place, rows, onPick) {
  let shown = rows;
  const plot = new UPlot(options(place, (index) => onPick(index === null ? null : shown[index] ?? null)), columns(rows), place);
  const sizes = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT }));
  sizes.observe(place);
  return {
    show(fresh) {
      shown = fresh;
      plot.setData(columns(fresh));
    },
    destroy() {
      sizes.disconnect();
      plot.destroy();
    },
  };
}

/**
 * @param {Day[]} rows
 * @returns {import("../../../vendor/uplot.js").default.AlignedData}
 */
function columns(rows) {
  return [rows.map((day) => daySeconds(day.date)), rows.map((day) => day.leads), rows.map((day) => day.disbursed)];
}

/**
 * @param {HTMLElement} place
 * @param {(index: number | null) => void} onIndex
 * @returns {import("../../../vendor/uplot.js").default.Options}
 */
function options(place, onIndex) {
  const style = getComputedStyle(place);
  /** @param {string} name */
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--muted"),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  const bars = UPlot.paths.bars?.({ size: [0.65, 28], radius: 0.15 });
  return {
    width: place.clientWidth,
    height: HEIGHT,
    // Days are counted in UTC here, wherever the browser is.
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
    padding: [8, 12, 0, 0],
    scales: { x: { range: (_, min, max) => [min - 43_200, max + 43_200] }, y: { range: (_, __, max) => [0, Math.max(4, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, grid: { show: false }, size: 28, space: 64, incrs: [1, 2, 7, 14, 30].map((days) => days * 86_400), values: (_, at) => at.map((second) => shortDay(secondsDay(second))) },
      { ...axis, size: 44, space: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000], values: (_, at) => at.map((value) => count(value)) },
    ],
    series: [
      {},
      { label: "Leads", paths: bars, fill: colour("--plot-leads"), stroke: colour("--plot-leads"), width: 0, points: { show: false } },
      { label: "Disbursals", stroke: colour("--plot-disbursed"), width: 2, points: { show: true, size: 5, fill: colour("--surface"), stroke: colour("--plot-disbursed") } },
    ],
    hooks: { setCursor: [(plot) => onIndex(plot.cursor.idx ?? null)] },
  };
}
