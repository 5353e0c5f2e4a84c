import { html } from "../../../html.js";
import { useEffect } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { showTime } from "../../../lib/show.js";
import { leaving } from "../../../state/page.js";
import { Copy } from "../../../ui/copy.js";
import { Card } from "../../../ui/facts.js";
import { Icon } from "../../../ui/parts.js";
import { rotate } from "../../api/partners.js";
import { may } from "../../state/me.js";
import { ActionDialog } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";

/** @import { Partner, RotatedSecret } from "../../api/types.js" */

const MOST_HOURS = 720;
const USUAL_HOURS = 24;

/**
 * Changes the partner's API secret.
 * @param {{ partner: Partner, onChanged: () => void }} props
 */
export function Credentials({ partner, onChanged }) {
  const asking = useSignal(false);
  const fresh = useSignal(/** @type {RotatedSecret | null} */ (null));
  if (!may("partners_write") || !partner.onboarding.completed) return null;
  /** @param {FormData} form */
  const job = async (form) => {
    const hours = entered(form, "hours");
    if (!/^\d{1,3}$/.test(hours) || Number(hours) > MOST_HOURS) throw `Enter whole hours from 0 to ${MOST_HOURS}.`;
    fresh.value = await rotate(partner.id, Number(hours));
  };
  return html`<${Card} title="Credentials" testid="partner-credentials">
    ${fresh.value ? html`<${NewSecret} rotated=${fresh.value} onDone=${() => { fresh.value = null; }} />` : html`
      <p>For a partner that cannot rotate its secret itself: lost, or leaked. You get the new secret and have to bring it there safely.</p>
      <p class="after"><button type="button" class="button small" data-testid="rotate-open" onClick=${() => { asking.value = true; }}>Rotate credentials…</button></p>`}
    ${asking.value && html`<${ActionDialog} title="Rotate the credentials?" testid="rotate-dialog" verb="Rotate" doing="Rotating…" danger job=${job} onDone=${onChanged}
      onClose=${() => { asking.value = false; }}>
      <p><strong class="break">${partner.name}</strong> gets a new secret; the partner is told by e-mail that it changed, without the secret.</p>
      <${Field} name="hours" label="Hours the old secret goes on working" testid="rotate-hours" type="number" value=${USUAL_HOURS} min=${0} max=${MOST_HOURS}
        help="0 ends it at once, with every session, for a secret that leaked; ${MOST_HOURS} hours are thirty days." /><//>`}
  <//>`;
}

/**
 * The new secret, for as long as it takes to put it away.
 * @param {{ rotated: RotatedSecret, onDone: () => void }} props
 */
function NewSecret({ rotated, onDone }) {
  useEffect(() => {
    /** @param {BeforeUnloadEvent} event */
    const warn = (event) => event.preventDefault();
    addEventListener("beforeunload", warn);
    leaving.ask = () => "The new secret is shown only here, only now. Leave without it?";
    return () => {
      removeEventListener("beforeunload", warn);
      leaving.ask = null;
    };
  }, []);
  return html`<div class="notice notice-good secret-shown" role="status" data-testid="new-secret"><${Icon} name="key" /><div>
    <p class="notice-title">The new secret</p>
    <p>It is shown once; nobody can show it again. Hand it to the partner on a way that others do not read.</p>
    <p class="secret-value"><code data-testid="new-secret-value">${rotated.clientSecret}</code></p>
    <div class="button-row"><${Copy} text=${rotated.clientSecret} what="secret" testid="new-secret-copy" />
      <button type="button" class="button small" data-testid="new-secret-done" onClick=${onDone}>I have stored it</button></div>
    ${rotated.previousExpiresAt && html`<p class="small-print">The old secret works until ${showTime(rotated.previousExpiresAt)}.</p>`}
  </div></div>`;
}
