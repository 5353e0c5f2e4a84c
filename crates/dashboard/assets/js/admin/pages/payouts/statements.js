import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { count, NOTHING, rupees, showDate } from "../../../lib/show.js";
import { STATEMENT } from "../../../lib/words.js";
import { announce } from "../../../state/page.js";
import { Chip, Empty } from "../../../ui/parts.js";
import { faults } from "../../api/explain.js";
import { pay } from "../../api/house.js";
import { may } from "../../state/me.js";
import { ActionDialog } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";

/** @import { Run, RunStatement } from "../../api/types.js" */

/**
 * The statements of a run; what is approved can be marked paid.
 * @param {{ run: Run, rows: RunStatement[], busy: boolean, onPaid: () => void }} props
 */
export function Statements({ run, rows, busy, onPaid }) {
  const paying = useSignal(/** @type {RunStatement | null} */ (null));
  if (rows.length === 0) return html`<${Empty} title="No statements">${run.status === "rejected" ? "They were dropped when the run was rejected." : "There was nothing to settle."}<//>`;
  return html`<table class="cards" data-testid="statements" aria-busy=${busy} role="table" aria-label="Statements">
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Statement</th><th scope="col" role="columnheader">Status</th>
        <th scope="col" role="columnheader" class="number">Earnings</th><th scope="col" role="columnheader" class="number">Taken back</th>
        <th scope="col" role="columnheader" class="number">Payable</th><th scope="col" role="columnheader">Payment</th></tr></thead>
      <tbody role="rowgroup">${rows.map((row) => html`<${Row} key=${row.statement_id} row=${row} onPay=${() => { paying.value = row; }} />`)}</tbody></table>
    ${paying.value && html`<${Pay} row=${paying.value} onPaid=${onPaid} onClose=${() => { paying.value = null; }} />`}`;
}

/** @param {{ row: RunStatement, onPay: () => void }} props */
function Row({ row, onPay }) {
  const payable = row.status === "approved" && row.closing_balance > 0 && may("payout_runs_write");
  return html`<tr role="row" data-testid="statement-row" data-statement-id=${row.statement_id}>
    <th scope="row" role="rowheader">No. ${row.statement_id}<span class="under">Partner no. ${row.partner_id}, ${count(row.line_count)} ${row.line_count === 1 ? "line" : "lines"}</span></th>
    <td role="cell" data-label="Status"><${Chip} words=${STATEMENT} value=${row.status} testid="statement-status" /></td>
    <td role="cell" data-label="Earnings" class="number">${rupees(row.earnings)}</td>
    <td role="cell" data-label="Taken back" class="number">${rupees(row.reversals)}</td>
    <td role="cell" data-label="Payable" class="number"><strong data-testid="statement-closing">${rupees(row.closing_balance)}</strong></td>
    <td role="cell" data-label="Payment">${row.bank_reference ? html`<span class="break" data-testid="statement-reference">${row.bank_reference}</span><span class="under">${showDate(row.paid_at)}</span>`
      : payable ? html`<button type="button" class="button small" data-testid="statement-pay" onClick=${onPay}>Mark paid…<span class="visually-hidden"> statement ${row.statement_id}</span></button>`
      : html`<span class="muted">${NOTHING}</span>`}</td>
  </tr>`;
}

/** @param {{ row: RunStatement, onPaid: () => void, onClose: () => void }} props */
function Pay({ row, onPaid, onClose }) {
  const wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  /** @param {FormData} form */
  const job = async (form) => {
    const reference = entered(form, "reference");
    if (!/^[A-Za-z0-9/-]{6,40}$/.test(reference)) throw "The bank's reference has 6 to 40 letters, digits, hyphens and slashes.";
    try {
      await pay(row.statement_id, reference);
    } catch (refused) {
      wrong.value = faults(refused);
      throw refused;
    }
  };
  return html`<${ActionDialog} title="Mark statement ${row.statement_id} paid" testid="pay-dialog" verb="Mark paid" doing="One moment…" job=${job}
    onDone=${() => { announce("The statement is paid."); onPaid(); }} onClose=${onClose}>
    <p><strong>${rupees(row.closing_balance)}</strong> to partner no. ${row.partner_id}. This cannot be taken back.</p>
    <${Field} name="reference" label="The bank's reference of the transfer" testid="pay-reference" required maxLength=${40} fault=${wrong.value["bank_reference"]} /><//>`;
}
