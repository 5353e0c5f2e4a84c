import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { markPaid, resendInvite } from "../../api/candidates.js";
import { INVITE, inviteState, PAID } from "../../lib/candidates.js";
import { NOTHING, showTime } from "../../lib/show.js";
import { take } from "../../state/candidates.js";
import { announce } from "../../state/page.js";
import { ActionDialog } from "../../admin/ui/action.js";
import { Chip } from "../../ui/parts.js";

/** @import { Candidate } from "../../api/candidates.js" */

/** @param {Candidate} row */
const nameOf = ({ firstname, lastname }) => `${firstname} ${lastname}`;

/** @param {{ row: Candidate }} props */
export function Row({ row }) {
  const asked = useSignal(/** @type {"invite" | "paid" | null} */ (null));
  const close = () => { asked.value = null; };
  const named = html`<span class="visually-hidden"> ${nameOf(row)}</span>`;
  const open = row.invite_status === "pending";
  return html`<tr role="row" data-testid="candidate-row" data-candidate-id=${row._id} data-id=${row.partner_candidate_id}>
    <th scope="row" role="rowheader" class="candidate-name"><span data-testid="candidate-name">${nameOf(row)}</span>
      <span class="under break" data-testid="candidate-email">${row.email}</span>
      ${!row.is_active && html`<span class="chip chip-plain" data-testid="candidate-inactive">Not active</span>`}</th>
    <td role="cell" data-label="Batch" class=${row.batch_name === null ? "nothing" : "break"} data-testid="candidate-batch">${row.batch_name ?? NOTHING}</td>
    <td role="cell" data-label="Payment"><${Chip} words=${PAID} value=${String(row.is_paid_for)} testid="candidate-paid" /></td>
    <td role="cell" data-label="Invite" class="wide-cell"><${Chip} words=${INVITE} value=${inviteState(row, Date.now())} testid="candidate-invite" /><${When} row=${row} /></td>
    <td role="cell" class=${row.is_paid_for && !open ? "nothing" : "wide-cell"}><div class="row-actions">
      ${open && html`<button type="button" class="button small" data-testid="candidate-resend" onClick=${() => { asked.value = "invite"; }}>Resend invite…${named}</button>`}
      ${!row.is_paid_for && html`<button type="button" class="button small" data-testid="candidate-mark-paid" onClick=${() => { asked.value = "paid"; }}>Mark as paid…${named}</button>`}</div>
      ${asked.value === "invite" && html`<${ResendDialog} row=${row} onClose=${close} />`}
      ${asked.value === "paid" && html`<${PaidDialog} row=${row} onClose=${close} />`}</td>
  </tr>`;
}

/** @param {{ row: Candidate }} props */
function When({ row }) {
  if (row.invite_accepted_at !== null) return html`<span class="under" data-testid="candidate-accepted">${showTime(row.invite_accepted_at)}</span>`;
  const over = Date.parse(row.invite_expires_at) <= Date.now();
  return html`<span class="under" data-testid="candidate-sent">Sent ${showTime(row.invite_sent_at)}</span>
    <span class="under" data-testid="candidate-expires">${over ? "Expired" : "Expires"} ${showTime(row.invite_expires_at)}</span>`;
}

/** @param {{ row: Candidate, onClose: () => void }} props */
function ResendDialog({ row, onClose }) {
  const job = async () => take([await resendInvite(row.partner_candidate_id)]);
  return html`<${ActionDialog} title="Resend the invite?" testid="resend-dialog" verb="Resend invite" doing="Sending…" job=${job} onClose=${onClose} onDone=${() => announce("The invite is sent again.")}>
    <p>${nameOf(row)} gets a new letter at <span class="break">${row.email}</span>. Its link works for 14 days; links of earlier letters set no password any more.</p><//>`;
}

/** @param {{ row: Candidate, onClose: () => void }} props */
function PaidDialog({ row, onClose }) {
  const job = async () => take(await markPaid(row._id));
  return html`<${ActionDialog} title="Mark as paid?" testid="paid-dialog" verb="Mark as paid" doing="Marking…" job=${job} onClose=${onClose} onDone=${() => announce(`${nameOf(row)} is marked as paid.`)}>
    <p>${nameOf(row)} counts as paid for in each of your batches. This cannot be undone.</p><//>`;
}
