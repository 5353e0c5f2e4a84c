import { html } from "../../html.js";
import { useEffect } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { activities } from "../../api/practice.js";
import { timeIn } from "../../lib/practice.js";
import { plural } from "../../lib/show.js";
import { announce } from "../../state/page.js";
import { Card } from "../../ui/facts.js";
import { Empty, Failure, Skeleton } from "../../ui/parts.js";

/** @import { Activity } from "../../api/practice.js" */

/**
 * What was finished last.
 * @param {{ zone: string | null, at: number }} props `at`: each arrival reads anew
 */
export function Activities({ zone, at }) {
  const rows = useSignal(/** @type {Activity[] | null} */ (null));
  const cursor = useSignal(/** @type {string | null} */ (null));
  const error = useSignal(/** @type {unknown} */ (null));
  const busy = useSignal(false);
  /** @param {string | null} from @param {AbortSignal} [abort] */
  const read = async (from, abort) => {
    busy.value = true;
    error.value = null;
    try {
      const page = await activities(from, abort);
      if (abort?.aborted) return;
      rows.value = from === null ? page.data : [...(rows.value ?? []), ...page.data];
      cursor.value = page.next_cursor;
      if (from !== null) announce(`${plural(page.data.length, "more session")}.`);
    } catch (failed) {
      if (abort?.aborted) return;
      error.value = failed;
    }
    busy.value = false;
  };
  useEffect(() => {
    const abort = new AbortController();
    void read(null, abort.signal);
    return () => abort.abort();
  }, [at]);
  const known = rows.value;
  return html`<${Card} title="Latest sessions" testid="activities">
    ${known === null ? error.value === null && html`<${Skeleton} lines=${5} />`
      : known.length === 0 ? html`<${Empty} title="No finished sessions yet">They show here as soon as a candidate finishes one.<//>`
      : html`<ol class="plain activities">${known.map((one) => html`<${Row} key=${one.id} one=${one} zone=${zone} />`)}</ol>`}
    ${error.value !== null && html`<${Failure} error=${error.value} retry=${() => void read(known === null ? null : cursor.value)} />`}
    ${known !== null && cursor.value !== null && error.value === null && html`<div class="more"><button type="button" class="button" data-testid="activities-more" aria-disabled=${busy.value}
      onClick=${() => { if (!busy.value) void read(cursor.value); }}>${busy.value ? "Reading…" : "Show more"}</button></div>`}
  <//>`;
}

/** @param {{ one: Activity, zone: string | null }} props */
function Row({ one: { description, timestamp, metadata: { exam, score, duration } }, zone }) {
  const about = [exam.exam_type, ...(score === null ? [] : [`score ${score}`]), ...(duration === null ? [] : [plural(duration, "minute")])].join(", ");
  return html`<li data-testid="activity"><div><p class="break" data-testid="activity-description">${description}</p><p class="under break" data-testid="activity-about">${about}</p></div>
    <p class="under nowrap" data-testid="activity-at">${zone === null ? "" : timeIn(timestamp, zone)}</p></li>`;
}
