import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { count, NOTHING, rupees, showDay, showTime } from "../../lib/show.js";
import { Load } from "../../state/load.js";
import { announce } from "../../state/page.js";
import { Card, Facts } from "../../ui/facts.js";
import { Chip, Empty, Icon, Pager, PageTitle, Skeleton } from "../../ui/parts.js";
import { decideRun, runStatements } from "../api/house.js";
import { PAYOUTS } from "../lib/route.js";
import { RUN } from "../lib/words.js";
import { may } from "../state/me.js";
import { ActionDialog } from "../ui/action.js";
import { isMissing, Problem } from "../ui/problem.js";
import { Statements } from "./payouts/statements.js";

/** @import { Run } from "../api/types.js" */

/**
 * One payout run with its statements.
 * @param {{ id: number }} props
 */
export function RunPage({ id }) {
  const number = useSignal(1);
  const load = useMemo(() => new Load((abort) => runStatements(id, number.value, abort)), [id]);
  const asked = number.value;
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load, asked]);
  const known = load.data.value;
  const failed = load.error.value;
  const title = known ? `Payout run ${showDay(known.run.from)} – ${showDay(known.run.to)}` : isMissing(failed) ? "Payout run not found" : "Payout run";
  return html`<p class="back"><a href=${PAYOUTS}><${Icon} name="back" />All payout runs</a></p>
    <${PageTitle} tab="Payout run">${title}<//>
    ${isMissing(failed) ? html`<div data-testid="run-missing"><${Empty} title="There is no such run">Check the address, or find it in the list.<//></div>`
      : failed !== null ? html`<section class="card"><${Problem} error=${failed} retry=${load.start} /></section>`
      : known === null ? html`<section class="card"><${Skeleton} lines=${8} tall /></section>`
      : html`<${Figures} run=${known.run} onDecided=${load.start} />
        <${Card} title="Statements" testid="run-statements"><${Statements} run=${known.run} rows=${known.statements} busy=${load.busy.value} onPaid=${load.start} />
          <${Paging} pages=${known.pagination} shown=${known.statements.length} go=${(/** @type {number} */ to) => { number.value = to; }} /><//>`}`;
}

/** @param {{ run: Run, onDecided: () => void }} props */
function Figures({ run, onDecided }) {
  const open = useSignal("");
  const mayDecide = run.status === "draft" && may("payout_runs_write");
  return html`<${Card} title="Figures" testid="run-figures">
    <${Facts} rows=${[
      { label: "Number", value: String(run.run_id) },
      { label: "Status", value: html`<${Chip} words=${RUN} value=${run.status} testid="run-status" />` },
      { label: "Statements", value: count(run.statement_count) },
      { label: "Payable", value: html`<strong data-testid="run-payable">${rupees(run.payable)}</strong>` },
      { label: "Made", value: `${showTime(run.created_at)}, by staff no. ${run.created_by}` },
      { label: "Decided", value: run.decided_at === null ? NOTHING : `${showTime(run.decided_at)}, by staff no. ${run.decided_by}`, testid: "run-decided" },
    ]} />
    ${mayDecide && html`<div class="button-row after" data-testid="run-actions">
      <button type="button" class="button primary" data-testid="run-approve" onClick=${() => { open.value = "approve"; }}>Approve…</button>
      <button type="button" class="button danger-text" data-testid="run-reject" onClick=${() => { open.value = "reject"; }}>Reject…</button>
      <p class="help">Whoever made a run cannot approve it.</p></div>`}
    ${open.value !== "" && html`<${Decide} run=${run} verdict=${open.value} onDone=${onDecided} onClose=${() => { open.value = ""; }} />`}
  <//>`;
}

/** @param {{ run: Run, verdict: "approve" | "reject", onDone: () => void, onClose: () => void }} props */
function Decide({ run, verdict, onDone, onClose }) {
  const approve = verdict === "approve";
  return html`<${ActionDialog} title=${approve ? "Approve this run?" : "Reject this run?"} testid="run-decide" verb=${approve ? "Approve" : "Reject"} doing="One moment…" danger=${!approve}
    job=${() => decideRun(run.run_id, verdict)} onDone=${() => { announce(approve ? "The run is approved." : "The run is rejected."); onDone(); }} onClose=${onClose}>
    <p>${approve ? html`${count(run.statement_count)} ${run.statement_count === 1 ? "statement" : "statements"} with <strong>${rupees(run.payable)}</strong> to be paid.
      ${" Partners see their statements from now on."}`
      : "Its statements are dropped; their lines go into the next run."}</p><//>`;
}

/** @param {{ pages: { page: number, limit: number, total: number, total_pages: number }, shown: number, go: (page: number) => void }} props */
function Paging({ pages: { page, limit, total, total_pages: last }, shown, go }) {
  if (last < 2) return null;
  const from = (page - 1) * limit + 1;
  return html`<${Pager} label="Pages of statements" text="Statements ${count(from)}–${count(from + shown - 1)} of ${count(total)}"
    onPrevious=${page > 1 ? () => go(page - 1) : null} onNext=${page < last ? () => go(page + 1) : null} />`;
}
