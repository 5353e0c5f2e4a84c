import { html } from "../html.js";
import { useSignal } from "../../vendor/signals.js";
import { Icon } from "../ui/parts.js";
import { Fault } from "./fields.js";
import { askForLink } from "./password.js";

/**
 * A password to be chosen; it can be looked at instead of being entered twice.
 * @param {{ fault: string | null, onInput: () => void }} props
 */
export function PasswordField({ fault, onInput }) {
  const shown = useSignal(false);
  return html`<div class="field"><label for="new-password">Password</label>
    <div class="with-button">
      <input id="new-password" name="password" type=${shown.value ? "text" : "password"} autocomplete="new-password" autocapitalize="none" spellcheck=${false} required
        data-testid="new-password" aria-invalid=${fault === null ? undefined : "true"} aria-describedby=${fault === null ? "password-help" : "password-help password-fault"}
        onInput=${onInput} />
      <button type="button" class="button" data-testid="show-password" aria-pressed=${shown.value} onClick=${() => { shown.value = !shown.value; }}>
        <${Icon} name="eye" />${shown.value ? "Hide" : "Show"}<span class="visually-hidden"> password</span></button>
    </div>
    <p class="help" id="password-help">12 to 128 characters. A few words that do not belong together are easy to keep and hard to guess.</p>
    ${fault !== null && html`<p class="fault" id="password-fault" role="alert" data-testid="password-fault"><${Icon} name="alert" />${fault}</p>`}</div>`;
}

/** Asks for a link by which a password is set; then says that it is on its way, if there is such an account. */
export function AskForLink() {
  const sent = useSignal(false);
  if (!sent.value) return html`<${ResetForm} onSent=${() => { sent.value = true; }} />`;
  return html`<p class="notice notice-good" role="status" data-testid="reset-sent"><${Icon} name="check" /><span>If there is an account with this e-mail, a link is on its way. Look into your mail, and among the unwanted ones.</span></p>`;
}

/** @param {{ onSent: () => void }} props */
function ResetForm({ onSent }) {
  const error = useSignal(/** @type {unknown} */ (null));
  const fault = useSignal(false);
  const busy = useSignal(false);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy.value || !(event.currentTarget instanceof HTMLFormElement)) return;
    const email = String(new FormData(event.currentTarget).get("email") ?? "").trim();
    error.value = null;
    fault.value = !/^\S+@\S+$/.test(email);
    if (fault.value) {
      document.getElementById("reset-email")?.focus();
      return;
    }
    busy.value = true;
    await askForLink(email).then(onSent, (refused) => { error.value = refused; });
    busy.value = false;
  };
  return html`<form data-testid="reset-form" onSubmit=${submit} noValidate>
    ${error.value !== null && html`<${Fault} error=${error.value} testid="form-error" />`}
    <div class="field"><label for="reset-email">E-mail</label>
      <input id="reset-email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck=${false} required data-testid="reset-email"
        aria-invalid=${fault.value ? "true" : undefined} aria-describedby=${fault.value ? "reset-fault" : undefined} />
      ${fault.value && html`<p class="fault" id="reset-fault" role="alert" data-testid="reset-fault"><${Icon} name="alert" />Enter the e-mail of your account.</p>`}</div>
    <button type="submit" class="button primary full" data-testid="reset-submit" aria-disabled=${busy.value}>${busy.value ? "Asking…" : "Send me a link"}</button>
  </form>`;
}
