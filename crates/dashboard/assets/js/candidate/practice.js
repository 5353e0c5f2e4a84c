import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { count, NOTHING, showDate, showTime } from "../lib/show.js";
import { Fault } from "../onboarding/fields.js";
import { Heading } from "../onboarding/frame.js";
import { Load } from "../state/load.js";
import { announce } from "../state/page.js";
import { Chip, Empty, Icon, Skeleton } from "../ui/parts.js";
import { Ended, signOut, view } from "./api.js";
import { Frame } from "./frame.js";

/** @import { Enrolment, Practice as Session, View } from "./api.js" */
/** @import { Word } from "../lib/words.js" */

/** @type {Record<string, Word>} */
const SESSION = {
  started: { label: "Started", tone: "info" },
  finished: { label: "Finished", tone: "good" },
  abandoned: { label: "Abandoned", tone: "plain" },
};

/** @type {Record<string, Word>} */
const INVITE = {
  pending: { label: "Not accepted yet", tone: "wait" },
  accepted: { label: "Accepted", tone: "good" },
};

/**
 * Who enrolled the candidate, and what it practised.
 * @param {{ turn: number, onEnded: () => void, onOut: () => void }} props
 */
export function Practice({ turn, onEnded, onOut }) {
  const load = useMemo(() => new Load((abort) => view(null, abort)), []);
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load]);
  const failed = load.error.value;
  useEffect(() => { if (failed instanceof Ended) onEnded(); }, [failed]);
  const known = load.data.value;
  const leave = () => {
    void signOut();
    onOut();
  };
  const tools = html`<button type="button" class="button quiet" data-testid="sign-out" onClick=${leave}><${Icon} name="out" />Sign out</button>`;
  return html`<${Frame} who=${known?.email ?? ""} tools=${tools}>
    <${Heading} tab="Your practice" turn=${turn}>Your practice<//>
    ${failed !== null && !(failed instanceof Ended) ? html`<${Fault} error=${failed} testid="error" retry=${load.start} />`
      : known === null ? html`<section class="card"><${Skeleton} lines=${6} tall /></section>`
      : html`<${Partners} rows=${known.partners} /><${Sessions} first=${known} onEnded=${onEnded} />`}
  <//>`;
}

/** @param {{ rows: Enrolment[] }} props */
function Partners({ rows }) {
  return html`<section class="card" aria-labelledby="partners-title"><h2 id="partners-title">Who enrolled you</h2>
    ${rows.length === 0 ? html`<p class="muted">Nobody at the moment.</p>` : html`<table class="cards" role="table" aria-labelledby="partners-title" data-testid="partners">
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Organisation</th><th scope="col" role="columnheader">Under the name</th>
        <th scope="col" role="columnheader">Invite</th><th scope="col" role="columnheader">Paid for</th></tr></thead>
      <tbody role="rowgroup">${rows.map((row) => html`<tr role="row" key=${row.partner_candidate_id} data-testid="partner-row">
        <th scope="row" role="rowheader"><span class="break" data-testid="partner-name">${row.partner_name}</span>${row.batch_name !== null && html`<span class="under break">${row.batch_name}</span>`}</th>
        <td role="cell" data-label="Under the name"><span class="break">${row.firstname} ${row.lastname}</span></td>
        <td role="cell" data-label="Invite"><${Chip} words=${INVITE} value=${row.invite_status} testid="partner-invite" />${row.invite_accepted_at !== null && html`<span class="under">${showDate(row.invite_accepted_at)}</span>`}</td>
        <td role="cell" data-label="Paid for" class="nowrap" data-testid="partner-paid">${row.is_paid_for ? "Yes" : "Not yet"}</td>
      </tr>`)}</tbody></table>`}</section>`;
}

/** @param {{ first: View, onEnded: () => void }} props */
function Sessions({ first, onEnded }) {
  const rows = useSignal(first.sessions);
  const next = useSignal(first.next_cursor);
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const more = async () => {
    if (busy.value || next.value === null) return;
    busy.value = true;
    error.value = null;
    try {
      const page = await view(next.value);
      rows.value = [...rows.value, ...page.sessions];
      next.value = page.next_cursor;
      announce(`${rows.value.length} sessions are shown.`);
    } catch (failed) {
      if (failed instanceof Ended) onEnded();
      else error.value = failed;
    }
    busy.value = false;
  };
  return html`<section class="card" aria-labelledby="sessions-title"><h2 id="sessions-title">Practice sessions</h2>
    ${rows.value.length === 0 ? html`<${Empty} title="No practice yet">What you practise shows here, whoever enrolled you.<//>` : html`<${Table} rows=${rows.value} />`}
    ${error.value !== null && html`<${Fault} error=${error.value} testid="more-error" />`}
    ${next.value !== null && html`<p class="more"><button type="button" class="button" data-testid="sessions-more" aria-disabled=${busy.value} onClick=${more}>${busy.value ? "Reading…" : "Show more"}</button></p>`}
  </section>`;
}

/** @param {{ rows: Session[] }} props */
function Table({ rows }) {
  return html`<table class="cards" role="table" aria-labelledby="sessions-title" data-testid="sessions">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Exam</th><th scope="col" role="columnheader">Status</th><th scope="col" role="columnheader" class="number">Score</th>
      <th scope="col" role="columnheader" class="number">Your rating</th><th scope="col" role="columnheader" class="number">Minutes</th><th scope="col" role="columnheader">Finished</th></tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<tr role="row" key=${row.id} data-testid="session-row" data-session-id=${row.id}>
      <th scope="row" role="rowheader"><span class="break" data-testid="session-exam">${row.exam.exam_name}</span><span class="under break">${row.exam.exam_type}</span></th>
      <td role="cell" data-label="Status"><${Chip} words=${SESSION} value=${row.status} testid="session-status" /></td>
      <td role="cell" data-label="Score" class="number" data-testid="session-score">${figure(row.score)}</td>
      <td role="cell" data-label="Your rating" class="number">${figure(row.rating)}</td>
      <td role="cell" data-label="Minutes" class="number">${row.minutes === null ? NOTHING : count(row.minutes)}</td>
      <td role="cell" data-label="Finished">${showTime(row.completed_at)}</td>
    </tr>`)}</tbody></table>`;
}

/** With at most two decimals, as it is kept. @param {number | null} value */
const figure = (value) => (value === null ? NOTHING : String(Number(value.toFixed(2))));
