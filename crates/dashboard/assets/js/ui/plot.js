import UPlot from "../../vendor/uplot.js";
import { count, secondsDay, shortDay } from "../lib/show.js";

/**
 * A plot on the page.
 * @template T
 * @typedef {{ show: (rows: T[]) => void, destroy: () => void }} Plot
 */

/** @typedef {import("../../vendor/uplot.js").default.Series} Series */

/**
 * What is drawn of each row.
 * @template T
 * @typedef {object} Drawn
 * @property {(rows: T[]) => import("../../vendor/uplot.js").default.AlignedData} columns days as seconds, then the series
 * @property {(colour: (name: string) => string, bars: (label: string, colour: string) => Series) => Series[]} series
 */

const HEIGHT = 240;

/**
 * Draws rows of days into `place`. Colours are those of the theme at this moment.
 * @template T
 * @param {HTMLElement} place
 * @param {Drawn<T>} drawn
 * @param {T[]} rows
 * @param {(row: T | null) => void} onPick told the row under the pointer
 * @returns {Plot<T>}
 */
export function drawDays(place, drawn, rows, onPick) {
  let shown = rows;
  const plot = new UPlot(options(place, drawn, (index) => onPick(index === null ? null : shown[index] ?? null)), drawn.columns(rows), place);
  const sizes = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT }));
  sizes.observe(place);
  return {
    show(fresh) {
      shown = fresh;
      plot.setData(drawn.columns(fresh));
    },
    destroy() {
      sizes.disconnect();
      plot.destroy();
    },
  };
}

/**
 * A series of bars.
 * @param {string} label
 * @param {string} colour
 * @returns {Series}
 */
function bars(label, colour) {
  const paths = UPlot.paths.bars?.({ size: [0.65, 28], radius: 0.15 });
  return { label, ...(paths && { paths }), fill: colour, stroke: colour, width: 0, points: { show: false } };
}

/**
 * @template T
 * @param {HTMLElement} place
 * @param {Drawn<T>} drawn
 * @param {(index: number | null) => void} onIndex
 * @returns {import("../../vendor/uplot.js").default.Options}
 */
function options(place, drawn, onIndex) {
  const style = getComputedStyle(place);
  /** @param {string} name */
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--muted"),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
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
      { ...axis, size: 52, space: 40, incrs: [1, 2, 5].flatMap((step) => [1, 10, 100, 1000, 10_000, 100_000].map((times) => step * times)).sort((one, other) => one - other), values: (_, at) => at.map((value) => count(value)) },
    ],
    series: [{}, ...drawn.series(colour, bars)],
    hooks: { setCursor: [(plot) => onIndex(plot.cursor.idx ?? null)] },
  };
}
