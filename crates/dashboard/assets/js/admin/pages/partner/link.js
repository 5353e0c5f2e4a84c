import { html } from "../../../html.js";
import { showTime } from "../../../lib/show.js";
import { Copy } from "../../../ui/copy.js";
import { Icon } from "../../../ui/parts.js";

/** @import { IssuedToken } from "../../api/types.js" */

/**
 * The link by which a partner goes on with its onboarding, for as long as it takes to send it.
 * What follows `#` never reaches a server's log.
 * @param {{ id: string, issued: IssuedToken }} props
 */
export function OnboardingLink({ id, issued }) {
  const link = `${location.origin}/partner/onboarding#id=${encodeURIComponent(id)}&token=${encodeURIComponent(issued.onboardingToken)}`;
  return html`<div class="notice notice-good secret-shown" role="status" data-testid="onboarding-link"><${Icon} name="key" /><div>
    <p class="notice-title">The link of the onboarding</p>
    <p>The partner gets it by e-mail as well. It is shown once, and whoever has it acts for the partner. Links from before no longer work.</p>
    <p class="secret-value"><code data-testid="onboarding-link-value">${link}</code></p>
    <${Copy} text=${link} what="link" testid="onboarding-link-copy" />
    ${issued.expiresAt && html`<p class="small-print">It works until ${showTime(issued.expiresAt)}.</p>`}
  </div></div>`;
}
