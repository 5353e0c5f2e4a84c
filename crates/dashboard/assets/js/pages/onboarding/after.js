import { html } from "../../html.js";
import { useEffect } from "../../../vendor/hooks.js";
import { Heading } from "../../onboarding/frame.js";
import { hold, turns } from "../../onboarding/state.js";
import { announce } from "../../state/page.js";
import { Icon } from "../../ui/parts.js";

/** @import { Onboarding } from "../../onboarding/types.js" */

/** It is over, and well. */
export function Live() {
  return html`<${Heading} tab="You are live – Become a partner" turn=${turns.value}>You are live<//>
    <section class="card" data-testid="live">
      <p class="notice notice-good"><${Icon} name="check" /><span>Your account is active. Your programs may share leads from now on.</span></p>
      <p class="way-note">Sign in to the dashboard with your client ID and client secret. If you did not keep them, ask the lender's partner team for new ones.</p>
      <p class="way-note">An e-mail with a link to set a password for your own account is on its way.</p>
      <div class="way-actions"><a class="button primary" href="/partner/login" data-testid="to-login">Sign in</a>
        <button type="button" class="button quiet" data-testid="start-another" onClick=${() => hold(null)}>Start for another company</button></div>
    </section>`;
}

/** @type {Record<string, string>} */
const WORDS = {
  rejected: "The lender has looked at what you handed in and has not approved it.",
};

/**
 * It is over, and not well.
 * @param {{ known: Onboarding }} props
 */
export function Closed({ known }) {
  const { reason } = known.review;
  const words = WORDS[known.partner.status] ?? "Your account is not active.";
  // It may happen while somebody waits.
  useEffect(() => announce(words), []);
  return html`<${Heading} tab="Closed – Become a partner" turn=${turns.value}>This application is closed<//>
    <section class="card" data-testid="closed" data-status=${known.partner.status}>
      <p>${words} Nothing can be changed here any more.</p>
      ${reason && html`<h2 class="way-note">Reason</h2><p class="break" data-testid="review-reason">${reason}</p>`}
      <p class="way-note">If you think that this is wrong, write to the lender's partner team.</p>
      <div class="way-actions"><button type="button" class="button quiet" data-testid="start-another" onClick=${() => hold(null)}>Start anew</button></div>
    </section>`;
}
