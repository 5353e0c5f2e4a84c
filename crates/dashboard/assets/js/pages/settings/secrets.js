import { html } from "../../html.js";
import { useEffect } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { rotate } from "../../api/client.js";
import { age, plural, showTime, until } from "../../lib/show.js";
import { leaving } from "../../state/page.js";
import { profile } from "../../state/partner.js";
import { Copy } from "../../ui/copy.js";
import { Dialog } from "../../ui/dialog.js";
import { Card } from "../../ui/facts.js";
import { FormError, Icon } from "../../ui/parts.js";

/** @import { Profile, Rotated } from "../../api/types.js" */

const MOST_HOURS = 168;
const USUAL_HOURS = 24;

/**
 * The API's secrets and how to change them.
 * @param {{ profile: Profile }} props
 */
export function Secrets({ profile: known }) {
  const fresh = useSignal(/** @type {Rotated | null} */ (null));
  return html`<${Card} title="API secrets" testid="api-secrets">
    <p>Your programs and this dashboard sign in with the client ID and a secret. Changing the secret (API rotation) gives you a new
      one while the old one goes on working for the hours you choose, so that nothing stands still. At most two secrets are live;
      a third ends the oldest at once.</p>
    <ul class="plain secrets" data-testid="secrets">${known.secrets.map((secret) => html`<${Secret} key=${secret.id} created=${secret.created_at} ends=${secret.expires_at} />`)}</ul>
    ${fresh.value ? html`<${NewSecret} rotated=${fresh.value} onDone=${() => { fresh.value = null; }} />`
      : html`<${RotateForm} live=${known.secrets.length} onRotated=${(/** @type {Rotated} */ rotated) => { fresh.value = rotated; }} />`}
  <//>`;
}

/** @param {{ created: string, ends: string | null }} props */
function Secret({ created, ends }) {
  return html`<li data-testid="secret-row"><${Icon} name="key" />
    <span data-testid="secret-created">Made ${age(created, Date.now())}<span class="under">${showTime(created)}</span></span>
    <span data-testid="secret-expires">${ends === null ? "Works until it is replaced" : html`Ends ${until(ends, Date.now())}<span class="under">${showTime(ends)}</span>`}</span>
  </li>`;
}

/** @param {{ live: number, onRotated: (rotated: Rotated) => void }} props */
function RotateForm({ live, onRotated }) {
  const hours = useSignal(String(USUAL_HOURS));
  const asking = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  /** @param {SubmitEvent} event */
  const check = (event) => {
    event.preventDefault();
    const fits = /^\d+$/.test(hours.value) && Number(hours.value) <= MOST_HOURS;
    error.value = fits ? null : `Enter whole hours from 0 to ${MOST_HOURS}.`;
    asking.value = fits;
  };
  return html`<form class="inline-form" data-testid="rotate-form" onSubmit=${check} noValidate>
    <${FormError} error=${error.value} testid="rotate-error" />
    <div class="field"><label for="hours">Hours the old secret goes on working</label>
      <input id="hours" type="number" min="0" max=${MOST_HOURS} step="1" inputMode="numeric" value=${hours.value} aria-describedby="hours-help" data-testid="rotate-hours"
        onInput=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) => { hours.value = event.currentTarget.value; }} />
      <p class="help" id="hours-help">0 ends it at once, for a secret that leaked; ${MOST_HOURS} hours are a week.</p></div>
    <button type="submit" class="button" data-testid="rotate-submit">Rotate secret…</button>
    ${asking.value && html`<${Confirm} hours=${Number(hours.value)} live=${live} onRotated=${onRotated}
      onFailed=${(/** @type {unknown} */ failed) => { error.value = failed; }} onClose=${() => { asking.value = false; }} />`}
  </form>`;
}

/** @param {{ hours: number, live: number, onRotated: (rotated: Rotated) => void, onFailed: (error: unknown) => void, onClose: () => void }} props */
function Confirm({ hours, live, onRotated, onFailed, onClose }) {
  const busy = useSignal(false);
  const go = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      onRotated(await rotate(hours));
      void profile.start();
    } catch (error) {
      onFailed(error);
    }
    onClose();
  };
  return html`<${Dialog} title="Rotate the API secret?" testid="rotate-dialog" onClose=${onClose}>
    <p>${hours === 0 ? "The secret in use ends at once: programs that have it are refused until they get the new one."
      : `The secret in use goes on working for ${plural(hours, "hour")}. Put the new one into your programs before then.`}</p>
    ${live > 1 && html`<p class="notice notice-info"><${Icon} name="alert" />Two secrets are live now. The older one ends at once.</p>`}
    <div class="dialog-actions">
      <button type="button" class="button" data-testid="rotate-cancel" onClick=${onClose}>Cancel</button>
      <button type="button" class="button primary" data-testid="rotate-confirm" aria-disabled=${busy.value} onClick=${go}>${busy.value ? "Rotating…" : "Rotate secret"}</button>
    </div><//>`;
}

/**
 * The new secret, for as long as it takes to put it away.
 * @param {{ rotated: Rotated, onDone: () => void }} props
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
    <p class="notice-title">Your new secret</p>
    <p>It is shown once. Copy it now and keep it where your programs read their secrets; nobody can show it again.</p>
    <p class="secret-value"><code data-testid="new-secret-value">${rotated.client_secret}</code></p>
    <div class="button-row"><${Copy} text=${rotated.client_secret} what="secret" testid="new-secret-copy" />
      <button type="button" class="button small" data-testid="new-secret-done" onClick=${onDone}>I have stored it</button></div>
    ${rotated.previous_expires_at && html`<p class="small-print">The old secret works until ${showTime(rotated.previous_expires_at)}.</p>`}
  </div></div>`;
}
