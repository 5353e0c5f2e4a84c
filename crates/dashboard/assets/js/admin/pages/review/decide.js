import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { announce } from "../../../state/page.js";
import { review } from "../../api/partners.js";
import { ActionDialog } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";

/** @import { Partner } from "../../api/types.js" */

const LONGEST = 1000;

/**
 * Approves or rejects, each after a second look.
 * @param {{ partner: Partner, onDecided: () => void }} props
 */
export function Decide({ partner, onDecided }) {
  const open = useSignal("");
  const close = () => { open.value = ""; };
  return html`<div class="button-row after" data-testid="review-actions">
      <button type="button" class="button primary" data-testid="review-approve" onClick=${() => { open.value = "approve"; }}>Approve…</button>
      <button type="button" class="button danger-text" data-testid="review-reject" onClick=${() => { open.value = "reject"; }}>Reject…</button>
    </div>
    ${open.value === "approve" && html`<${Approve} partner=${partner} onDecided=${onDecided} onClose=${close} />`}
    ${open.value === "reject" && html`<${Reject} partner=${partner} onDecided=${onDecided} onClose=${close} />`}`;
}

/** @param {{ partner: Partner, onDecided: () => void, onClose: () => void }} props */
function Approve({ partner, onDecided, onClose }) {
  return html`<${ActionDialog} title="Approve this partner?" testid="approve-dialog" verb="Approve" doing="Approving…"
    job=${(/** @type {FormData} */ form) => review(partner, true, entered(form, "reason"))}
    onDone=${() => { announce("Approved."); onDecided(); }} onClose=${onClose}>
    <p><strong class="break">${partner.name}</strong> may go live: it activates itself and gets its credentials. It is told by e-mail.</p>
    <${Field} name="reason" label="Remark (optional)" testid="approve-reason" rows=${2} maxLength=${LONGEST} /><//>`;
}

/** @param {{ partner: Partner, onDecided: () => void, onClose: () => void }} props */
function Reject({ partner, onDecided, onClose }) {
  /** @param {FormData} form */
  const job = async (form) => {
    const reason = entered(form, "reason");
    if (reason === "") throw "Say why: the partner reads it.";
    await review(partner, false, reason);
  };
  return html`<${ActionDialog} title="Reject this partner?" testid="reject-dialog" verb="Reject" doing="Rejecting…" danger job=${job}
    onDone=${() => { announce("Rejected."); onDecided(); }} onClose=${onClose}>
    <p><strong class="break">${partner.name}</strong> cannot go live, and its onboarding is over. It is told by e-mail, with the reason.</p>
    <${Field} name="reason" label="Reason" testid="reject-reason" rows=${4} maxLength=${LONGEST} required help="The partner reads this." /><//>`;
}
