import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { dispute, openDispute } from "../../api/client.js";
import { rupees, showTime } from "../../lib/show.js";
import { DISPUTE } from "../../lib/words.js";
import { Load } from "../../state/load.js";
import { announce } from "../../state/page.js";
import { Dialog } from "../../ui/dialog.js";
import { Chip, Failure, FormError, Skeleton } from "../../ui/parts.js";

/** @import { StatementLine } from "../../api/types.js" */

const LONGEST = 1000;

/**
 * Opens a dispute, or shows the one there is.
 * @param {{ statement: number, line: StatementLine, onDisputed: (line: number, status: string) => void, onClose: () => void }} props
 */
export function DisputeDialog({ statement, line, onDisputed, onClose }) {
  return html`<${Dialog} title=${`Line of lead ${line.lead_id}, ${rupees(line.amount)}`} testid="dispute-dialog" onClose=${onClose}>
    ${line.dispute === null
      ? html`<${NewDispute} statement=${statement} line=${line} onDisputed=${onDisputed} onClose=${onClose} />`
      : html`<${Shown} statement=${statement} line=${line} onClose=${onClose} />`}
  <//>`;
}

/** @param {{ statement: number, line: StatementLine, onDisputed: (line: number, status: string) => void, onClose: () => void }} props */
function NewDispute({ statement, line, onDisputed, onClose }) {
  const error = useSignal(/** @type {unknown} */ (null));
  const busy = useSignal(false);
  const length = useSignal(0);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy.value || !(event.currentTarget instanceof HTMLFormElement)) return;
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    if (reason === "") {
      error.value = "Say what is wrong with this line.";
      return;
    }
    busy.value = true;
    error.value = null;
    try {
      const opened = await openDispute(statement, line.line_id, reason);
      onDisputed(line.line_id, opened.status);
      announce("The dispute is open.");
      onClose();
    } catch (refused) {
      error.value = refused;
      busy.value = false;
    }
  };
  return html`<form onSubmit=${submit} noValidate>
    <p>Say what you expected instead. A person looks at it, and the answer appears here. A line can be disputed once.</p>
    <${FormError} error=${error.value} testid="dispute-error" />
    <div class="field"><label for="reason">Reason</label>
      <textarea id="reason" name="reason" rows="5" maxLength=${LONGEST} required aria-describedby="reason-left" data-testid="dispute-reason"
        onInput=${(/** @type {InputEvent & { currentTarget: HTMLTextAreaElement }} */ event) => { length.value = event.currentTarget.value.length; }}></textarea>
      <p class="help" id="reason-left">${LONGEST - length.value} characters left</p></div>
    <div class="dialog-actions">
      <button type="button" class="button" data-testid="dispute-cancel" onClick=${onClose}>Cancel</button>
      <button type="submit" class="button primary" data-testid="dispute-submit" aria-disabled=${busy.value}>${busy.value ? "Sending…" : "Open dispute"}</button>
    </div>
  </form>`;
}

/** @param {{ statement: number, line: StatementLine, onClose: () => void }} props */
function Shown({ statement, line, onClose }) {
  const load = useMemo(() => new Load(() => dispute(statement, line.line_id)), []);
  useEffect(() => { void load.start(); }, []);
  const known = load.data.value;
  return html`<div>
    ${load.error.value !== null && html`<${Failure} error=${load.error.value} retry=${load.start} />`}
    ${known === null ? load.error.value === null && html`<${Skeleton} lines=${4} />` : html`<dl class="dispute">
      <dt>Status</dt><dd data-testid="dispute-status"><${Chip} words=${DISPUTE} value=${known.status} /></dd>
      <dt>Your reason</dt><dd><span class="break" data-testid="dispute-text">${known.reason}</span><span class="under">${showTime(known.opened_at)}</span></dd>
      <dt>Answer</dt><dd data-testid="dispute-answer">${known.answer === null ? html`<span class="muted">None yet.</span>`
        : html`<span class="break">${known.answer}</span><span class="under">${showTime(known.answered_at)}</span>`}</dd>
    </dl>`}
    <div class="dialog-actions"><button type="button" class="button" data-testid="dispute-close" onClick=${onClose}>Close</button></div>
  </div>`;
}
