import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { Fault } from "../onboarding/fields.js";
import { Heading } from "../onboarding/frame.js";
import { passwordFault, takeToken } from "../onboarding/password.js";
import { PasswordField } from "../onboarding/password-parts.js";
import { Icon } from "../ui/parts.js";
import { accept, inviteOf } from "./api.js";
import { CardPage } from "./frame.js";

/** @import { Accepted } from "./api.js" */

/**
 * With a token of the link a password can be chosen; without one the invite can only be accepted.
 * @typedef {"choose" | "plain" | "done" | "gone" | "accepted" | "wrong"} State
 */

/** What an invite leads to. Nothing is accepted until a button is pressed. */
export function Invite() {
  const id = useMemo(() => inviteOf(location.pathname), []);
  const token = useSignal(/** @type {string | null} */ (null));
  const state = useSignal(/** @type {State} */ (id === null ? "gone" : "plain"));
  const chose = useSignal(false);
  const turn = useSignal(0);
  const take = () => {
    const found = takeToken();
    if (found === null || id === null || state.value === "done") return;
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
    if (next !== "choose") token.value = null;
    state.value = next;
    turn.value += 1;
  };
  /** @param {Accepted} result @returns {boolean} whether the page went on */
  const settle = (result) => {
    if (result.is === "weak" || result.is === "failed") return false;
    chose.value = state.value === "choose";
    go(result.is);
    return true;
  };
  return html`<${CardPage} testid="invite" state=${state.value}>
    ${state.value === "choose" && token.value !== null ? html`<${Choose} key=${token.value} id=${id} token=${token.value} turn=${turn.value} settle=${settle} onPlain=${() => go("plain")} />`
      : state.value === "plain" ? html`<${Plain} id=${id} turn=${turn.value} settle=${settle} />`
      : state.value === "done" ? html`<${Done} turn=${turn.value} chose=${chose.value} />`
      : state.value === "accepted" ? html`<${Already} turn=${turn.value} />`
      : state.value === "wrong" ? html`<${Wrong} turn=${turn.value} onPlain=${() => go("plain")} />` : html`<${Gone} turn=${turn.value} />`}
  <//>`;
}

/** What accepting means. */
function Meaning() {
  return html`<p class="muted" data-testid="invite-meaning">The organisation that wrote to you enrolled you to practise for exams. By accepting you tell it that you take part. It sees the
    practice sessions you take: exam, score, rating and time. It does not see who else invited you.</p>`;
}

/**
 * Something that is sent once at a time.
 * @param {string | null} id
 * @param {(result: Accepted) => boolean} settle
 */
function useAccepting(id, settle) {
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const fault = useSignal(/** @type {string | null} */ (null));
  /** @param {{ password: string, token: string } | null} chosen */
  const send = async (chosen) => {
    if (busy.value || id === null) return;
    error.value = null;
    busy.value = true;
    const result = await accept(id, chosen);
    busy.value = false;
    if (settle(result)) return;
    if (result.is === "weak") fault.value = result.why;
    else if (result.is === "failed") error.value = result.error;
  };
  return { busy, error, fault, send };
}

/** @param {{ id: string | null, token: string, turn: number, settle: (result: Accepted) => boolean, onPlain: () => void }} props */
function Choose({ id, token, turn, settle, onPlain }) {
  const { busy, error, fault, send } = useAccepting(id, settle);
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (busy.value || !(event.currentTarget instanceof HTMLFormElement)) return;
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    fault.value = passwordFault(password);
    if (fault.value === null) void send({ password, token });
    else document.getElementById("new-password")?.focus();
  };
  return html`<${Heading} tab="Your invite" turn=${turn}>You are invited to practise<//>
    <${Meaning} />
    <p>Choose a password, and you can look at your own practice later.</p>
    <form data-testid="invite-form" onSubmit=${submit} noValidate>
      ${error.value !== null && html`<${Fault} error=${error.value} testid="form-error" />`}
      <${PasswordField} fault=${fault.value} onInput=${() => { fault.value = null; }} />
      <button type="submit" class="button primary full" data-testid="invite-accept" aria-disabled=${busy.value}>${busy.value ? "Accepting…" : "Accept and set the password"}</button>
    </form>
    <button type="button" class="button quiet full" data-testid="invite-without" onClick=${onPlain}>Go on without a password</button>`;
}

/** @param {{ id: string | null, turn: number, settle: (result: Accepted) => boolean }} props */
function Plain({ id, turn, settle }) {
  const { busy, error, send } = useAccepting(id, settle);
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    void send(null);
  };
  return html`<${Heading} tab="Your invite" turn=${turn}>You are invited to practise<//>
    <${Meaning} />
    <form data-testid="invite-plain" onSubmit=${submit}>
      ${error.value !== null && html`<${Fault} error=${error.value} testid="form-error" />`}
      <button type="submit" class="button primary full" data-testid="invite-accept" aria-disabled=${busy.value}>${busy.value ? "Accepting…" : "Accept the invite"}</button>
    </form>
    <p class="help" data-testid="invite-hint">To choose a password at once, open the whole link of the e-mail again. You can also do so later.</p>`;
}

/** @param {{ turn: number, chose: boolean }} props `chose`: a password was set as well */
function Done({ turn, chose }) {
  return html`<${Heading} tab="Accepted" turn=${turn}>You accepted the invite<//>
    <p class="notice notice-good" data-testid="invite-done" data-password=${String(chose)}><${Icon} name="check" /><span>Whoever invited you can see it.
      ${chose ? " Sign in with your e-mail and your password to see your practice." : " Sign in to see your practice; if you have no password yet, you can ask for a link there."}</span></p>
    <p class="way-note"><a href="/candidate" data-testid="to-candidate">Go to your practice</a></p>`;
}

/** @param {{ turn: number }} props */
function Already({ turn }) {
  return html`<${Heading} tab="Accepted already" turn=${turn}>This invite was accepted already<//>
    <p class="muted" data-testid="invite-accepted">There is nothing left to do here. Sign in to see your practice; if you have no password yet, you can ask for a link there.</p>
    <p class="way-note"><a href="/candidate" data-testid="to-candidate">Go to your practice</a></p>`;
}

/** @param {{ turn: number }} props */
function Gone({ turn }) {
  return html`<${Heading} tab="No such invite" turn=${turn}>This invite does not count<//>
    <p class="muted" data-testid="invite-gone">An invite counts for 14 days, and only with its whole address. Ask whoever invited you to send it again; the new e-mail has a new link.</p>`;
}

/** @param {{ turn: number, onPlain: () => void }} props */
function Wrong({ turn, onPlain }) {
  return html`<${Heading} tab="Link replaced" turn=${turn}>This link sets no password any more<//>
    <p class="muted" data-testid="invite-wrong">Nothing was accepted. The link was replaced by a newer e-mail, or is not whole. Open the newest e-mail, or accept without a password and choose one later.</p>
    <div class="way-actions"><button type="button" class="button" data-testid="invite-without" onClick=${onPlain}>Go on without a password</button></div>`;
}
