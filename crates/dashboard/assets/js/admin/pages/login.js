import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { site } from "../../lib/site.js";
import { ThemeButton } from "../../ui/frame.js";
import { FormError, Icon } from "../../ui/parts.js";
import { askForLink, kept, NotStaff, signIn, takeNotice, takeWanted } from "../api/session.js";
import { allowed } from "../lib/roles.js";
import { afterLogin } from "../lib/route.js";
import { useAction } from "../ui/action.js";
import { entered } from "../ui/field.js";

/** @type {Record<string, string>} */
const NOTICES = {
  "signed-out": "You are signed out.",
  ended: "Your session has ended. Sign in to go on where you were.",
};

/** A new document, so that nothing of a session before lives on. */
function goOn() {
  const can = allowed(kept()?.role ?? "");
  location.replace(afterLogin(takeWanted(), (needs) => can.includes(needs)));
}

/** Sign-in of staff, by e-mail address and password. */
export function Login() {
  const notice = useMemo(takeNotice, []);
  const forgot = useSignal(false);
  useEffect(() => {
    document.title = `Sign in – ${site.name}`;
    if (kept() !== null) goOn();
    const follow = () => { if (kept() !== null) goOn(); };
    addEventListener("storage", follow);
    return () => removeEventListener("storage", follow);
  }, []);
  return html`<div class="login"><main id="main" tabindex="-1" class="login-card">
    <div class="login-head"><img src=${new URL("../../../icon.svg", import.meta.url).href} alt="" width="40" height="40" /><${ThemeButton} /></div>
    <h1 data-testid="page-title">Partner administration</h1>
    ${forgot.value ? html`<${Forgot} onBack=${() => { forgot.value = false; }} />` : html`
      <p class="muted">For the lender's staff.</p>
      ${notice && NOTICES[notice] && html`<p class="notice notice-info" role="status" data-testid="login-notice">${NOTICES[notice]}</p>`}
      <${SignInForm} />
      <p><button type="button" class="chip-button" data-testid="forgot-password" onClick=${() => { forgot.value = true; }}>Forgot your password?</button></p>
      <p class="small-print">Partners sign in at the <a href="/partner/login">partner dashboard</a>.</p>`}
  </main></div>`;
}

function SignInForm() {
  const { busy, error, run } = useAction();
  const shown = useSignal(false);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const [email, password] = [entered(form, "email"), String(form.get("password") ?? "")];
    if (await run(() => (email === "" || password === "" ? Promise.reject("Enter your e-mail address and your password.") : signIn(email, password)))) goOn();
  };
  return html`<form data-testid="login-form" onSubmit=${submit} noValidate>
    ${error.value instanceof NotStaff ? html`<${WrongPlace} />` : html`<${FormError} error=${error.value} testid="login-error" />`}
    <div class="field"><label for="email">E-mail address</label>
      <input id="email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck=${false} required data-testid="login-email" /></div>
    <div class="field"><label for="password">Password</label>
      <div class="with-button">
        <input id="password" name="password" type=${shown.value ? "text" : "password"} autocomplete="current-password" spellcheck=${false} required data-testid="login-password" />
        <button type="button" class="button" data-testid="login-show-password" aria-pressed=${shown.value}
          onClick=${() => { shown.value = !shown.value; }}><${Icon} name="eye" />${shown.value ? "Hide" : "Show"}<span class="visually-hidden"> password</span></button>
      </div></div>
    <button type="submit" class="button primary full" data-testid="login-submit" aria-disabled=${busy.value}>${busy.value ? "Signing in…" : "Sign in"}</button>
  </form>`;
}

function WrongPlace() {
  return html`<div class="notice notice-info" role="alert" data-testid="login-not-staff"><${Icon} name="alert" /><div>
    <p class="notice-title">This is the place of the lender's staff</p>
    <p>If your account belongs to a partner, go to the <a href="/partner/login">partner dashboard</a>; if you practise, to <a href="/candidate">your practice</a>.</p></div></div>`;
}

/** @param {{ onBack: () => void }} props */
function Forgot({ onBack }) {
  const { busy, error, run } = useAction();
  const sent = useSignal(false);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const email = entered(new FormData(event.currentTarget), "email");
    sent.value = await run(() => (email === "" ? Promise.reject("Enter your e-mail address.") : askForLink(email)));
  };
  const back = html`<p><button type="button" class="chip-button" data-testid="forgot-back" onClick=${onBack}>Back to sign-in</button></p>`;
  if (sent.value) {
    return html`<div class="notice notice-good" role="status" data-testid="forgot-sent"><${Icon} name="check" /><div>
      <p class="notice-title">Look into your mailbox</p>
      <p>If there is an account with this address, a link to set a new password is on its way.</p></div></div>${back}`;
  }
  return html`<p class="muted">We send you a link to set a new one.</p>
    <form data-testid="forgot-form" onSubmit=${submit} noValidate>
      <${FormError} error=${error.value} testid="forgot-error" />
      <div class="field"><label for="forgot-email">E-mail address</label>
        <input id="forgot-email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck=${false} required data-testid="forgot-email" /></div>
      <button type="submit" class="button primary full" data-testid="forgot-submit" aria-disabled=${busy.value}>${busy.value ? "Sending…" : "Send the link"}</button>
    </form>${back}`;
}
