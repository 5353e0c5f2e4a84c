import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { count, dayOf, rupees, showDay, showTime } from "../../lib/show.js";
import { Load } from "../../state/load.js";
import { announce, arrival, go } from "../../state/page.js";
import { Chip, Empty, Pager, PageTitle, Skeleton } from "../../ui/parts.js";
import { faults } from "../api/explain.js";
import { createRun, runs as readRuns } from "../api/house.js";
import { runPath } from "../lib/route.js";
import { RUN } from "../lib/words.js";
import { may } from "../state/me.js";
import { ActionDialog } from "../ui/action.js";
import { entered, Field } from "../ui/field.js";
import { Problem } from "../ui/problem.js";
import { PracticeDesk } from "./payouts/practice.js";

/** @import { Run, RunPage } from "../api/types.js" */

/** All payout runs, newest first, and what was paid for practice sessions. */
export function Runs() {
  const number = useSignal(1);
  const adding = useSignal(false);
  const load = useMemo(() => new Load((abort) => readRuns(number.value, abort)), []);
  const [asked, at] = [number.value, arrival.value];
  useEffect(() => { void load.start(); }, [asked, at]);
  const page = load.data.value;
  return html`<div class="head-row"><${PageTitle} tab="Payout runs">Payout runs<//>
      ${may("payout_runs_write") && html`<button type="button" class="button primary" data-testid="run-add" onClick=${() => { adding.value = true; }}>New run…</button>`}</div>
    <section class="card" aria-label="Payout runs">
      ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
        : page === null ? html`<${Skeleton} lines=${5} tall />`
        : page.runs.length === 0 ? html`<${Empty} title="No payout runs yet">A run settles everything up to a day. One person makes it, another approves it.<//>`
        : html`<${List} page=${page} busy=${load.busy.value} /><${Paging} page=${page} go=${(/** @type {number} */ to) => { number.value = to; }} />`}
    </section>
    <${PracticeDesk} />
    ${adding.value && html`<${NewRun} onClose=${() => { adding.value = false; }} />`}`;
}

/** @param {{ page: RunPage, busy: boolean }} props */
function List({ page, busy }) {
  return html`<table class="cards" data-testid="runs" aria-busy=${busy} role="table" aria-label="Payout runs">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Period</th><th scope="col" role="columnheader">Status</th>
      <th scope="col" role="columnheader" class="number">Statements</th><th scope="col" role="columnheader" class="number">Payable</th><th scope="col" role="columnheader">Made</th></tr></thead>
    <tbody role="rowgroup">${page.runs.map((run) => html`<${Row} key=${run.run_id} run=${run} />`)}</tbody></table>`;
}

/** @param {{ run: Run }} props */
function Row({ run }) {
  return html`<tr role="row" data-testid="run-row" data-run-id=${run.run_id}>
    <th scope="row" role="rowheader"><a href=${runPath(run.run_id)} data-testid="run-link"><span class="nowrap">${showDay(run.from)}</span> – <span class="nowrap">${showDay(run.to)}</span></a>
      <span class="under">No. ${run.run_id}</span></th>
    <td role="cell" data-label="Status"><${Chip} words=${RUN} value=${run.status} testid="run-status" /></td>
    <td role="cell" data-label="Statements" class="number">${count(run.statement_count)}</td>
    <td role="cell" data-label="Payable" class="number"><strong data-testid="run-payable">${rupees(run.payable)}</strong></td>
    <td role="cell" data-label="Made">${showTime(run.created_at)}<span class="under">by staff no. ${run.created_by}</span></td>
  </tr>`;
}

/** @param {{ page: RunPage, go: (page: number) => void }} props */
function Paging({ page, go: to }) {
  const { page: now, limit, total, total_pages: last } = page.pagination;
  const from = (now - 1) * limit + 1;
  return html`<${Pager} label="Pages of payout runs" text="Runs ${count(from)}–${count(from + page.runs.length - 1)} of ${count(total)}"
    onPrevious=${now > 1 ? () => to(now - 1) : null} onNext=${now < last ? () => to(now + 1) : null} />`;
}

/** @param {{ onClose: () => void }} props */
function NewRun({ onClose }) {
  const made = useSignal(0);
  const wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  const today = dayOf(Date.now());
  /** @param {FormData} form */
  const job = async (form) => {
    const [from, to] = [entered(form, "from"), entered(form, "to")];
    if (from === "" || to === "") throw "Enter both days.";
    if (from > to) throw "The first day must not come after the last day.";
    try {
      made.value = (await createRun(from, to)).run.run_id;
    } catch (refused) {
      wrong.value = faults(refused);
      throw refused;
    }
  };
  return html`<${ActionDialog} title="New payout run" testid="run-dialog" verb="Make the run" doing="Making it…" job=${job}
    onDone=${() => { announce("The run is made."); go(runPath(made.value)); }} onClose=${onClose}>
    <p>Everything up to the last day that is in no statement yet goes into a draft. A second person approves it.</p>
    <${Field} name="from" label="First day" testid="run-from" type="date" value=${`${today.slice(0, 8)}01`} max=${today} required fault=${wrong.value["from"]} />
    <${Field} name="to" label="Last day" testid="run-to" type="date" value=${today} max=${today} required fault=${wrong.value["to"]} /><//>`;
}
