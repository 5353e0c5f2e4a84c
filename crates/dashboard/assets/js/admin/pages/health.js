import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { showTime } from "../../lib/show.js";
import { Load } from "../../state/load.js";
import { announce } from "../../state/page.js";
import { Card, Facts } from "../../ui/facts.js";
import { Chip, Icon, PageTitle, Skeleton } from "../../ui/parts.js";
import { health as readHealth } from "../api/house.js";
import { parts, span } from "../lib/health.js";
import { HEALTH } from "../lib/words.js";
import { Problem } from "../ui/problem.js";

/** @import { Health as Told } from "../api/types.js" */

const EVERY_MS = 10_000;

/** How the service does, part by part; read anew while somebody looks. */
export function Health() {
  const load = useMemo(() => new Load((abort) => readHealth(abort)), []);
  const status = load.data.value?.status;
  useEffect(() => {
    const look = () => { if (!document.hidden) void load.start(); };
    look();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      load.stop();
    };
  }, [load]);
  useEffect(() => {
    if (status !== undefined) announce(status === "ok" ? "Everything is well." : "Some part needs a look.");
  }, [status]);
  const known = load.data.value;
  const failed = load.error.value;
  return html`<${PageTitle} tab="Health">Health<//>
    ${failed !== null && (known === null ? html`<section class="card"><${Problem} error=${failed} retry=${load.start} /></section>`
      : html`<div class="banner" role="status" data-testid="health-stale"><${Icon} name="alert" /><p>The last look failed; what you see is of ${showTime(known.now)}. We keep trying.</p></div>`)}
    ${known === null ? failed === null && html`<section class="card"><${Skeleton} lines=${6} tall /></section>` : html`<${Whole} health=${known} />`}`;
}

/** @param {{ health: Told }} props */
function Whole({ health }) {
  const shift = health.clock_offset_seconds;
  return html`<${Card} title="Service" testid="health" extra=${html`<${Chip} words=${HEALTH} value=${health.status} testid="health-status" />`}>
      <${Facts} rows=${[
        { label: "Version", value: health.version, testid: "health-version" },
        { label: "Running for", value: span(Math.round((Date.parse(health.now) - Date.parse(health.started_at)) / 1000)), testid: "health-uptime" },
        { label: "Looked at", value: showTime(health.now), testid: "health-now" },
        ...(shift === 0 ? [] : [{ label: "Its clock is shifted by", value: `${shift} s`, testid: "health-shift" }]),
      ]} /><//>
    <div class="health" data-testid="health-parts">${parts(health).map(({ name, title, status, lines }) => html`<${Card} key=${name} title=${title} testid="health-${name}"
      extra=${html`<${Chip} words=${HEALTH} value=${status} testid="health-${name}-status" />`}>
      ${lines.map((line) => html`<p key=${line}>${line}</p>`)}<//>`)}</div>`;
}
