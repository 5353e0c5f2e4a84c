import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { askForLink, passwordFault, setPassword, takeToken } from "../onboarding/password.js";
import { Fault } from "../onboarding/fields.js";
import { Heading } from "../onboarding/frame.js";
import { Announcer, ThemeButton } from "../ui/frame.js";
import { Icon } from "../ui/parts.js";

/**
 * @typedef {"choose" | "done" | "dead" | "none"} State
 */

/** Chooses a password for an account of a partner's person or of staff, by the link of an e-mail. */
export function SetPassword() {
  const token = useSignal(/** @type {string | null} */ (null));
  const state = useSignal(/** @type {State} */ ("none"));
  const turn = useSignal(0);
  const take = () => {
    const found = takeToken();
    if (found === null) return;
    token.value = found;
    state.value = "choose";
  };
  useMemo(take, []);
  useEffect(() => {
    const turnTo = () => {
      take();
      turn.value += 1;
    };
    addEventListener("hashchange", turnTo);
    return () => removeEventListener("hashchange", turnTo);
  }, []);
  /** @param {State} next */
  const go = (next) => {
    token.value = null;
    state.value = next;
    turn.value += 1;
  };
  return html`<div class="login">
    <main id="main" tabindex="-1" class="login-card" data-testid="set-password" data-state=${state.value}>
      <div class="login-head">
        <img src=${new URL("../../icon.svg", import.meta.url).href} alt="" width="40" height="40" />
        <${ThemeButton} />
      </div>
      ${state.value === "choose" && token.value !== null ? html`<${Choose} key=${token.value} token=${token.value} turn=${turn.value} onDone=${() => go("done")} onDead=${() => go("dead")} />`
        : state.value === "done" ? html`<${Done} turn=${turn.value} />` : html`<${AskAgain} turn=${turn.value} isDead=${state.value === "dead"} />`}
    </main>
  </div><${Announcer} />`;
}

/** @param {{ token: string, turn: number, onDone: () => void, onDead: () => void }} props */
function Choose({ token, turn, onDone, onDead }) {
  const fault = useSignal(/** @type {string | null} */ (null));
  const error = useSignal(/** @type {unknown} */ (null));
  const busy = useSignal(false);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy.value || !(event.currentTarget instanceof HTMLFormElement)) return;
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    error.value = null;
    fault.value = passwordFault(password);
    if (fault.value !== null) {
      document.getElementById("new-password")?.focus();
      return;
    }
    busy.value = true;
    const result = await setPassword(token, password);
    busy.value = false;
    if (result.is === "done") onDone();
    else if (result.is === "dead") onDead();
    else if (result.is === "weak") fault.value = result.why;
    else error.value = result.error;
  };
  return html`<${Heading} tab="Choose a password" turn=${turn}>Choose a password<//>
    <p class="muted">For the account whose e-mail brought you here.</p>
    <form data-testid="password-form" onSubmit=${submit} noValidate>
      ${error.value !== null && html`<${Fault} error=${error.value} testid="form-error" />`}
      <${PasswordField} fault=${fault.value} onInput=${() => { fault.value = null; }} />
      <button type="submit" class="button primary full" data-testid="password-submit" aria-disabled=${busy.value}>${busy.value ? "Saving…" : "Set the password"}</button>
    </form>`;
}

/** @param {{ fault: string | null, onInput: () => void }} props */
function PasswordField({ fault, onInput }) {
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

/** @param {{ turn: number }} props */
function Done({ turn }) {
  return html`<${Heading} tab="Password set" turn=${turn}>Your password is set<//>
    <p class="notice notice-good" data-testid="password-done"><${Icon} name="check" /><span>Use it with your e-mail from now on. Whoever was signed in to this account is signed out.</span></p>
    <p class="way-note"><a href="/admin" data-testid="to-admin">Staff: sign in</a></p>
    <p><a href="/partner/login" data-testid="to-login">Partners: go to the dashboard</a></p>`;
}

/**
 * The link does not count, or there is none: asks for another.
 * @param {{ turn: number, isDead: boolean }} props
 */
function AskAgain({ turn, isDead }) {
  const sent = useSignal(false);
  const title = isDead ? "This link does not count any more" : "Set a password";
  return html`<${Heading} tab=${title} turn=${turn}>${title}<//>
    <p class="muted" data-testid=${isDead ? "dead-link" : "no-link"}>${isDead ? "It was used already, replaced by a newer one, or is too old." : "Open the link in the e-mail again. If you have none, ask for one here."}</p>
    ${sent.value ? html`<p class="notice notice-good" role="status" data-testid="reset-sent"><${Icon} name="check" /><span>If there is an account with this e-mail, a link is on its way. Look into your mail, and among the unwanted ones.</span></p>`
      : html`<${ResetForm} onSent=${() => { sent.value = true; }} />`}`;
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
