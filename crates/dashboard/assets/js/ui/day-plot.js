import { html } from "../html.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { theme } from "../state/page.js";

/** @import { Drawn, Plot } from "./plot.js" */

/**
 * Rows of days as a plot, in the colours of the theme. The library comes after everything else.
 * @param {{ drawn: Drawn<any>, rows: any[], testid: string, onPick: (row: any) => void }} props
 */
export function DayPlot({ drawn, rows, testid, onPick }) {
  /** @type {import("../../vendor/preact.js").RefObject<HTMLDivElement | null>} */
  const place = useRef(null);
  /** @type {import("../../vendor/preact.js").RefObject<Plot<any> | null>} */
  const plot = useRef(null);
  const newest = useRef(rows);
  newest.current = rows;
  const ready = useSignal(false);
  const failed = useSignal(false);
  const colours = theme.value;
  useEffect(() => {
    let gone = false;
    import("./plot.js").then(({ drawDays }) => {
      if (gone || !place.current) return;
      plot.current = drawDays(place.current, drawn, newest.current, onPick);
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
  return html`<div class="chart" ref=${place} data-testid=${testid} data-ready=${ready.value} data-days=${rows.length} aria-hidden="true"></div>`;
}
