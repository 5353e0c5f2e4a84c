import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { plural } from "../../../lib/show.js";
import { announce } from "../../../state/page.js";
import { Icon } from "../../../ui/parts.js";
import { changePartner, deletePartner, restorePartner } from "../../api/partners.js";
import { CHANGES } from "../../lib/words.js";
import { may } from "../../state/me.js";
import { ActionDialog } from "../../ui/action.js";
import { EditPartner } from "./edit.js";

/** @import { Partner } from "../../api/types.js" */

/**
 * What can be done with a partner as it stands.
 * @param {{ partner: Partner, onChanged: () => void }} props
 */
export function Actions({ partner, onChanged }) {
  const open = useSignal("");
  const missed = useSignal(0);
  if (!may("partners_write")) return null;
  const close = () => { open.value = ""; };
  const changes = CHANGES[partner.status] ?? [];
  if (partner.deletedAt) {
    return html`<div class="notice notice-info" data-testid="deleted-notice"><${Icon} name="alert" /><div>
        <p class="notice-title">This partner is deleted</p>
        <p>Nothing of it works, and its e-mail address and short name are free for others. What was recorded is kept; it can be brought back while both are still free.</p>
        <button type="button" class="button small" data-testid="partner-restore" onClick=${() => { open.value = "restore"; }}>Restore…</button></div></div>
      ${open.value === "restore" && html`<${Restore} partner=${partner} onDone=${onChanged} onMissed=${(/** @type {number} */ people) => { missed.value = people; }} onClose=${close} />`}`;
  }
  const chosen = changes.find(({ to }) => to === open.value);
  return html`${missed.value > 0 && html`<p class="notice notice-info" role="status" data-testid="restore-missed">
      <${Icon} name="alert" />${plural(missed.value, "account")} of its people stayed away: others have their e-mail addresses by now.</p>`}
    <div class="button-row" data-testid="partner-actions">
      <button type="button" class="button" data-testid="partner-edit" onClick=${() => { open.value = "edit"; }}>Edit…</button>
      ${changes.map(({ to, verb, danger }) => html`<button key=${to} type="button" class=${danger ? "button" : "button primary"} data-testid="partner-${to}"
        onClick=${() => { open.value = to; }}>${verb}…</button>`)}
      <button type="button" class="button danger-text" data-testid="partner-delete" onClick=${() => { open.value = "delete"; }}>Delete…</button>
    </div>
    ${open.value === "edit" && html`<${EditPartner} partner=${partner} onDone=${onChanged} onClose=${close} />`}
    ${open.value === "delete" && html`<${Delete} partner=${partner} onDone=${onChanged} onClose=${close} />`}
    ${chosen && html`<${ChangeStatus} partner=${partner} change=${chosen} onDone=${onChanged} onClose=${close} />`}`;
}

/** @param {{ partner: Partner, change: { to: string, verb: string, done: string, danger: boolean, means: string }, onDone: () => void, onClose: () => void }} props */
function ChangeStatus({ partner, change, onDone, onClose }) {
  return html`<${ActionDialog} title="${change.verb} this partner?" testid="status-dialog" verb=${change.verb} doing="One moment…" danger=${change.danger}
    job=${() => changePartner(partner.id, { status: change.to })} onDone=${() => { announce(`The partner is ${change.done}.`); onDone(); }} onClose=${onClose}>
    <p><strong class="break">${partner.name}</strong> · ${partner.slug}</p>
    <p>${change.means} The partner is told by e-mail.</p><//>`;
}

/** @param {{ partner: Partner, onDone: () => void, onClose: () => void }} props */
function Delete({ partner, onDone, onClose }) {
  return html`<${ActionDialog} title="Delete this partner?" testid="delete-dialog" verb="Delete" doing="Deleting…" danger
    job=${() => deletePartner(partner.id)} onDone=${() => { announce("The partner is deleted."); onDone(); }} onClose=${onClose}>
    <p><strong class="break">${partner.name}</strong> · ${partner.slug}</p>
    <p>Every token ends at once, and its e-mail address and short name become free for others. Leads, statements and notes are kept, and the partner can be restored.</p><//>`;
}

/** @param {{ partner: Partner, onDone: () => void, onMissed: (people: number) => void, onClose: () => void }} props */
function Restore({ partner, onDone, onMissed, onClose }) {
  return html`<${ActionDialog} title="Restore this partner?" testid="restore-dialog" verb="Restore" doing="Restoring…"
    job=${async () => onMissed((await restorePartner(partner.id)).accountsNotRestored.length)} onDone=${() => { announce("The partner is back."); onDone(); }} onClose=${onClose}>
    <p><strong class="break">${partner.name}</strong> comes back as it was, with the same client ID and secrets. Its people sign in anew.</p><//>`;
}
