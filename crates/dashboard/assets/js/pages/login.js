import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { isSignedIn, signIn, takeNotice, takeWanted } from "../api/session.js";
import { ThemeButton } from "../ui/frame.js";
import { Maintenance } from "../ui/maintenance.js";
import { FormError, Icon } from "../ui/parts.js";

/** @type {Record<string, string>} */
const NOTICES = {
  "signed-out": "You are signed out.",
  ended: "Your session has ended. Sign in to go on where you were.",
  inactive: "This partner account is not active. Contact your partner manager.",
};

/** What is wrong before anything is sent. @param {string} id @param {string} secret */
function fault(id, secret) {
  if (id === "" && secret === "") return "Enter your client ID and secret.";
  if (id === "") return "Enter your client ID.";
  if (id.includes(":")) return "A client ID has no colon in it.";
  return secret === "" ? "Enter your client secret." : null;
}

/** Sign-in with client id (or slug) and secret. */
export function Login() {
  const notice = useMemo(takeNotice, []);
  useEffect(() => {
    document.title = "Sign in – Partner dashboard";
    if (isSignedIn()) location.replace(takeWanted());
  }, []);
  return html`<div class="login">
    <main id="main" tabindex="-1" class="login-card">
      <div class="login-head">
        <img src=${new URL("../../icon.svg", import.meta.url).href} alt="" width="40" height="40" />
        <${ThemeButton} />
      </div>
      <${Maintenance} />
      <h1 data-testid="page-title">Partner dashboard</h1>
      <p class="muted">Sign in with the credentials you use for the API.</p>
      ${notice && NOTICES[notice] && html`<p class="notice notice-info" role="status" data-testid="login-notice">${NOTICES[notice]}</p>`}
      <${SignInForm} />
      <p class="small-print">Lost your secret? Contact your partner manager for a new one.</p>
      <p class="small-print">Not a partner yet? <a href="/partner/onboarding" data-testid="to-onboarding">Become a partner</a></p>
    </main>
  </div>`;
}

function SignInForm() {
  const error = useSignal(/** @type {unknown} */ (null));
  const busy = useSignal(false);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy.value || !(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget);
    const id = String(given.get("client_id") ?? "").trim();
    const secret = String(given.get("client_secret") ?? "").trim();
    error.value = fault(id, secret);
    if (error.value !== null) return;
    busy.value = true;
    try {
      await signIn(id, secret);
      // A new document, so that nothing of a session before lives on.
      location.replace(takeWanted());
    } catch (refused) {
      error.value = refused;
      busy.value = false;
    }
  };
  return html`<form data-testid="login-form" onSubmit=${submit} noValidate>
    <${FormError} error=${error.value} testid="login-error" />
    <div class="field">
      <label for="client-id">Client ID</label>
      <input id="client-id" name="client_id" type="text" autocomplete="username" autocapitalize="none" spellcheck=${false}
        required aria-describedby="client-id-help" data-testid="login-client-id" />
      <p class="help" id="client-id-help">Or the short name of your company.</p>
    </div>
    <${Secret} />
    <button type="submit" class="button primary full" data-testid="login-submit" aria-disabled=${busy.value}>
      ${busy.value ? "Signing in…" : "Sign in"}</button>
  </form>`;
}

function Secret() {
  const shown = useSignal(false);
  return html`<div class="field">
    <label for="client-secret">Client secret</label>
    <div class="with-button">
      <input id="client-secret" name="client_secret" type=${shown.value ? "text" : "password"} autocomplete="current-password"
        spellcheck=${false} required data-testid="login-secret" />
      <button type="button" class="button" data-testid="login-show-secret" aria-pressed=${shown.value}
        onClick=${() => { shown.value = !shown.value; }}><${Icon} name="eye" />${shown.value ? "Hide" : "Show"}<span class="visually-hidden"> secret</span></button>
    </div>
  </div>`;
}
