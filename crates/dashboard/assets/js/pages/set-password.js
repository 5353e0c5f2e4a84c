import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { passwordFault, setPassword, takeToken } from "../onboarding/password.js";
import { AskForLink, PasswordField } from "../onboarding/password-parts.js";
import { Fault } from "../onboarding/fields.js";
import { Heading } from "../onboarding/frame.js";
import { Announcer, ThemeButton } from "../ui/frame.js";
import { Icon } from "../ui/parts.js";

/**
 * @typedef {"choose" | "done" | "dead" | "none"} State
 */

/** Chooses a password for an account of staff, of a partner's person or of a candidate, by the link of an e-mail. */
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

/** @param {{ turn: number }} props */
function Done({ turn }) {
  return html`<${Heading} tab="Password set" turn=${turn}>Your password is set<//>
    <p class="notice notice-good" data-testid="password-done"><${Icon} name="check" /><span>Use it with your e-mail from now on. Whoever was signed in to this account is signed out.</span></p>
    <p class="way-note"><a href="/admin" data-testid="to-admin">Staff: sign in</a></p>
    <p><a href="/partner/login" data-testid="to-login">Partners: go to the dashboard</a></p>
    <p><a href="/candidate" data-testid="to-candidate">Candidates: see your practice</a></p>`;
}

/**
 * The link does not count, or there is none: asks for another.
 * @param {{ turn: number, isDead: boolean }} props
 */
function AskAgain({ turn, isDead }) {
  const title = isDead ? "This link does not count any more" : "Set a password";
  return html`<${Heading} tab=${title} turn=${turn}>${title}<//>
    <p class="muted" data-testid=${isDead ? "dead-link" : "no-link"}>${isDead ? "It was used already, replaced by a newer one, or is too old." : "Open the link in the e-mail again. If you have none, ask for one here."}</p>
    <${AskForLink} />`;
}
