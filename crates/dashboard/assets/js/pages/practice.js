import "../ui/candidates-style.js";
import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { metrics, practiceDays } from "../api/practice.js";
import { dayBefore } from "../lib/practice.js";
import { Load } from "../state/load.js";
import { arrival } from "../state/page.js";
import { usePolling } from "../state/poll.js";
import { Failure, PageTitle, Skeleton } from "../ui/parts.js";
import { Activities } from "./practice/activities.js";
import { ByDay } from "./practice/by-day.js";
import { Exams, Feedback } from "./practice/shares.js";
import { NextSteps, Tiles } from "./practice/tiles.js";

/** What is counted changes by itself. */
const EVERY_MS = 30_000;

/** So many days the API gives without being asked for others. */
const USUAL_DAYS = 30;

/** How much is practised, and what comes of it. */
export function Practice() {
  const range = useSignal(USUAL_DAYS);
  const counted = useMemo(() => new Load(metrics), []);
  const days = useMemo(() => new Load(async (abort) => {
    // Which day it is in the partner's zone is for the server to say.
    const usual = await practiceDays(null, abort);
    return range.value <= USUAL_DAYS ? usual : practiceDays({ from: dayBefore(usual.to, range.value - 1), to: usual.to }, abort);
  }), []);
  const at = arrival.value;
  const asked = range.value;
  useEffect(() => {
    void counted.start();
    void days.start();
  }, [at]);
  useEffect(() => { if (days.data.value !== null && days.data.value.days.length < asked) void days.start(); }, [asked]);
  useEffect(() => () => {
    counted.stop();
    days.stop();
  }, []);
  usePolling(counted.renew, EVERY_MS);
  usePolling(days.renew, EVERY_MS);
  const known = counted.data.value;
  const failed = counted.error.value;
  const zone = days.data.value?.time_zone ?? null;
  return html`<${PageTitle} tab="Practice">Practice<//>
    ${failed !== null && html`<${Failure} error=${failed} retry=${counted.start} />`}
    ${known === null ? failed === null && html`<section class="card"><${Skeleton} lines=${6} tall /></section>` : html`<${NextSteps} steps=${known.next_steps} /><${Tiles} known=${known} />`}
    <${ByDay} days=${days} range=${asked} choose=${(/** @type {number} */ to) => { range.value = to; }} />
    ${known !== null && html`<div class="split even"><${Exams} known=${known} /><${Feedback} known=${known} /></div>`}
    <${Activities} zone=${zone} at=${at} />
    ${zone !== null && html`<p class="small-print" data-testid="practice-zone">Days, weeks and months on this page are those of ${zone}, the time zone in your business details. Weeks begin on Monday.</p>`}`;
}
