import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { Heading } from "../../onboarding/frame.js";
import { keyOf, linkOf } from "../../onboarding/kept.js";
import { fresh, hold, notice, showCurrent, turns, way } from "../../onboarding/state.js";
import { Copy } from "../../ui/copy.js";
import { Icon } from "../../ui/parts.js";

/** @import { Key } from "../../onboarding/types.js" */

/**
 * The link back, for as long as it takes to put it away.
 * @param {{ fresh: Key }} props
 */
export function KeepLink({ fresh: given }) {
  const link = linkOf(given, location.origin);
  const go = () => {
    fresh.value = null;
    showCurrent();
  };
  return html`<${Heading} tab="Keep your link – Become a partner" turn=${turns.value}>Keep your link<//>
    <section class="card" data-testid="keep-link">
      <p>You are registered. This link is the key to your steps: with it you go on later, on any computer. It is shown <strong>only now</strong> and
        counts for <strong>14 days</strong>. Whoever has it can go on in your place, so keep it like a password.</p>
      <h2>Link</h2>
      <p class="code-block"><code data-testid="resume-link">${link}</code></p>
      <${Copy} text=${link} what="link" testid="resume-link-copy" />
      <h2>Token, for programs</h2>
      <p class="code-block"><code data-testid="onboarding-token">${given.token}</code></p>
      <${Copy} text=${given.token} what="token" testid="onboarding-token-copy" />
      <p class="help way-note">This computer remembers it until you choose “Leave on this computer”.</p>
      <div class="way-actions"><button type="button" class="button primary" data-testid="keep-link-done" onClick=${go}>I have kept it, go on<${Icon} name="right" /></button></div>
    </section>`;
}

/** A form for the link of somebody who has it at hand. */
export function PasteLink() {
  const fault = useSignal("");
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const found = keyOf(String(new FormData(event.currentTarget).get("link") ?? ""));
    fault.value = found === null ? "This is no link to your steps. Copy all of it, to the last character." : "";
    if (found === null) return;
    notice.value = "";
    hold(found);
  };
  return html`<form class="way-form" data-testid="paste-form" onSubmit=${submit} noValidate>
    <div class="field"><label for="paste-link">Your link</label>
      <input id="paste-link" name="link" type="text" autocomplete="off" autocapitalize="none" spellcheck=${false} data-testid="paste-link"
        aria-invalid=${fault.value === "" ? undefined : "true"} aria-describedby=${fault.value === "" ? undefined : "paste-fault"} />
      ${fault.value !== "" && html`<p class="fault" id="paste-fault" role="alert" data-testid="paste-fault"><${Icon} name="alert" />${fault.value}</p>`}</div>
    <div class="way-actions"><button type="submit" class="button" data-testid="paste-submit">Go on where I was</button></div>
  </form>`;
}

/** The key opens nothing any more. */
export function Dead() {
  const name = way.data.value?.partner.name;
  return html`<${Heading} tab="Link not valid – Become a partner" turn=${turns.value}>This link does not count any more<//>
    <div class="way-split" data-testid="dead-link">
      <section class="card"><h2>What to do</h2>
        <p>The link to ${name ?? "your steps"} was replaced by a newer one, its 14 days are over, or you are live already. What you saved is not lost.</p>
        <ol class="numbered way-list">
          <li>Look for a newer e-mail from the lender.</li>
          <li>If there is none, ask the lender's partner team for a new link.</li>
          <li>Open it on any computer, or paste it here.</li></ol></section>
      <section class="card"><h2>You have a new link?</h2><${PasteLink} />
        <div class="way-actions"><button type="button" class="button quiet" data-testid="start-anew" onClick=${() => hold(null)}>Forget it and start anew</button></div></section>
    </div>`;
}
