import { html } from "../html.js";
import { useEffect } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { Fault } from "../onboarding/fields.js";
import { Heading } from "../onboarding/frame.js";
import { AskForLink } from "../onboarding/password-parts.js";
import { Icon } from "../ui/parts.js";
import { signIn } from "./api.js";
import { CardPage } from "./frame.js";
import { kept } from "./session.js";
import { Practice } from "./practice.js";

/** @typedef {"" | "ended" | "out"} Why one is asked to sign in */

/** A candidate's own page. */
export function Home() {
  const signedIn = useSignal(kept() !== null);
  const why = useSignal(/** @type {Why} */ (""));
  const turn = useSignal(0);
  /** @param {boolean} inside @param {Why} reason */
  const go = (inside, reason) => {
    signedIn.value = inside;
    why.value = reason;
    turn.value += 1;
  };
  useEffect(() => {
    // A page that is brought back shows nothing of a session that ended meanwhile.
    const look = (/** @type {PageTransitionEvent} */ event) => { if (event.persisted && kept() === null) go(false, ""); };
    addEventListener("pageshow", look);
    return () => removeEventListener("pageshow", look);
  }, []);
  if (signedIn.value) return html`<${Practice} turn=${turn.value} onEnded=${() => go(false, "ended")} onOut=${() => go(false, "out")} />`;
  return html`<${Entrance} why=${why.value} turn=${turn.value} onIn=${() => go(true, "")} />`;
}

/** @param {{ why: Why, turn: number, onIn: () => void }} props */
function Entrance({ why, turn, onIn }) {
  const forgot = useSignal(false);
  const turns = useSignal(0);
  /** @param {boolean} next */
  const show = (next) => {
    forgot.value = next;
    turns.value += 1;
  };
  const at = turn + turns.value;
  return html`<${CardPage} testid="candidate-login" state=${forgot.value ? "forgot" : "sign-in"}>
    ${forgot.value ? html`<${Forgot} turn=${at} onBack=${() => show(false)} />` : html`<${SignIn} why=${why} turn=${at} onIn=${onIn} onForgot=${() => show(true)} />`}
  <//>`;
}

/** @param {{ why: Why, turn: number, onIn: () => void, onForgot: () => void }} props */
function SignIn({ why, turn, onIn, onForgot }) {
  const error = useSignal(/** @type {unknown} */ (null));
  const missing = useSignal(false);
  const busy = useSignal(false);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy.value || !(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const [email, password] = [String(form.get("email") ?? "").trim(), String(form.get("password") ?? "")];
    error.value = null;
    missing.value = email === "" || password === "";
    if (missing.value) {
      document.getElementById(email === "" ? "login-email" : "login-password")?.focus();
      return;
    }
    busy.value = true;
    await signIn(email, password).then(onIn, (refused) => { error.value = refused; });
    busy.value = false;
  };
  return html`<${Heading} tab="Your practice" turn=${turn}>See your practice<//>
    ${why !== "" ? html`<p class="notice notice-info" role="status" data-testid="login-notice"><${Icon} name="check" /><span>${why === "out" ? "You are signed out." : "Your session has ended. Sign in again."}</span></p>`
      : html`<p class="muted">For candidates: with the e-mail that was invited.</p>`}
    <form data-testid="login-form" onSubmit=${submit} noValidate>
      ${error.value !== null && html`<${Fault} error=${error.value} testid="login-error" />`}
      <${SignInFields} missing=${missing.value} />
      <button type="submit" class="button primary full" data-testid="login-submit" aria-disabled=${busy.value}>${busy.value ? "Signing in…" : "Sign in"}</button>
    </form>
    <button type="button" class="button quiet full" data-testid="forgot-password" onClick=${onForgot}>No password, or forgot it?</button>`;
}

/** @param {{ missing: boolean }} props */
function SignInFields({ missing }) {
  const wrong = missing ? { "aria-invalid": "true", "aria-describedby": "login-fault" } : {};
  return html`<div class="field"><label for="login-email">E-mail</label>
      <input id="login-email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck=${false} required data-testid="login-email" ...${wrong} /></div>
    <div class="field"><label for="login-password">Password</label>
      <input id="login-password" name="password" type="password" autocomplete="current-password" required data-testid="login-password" ...${wrong} /></div>
    ${missing && html`<p class="fault" id="login-fault" role="alert" data-testid="login-fault"><${Icon} name="alert" />Enter your e-mail and your password.</p>`}`;
}

/** @param {{ turn: number, onBack: () => void }} props */
function Forgot({ turn, onBack }) {
  return html`<${Heading} tab="Choose a password" turn=${turn}>Choose a password<//>
    <p class="muted">We send a link to the e-mail that was invited. By it you choose a password.</p>
    <${AskForLink} />
    <button type="button" class="button quiet full" data-testid="forgot-back" onClick=${onBack}>Back to signing in</button>`;
}
