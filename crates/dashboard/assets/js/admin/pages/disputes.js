import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { count, showTime } from "../../lib/show.js";
import { DISPUTE } from "../../lib/words.js";
import { Load } from "../../state/load.js";
import { announce, arrival } from "../../state/page.js";
import { Chip, Empty, Pager, PageTitle, Skeleton } from "../../ui/parts.js";
import { answer as send, disputes as readDisputes } from "../api/house.js";
import { may } from "../state/me.js";
import { ActionDialog } from "../ui/action.js";
import { entered, Field } from "../ui/field.js";
import { Problem } from "../ui/problem.js";

/** @import { DisputePage, OpenedDispute } from "../api/types.js" */

const LONGEST = 1000;

/** All disputes, open ones first. */
export function Disputes() {
  const number = useSignal(1);
  const load = useMemo(() => new Load((abort) => readDisputes(number.value, abort)), []);
  const [asked, at] = [number.value, arrival.value];
  useEffect(() => { void load.start(); }, [asked, at]);
  const page = load.data.value;
  return html`<${PageTitle} tab="Disputes">Disputes<//>
    <section class="card" aria-label="Disputes">
      ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
        : page === null ? html`<${Skeleton} lines=${5} tall />`
        : page.disputes.length === 0 ? html`<${Empty} title="No disputes">Partners dispute lines of their statements; what they write appears here.<//>`
        : html`<ul class="plain disputes" data-testid="disputes" aria-busy=${load.busy.value}>
            ${page.disputes.map((one) => html`<${One} key=${one.dispute_id} dispute=${one} onAnswered=${load.start} />`)}</ul>
          <${Paging} page=${page} go=${(/** @type {number} */ to) => { number.value = to; }} />`}
    </section>`;
}

/** @param {{ dispute: OpenedDispute, onAnswered: () => void }} props */
function One({ dispute, onAnswered }) {
  const answering = useSignal(false);
  return html`<li data-testid="dispute" data-dispute-id=${dispute.dispute_id}>
    <div class="document-line"><div><p><strong>Line ${dispute.line_id} of statement ${dispute.statement_id}</strong> <${Chip} words=${DISPUTE} value=${dispute.status} testid="dispute-status" /></p>
        <p class="under">Partner no. ${dispute.partner_id}, ${showTime(dispute.opened_at)}</p></div>
      ${dispute.status === "open" && may("disputes_write") && html`<button type="button" class="button small" data-testid="dispute-answer" onClick=${() => { answering.value = true; }}>
        Answer…<span class="visually-hidden"> dispute ${dispute.dispute_id}</span></button>`}</div>
    <p class="break quoted" data-testid="dispute-reason">${dispute.reason}</p>
    ${dispute.answer !== null && html`<p class="under">Answered ${showTime(dispute.answered_at)}, by staff no. ${dispute.answered_by}</p><p class="break" data-testid="dispute-text">${dispute.answer}</p>`}
    ${answering.value && html`<${Answer} dispute=${dispute} onAnswered=${onAnswered} onClose=${() => { answering.value = false; }} />`}</li>`;
}

/** @param {{ dispute: OpenedDispute, onAnswered: () => void, onClose: () => void }} props */
function Answer({ dispute, onAnswered, onClose }) {
  /** @param {FormData} form */
  const job = async (form) => {
    const [upheld, text] = [form.get("upheld"), entered(form, "answer")];
    if (upheld === null) throw "Choose whether the partner is right.";
    if (text === "") throw "Write an answer: the partner reads it.";
    await send(dispute.dispute_id, upheld === "true", text);
  };
  return html`<${ActionDialog} title="Answer dispute ${dispute.dispute_id}" testid="answer-dialog" verb="Send the answer" doing="Sending…" job=${job}
    onDone=${() => { announce("The dispute is answered."); onAnswered(); }} onClose=${onClose}>
    <p class="break quoted">${dispute.reason}</p>
    <fieldset class="choices"><legend>Is the partner right?</legend>
      <label><input type="radio" name="upheld" value="true" data-testid="answer-upheld" /> Yes: upheld</label>
      <label><input type="radio" name="upheld" value="false" data-testid="answer-rejected" /> No: rejected</label>
      <p class="help">Upholding moves no money: the correction comes with the lender's feed.</p></fieldset>
    <${Field} name="answer" label="Answer" testid="answer-text" rows=${4} maxLength=${LONGEST} required help="The partner reads this." /><//>`;
}

/** @param {{ page: DisputePage, go: (page: number) => void }} props */
function Paging({ page, go }) {
  const { page: now, limit, total, total_pages: last } = page.pagination;
  const from = (now - 1) * limit + 1;
  return html`<${Pager} label="Pages of disputes" text="Disputes ${count(from)}–${count(from + page.disputes.length - 1)} of ${count(total)}"
    onPrevious=${now > 1 ? () => go(now - 1) : null} onNext=${now < last ? () => go(now + 1) : null} />`;
}
