import { html } from "../../../html.js";
import { useEffect, useMemo } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { showDate } from "../../../lib/show.js";
import { Load } from "../../../state/load.js";
import { announce } from "../../../state/page.js";
import { Card } from "../../../ui/facts.js";
import { Chip, FormError, Skeleton } from "../../../ui/parts.js";
import { accounts as readAccounts, addAccount, sendLink, setAccount } from "../../api/partners.js";
import { faults } from "../../api/explain.js";
import { ACCOUNT } from "../../lib/words.js";
import { may } from "../../state/me.js";
import { ActionDialog, useAction } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";
import { Problem } from "../../ui/problem.js";

/** @import { Account, Partner } from "../../api/types.js" */

/**
 * The people of the partner who sign in by themselves.
 * @param {{ partner: Partner }} props
 */
export function People({ partner }) {
  const load = useMemo(() => new Load((abort) => readAccounts(partner.id, abort)), [partner.id]);
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load, partner.status]);
  const known = load.data.value;
  return html`<${Card} title="People" testid="partner-people">
    ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
      : known === null ? html`<${Skeleton} lines=${3} />`
      : known.length === 0 ? html`<p class="muted" data-testid="people-empty">Nobody has an account yet.</p>`
      : html`<ul class="plain people" data-testid="people">${known.map((one) => html`<${One} key=${one.userId} partner=${partner.id} account=${one} onChanged=${load.start} />`)}</ul>`}
    ${may("partners_write") && html`<${Add} partner=${partner.id} onAdded=${load.start} />`}
  <//>`;
}

/** @param {{ partner: string, account: Account, onChanged: () => void }} props */
function One({ partner, account, onChanged }) {
  const link = useAction();
  const asking = useSignal(false);
  const disabled = account.status === "disabled";
  const send = async () => {
    if (await link.run(() => sendLink(partner, account.userId))) announce("The link is on its way.");
  };
  return html`<li data-testid="person"><div class="document-line"><div>
      <p class="break" data-testid="person-email">${account.email}</p>
      <p class="under"><${Chip} words=${ACCOUNT} value=${account.status} testid="person-status" /> since ${showDate(account.createdAt)}${!account.hasPassword && ", no password yet"}</p></div>
    ${may("partners_write") && html`<div class="button-row">
      ${!disabled && html`<button type="button" class="button small" data-testid="person-link" aria-disabled=${link.busy.value} onClick=${send}>
        Send password link<span class="visually-hidden"> to ${account.email}</span></button>`}
      <button type="button" class="button small" data-testid="person-toggle" onClick=${() => { asking.value = true; }}>
        ${disabled ? "Enable…" : "Disable…"}<span class="visually-hidden"> ${account.email}</span></button></div>`}</div>
    <${FormError} error=${link.error.value} testid="person-error" />
    ${asking.value && html`<${ActionDialog} title=${disabled ? "Enable this account?" : "Disable this account?"} testid="person-dialog"
      verb=${disabled ? "Enable" : "Disable"} doing="One moment…" danger=${!disabled}
      job=${() => setAccount(partner, account.userId, disabled ? "active" : "disabled")} onDone=${onChanged} onClose=${() => { asking.value = false; }}>
      <p><strong class="break">${account.email}</strong> ${disabled ? "may sign in again." : "is signed out at once and cannot sign in until the account is enabled again."}</p><//>`}
  </li>`;
}

/** @param {{ partner: string, onAdded: () => void }} props */
function Add({ partner, onAdded }) {
  const { busy, error, run } = useAction();
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const email = entered(new FormData(form), "email");
    if (!(await run(() => (email === "" ? Promise.reject("Enter an e-mail address.") : addAccount(partner, email))))) return;
    form.reset();
    announce("The account is there. A link to set a password is on its way.");
    onAdded();
  };
  return html`<form class="after" onSubmit=${submit} noValidate>
    <${Field} name="email" label="New account: e-mail address" testid="person-new" type="email" help="They get a link to set a password." fault=${faults(error.value)["email"]} />
    <${FormError} error=${error.value} testid="person-new-error" />
    <p class="after"><button type="submit" class="button small" data-testid="person-add" aria-disabled=${busy.value}>${busy.value ? "Making it…" : "Add account"}</button></p>
  </form>`;
}
