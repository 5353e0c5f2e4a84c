import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { showDate } from "../../lib/show.js";
import { Load } from "../../state/load.js";
import { announce, arrival } from "../../state/page.js";
import { Chip, Empty, PageTitle, Skeleton } from "../../ui/parts.js";
import { faults } from "../api/explain.js";
import { changeStaff, invite, staff as readStaff } from "../api/house.js";
import { kept } from "../api/session.js";
import { ROLES } from "../lib/roles.js";
import { ACCOUNT } from "../lib/words.js";
import { ActionDialog } from "../ui/action.js";
import { Choice, entered, Field } from "../ui/field.js";
import { Problem } from "../ui/problem.js";

/** @import { StaffAccount } from "../api/types.js" */

/** The accounts of staff, for administrators. */
export function Staff() {
  const inviting = useSignal(false);
  const load = useMemo(() => new Load((abort) => readStaff(abort)), []);
  const at = arrival.value;
  useEffect(() => { void load.start(); }, [at]);
  const known = load.data.value;
  return html`<div class="head-row"><${PageTitle} tab="Staff">Staff<//>
      <button type="button" class="button primary" data-testid="staff-add" onClick=${() => { inviting.value = true; }}>Invite…</button></div>
    <section class="card" aria-label="Staff">
      ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
        : known === null ? html`<${Skeleton} lines=${5} tall />`
        : known.length === 0 ? html`<${Empty} title="Nobody is here yet" />`
        : html`<${List} rows=${known} busy=${load.busy.value} onChanged=${load.start} />`}
    </section>
    ${inviting.value && html`<${Invite} onDone=${load.start} onClose=${() => { inviting.value = false; }} />`}`;
}

/** @param {{ rows: StaffAccount[], busy: boolean, onChanged: () => void }} props */
function List({ rows, busy, onChanged }) {
  return html`<table class="cards" data-testid="staff" aria-busy=${busy} role="table" aria-label="Staff">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Account</th><th scope="col" role="columnheader">Role</th>
      <th scope="col" role="columnheader">State</th><th scope="col" role="columnheader">Since</th><th scope="col" role="columnheader"><span class="visually-hidden">Changes</span></th></tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<${Row} key=${row.staff_id} row=${row} onChanged=${onChanged} />`)}</tbody></table>`;
}

/** @param {{ row: StaffAccount, onChanged: () => void }} props */
function Row({ row, onChanged }) {
  const open = useSignal("");
  /** One that closes late leaves another open. @param {string} which */
  const closing = (which) => () => { if (open.value === which) open.value = ""; };
  const own = row.email === kept()?.email;
  const disabled = row.status === "disabled";
  return html`<tr role="row" data-testid="staff-row" data-staff-id=${row.staff_id}>
    <th scope="row" role="rowheader"><span class="break" data-testid="staff-row-email">${row.email}</span>${own && html`<span class="under">That is you: another administrator has to change it</span>`}</th>
    <td role="cell" data-label="Role"><${Chip} words=${ROLES} value=${row.role} testid="staff-row-role" /></td>
    <td role="cell" data-label="State"><${Chip} words=${ACCOUNT} value=${row.status} testid="staff-row-status" /></td>
    <td role="cell" data-label="Since">${showDate(row.created_at)}</td>
    <td role="cell" data-label="Changes" class=${own ? "nothing" : ""}>${!own && html`<div class="button-row">
      <button type="button" class="button small" data-testid="staff-role-change" onClick=${() => { open.value = "role"; }}>Role…<span class="visually-hidden"> of ${row.email}</span></button>
      <button type="button" class="button small" data-testid="staff-toggle" onClick=${() => { open.value = "status"; }}>
        ${disabled ? "Enable…" : "Disable…"}<span class="visually-hidden"> ${row.email}</span></button></div>`}
      ${open.value === "role" && html`<${ChangeRole} row=${row} onDone=${onChanged} onClose=${closing("role")} />`}
      ${open.value === "status" && html`<${Toggle} row=${row} disabled=${disabled} onDone=${onChanged} onClose=${closing("status")} />`}</td>
  </tr>`;
}

/** @param {{ row: StaffAccount, onDone: () => void, onClose: () => void }} props */
function ChangeRole({ row, onDone, onClose }) {
  const role = useSignal(row.role);
  return html`<${ActionDialog} title="Change the role" testid="role-dialog" verb="Change" doing="One moment…"
    job=${() => (role.value === row.role ? Promise.reject("This is the role already.") : changeStaff(row.staff_id, { role: role.value }))}
    onDone=${() => { announce("The role is changed."); onDone(); }} onClose=${onClose}>
    <p class="break">${row.email}</p>
    <${Choice} name="role" label="Role" testid="role-choice" words=${ROLES} value=${role.value} onChange=${(/** @type {string} */ value) => { role.value = value; }} />
    <p class="help">${ROLES[role.value]?.does}</p><//>`;
}

/** @param {{ row: StaffAccount, disabled: boolean, onDone: () => void, onClose: () => void }} props */
function Toggle({ row, disabled, onDone, onClose }) {
  return html`<${ActionDialog} title=${disabled ? "Enable this account?" : "Disable this account?"} testid="staff-dialog" verb=${disabled ? "Enable" : "Disable"} doing="One moment…" danger=${!disabled}
    job=${() => changeStaff(row.staff_id, { status: disabled ? "active" : "disabled" })}
    onDone=${() => { announce(disabled ? "The account is enabled." : "The account is disabled."); onDone(); }} onClose=${onClose}>
    <p><strong class="break">${row.email}</strong> ${disabled ? "may sign in again." : "is signed out at once and cannot sign in until the account is enabled again."}</p><//>`;
}

/** @param {{ onDone: () => void, onClose: () => void }} props */
function Invite({ onDone, onClose }) {
  const role = useSignal("operations");
  const wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  /** @param {FormData} form */
  const job = async (form) => {
    const email = entered(form, "email");
    if (email === "") throw "Enter an e-mail address.";
    try {
      await invite(email, role.value);
    } catch (refused) {
      wrong.value = faults(refused);
      throw refused;
    }
  };
  return html`<${ActionDialog} title="Invite a colleague" testid="invite-dialog" verb="Invite" doing="Inviting…" job=${job}
    onDone=${() => { announce("The invitation is on its way."); onDone(); }} onClose=${onClose}>
    <p>They get a link by e-mail to set a password.</p>
    <${Field} name="email" label="E-mail address" testid="invite-email" type="email" required fault=${wrong.value["email"]} />
    <${Choice} name="role" label="Role" testid="invite-role" words=${ROLES} value=${role.value} onChange=${(/** @type {string} */ value) => { role.value = value; }} />
    <p class="help">${ROLES[role.value]?.does}</p><//>`;
}
