import { html } from "../../html.js";
import { way } from "../../onboarding/state.js";
import { Icon } from "../../ui/parts.js";

/** Says on an earlier step what a change of it does to the review. */
export function Standing() {
  const state = way.data.value?.review.state;
  const text = state === "approved" ? "The lender has approved what you handed in. Changing anything here takes the approval away: the lender looks again."
    : state === "waiting" ? "The lender is about to look at this. You may still correct it." : null;
  return text && html`<p class="notice notice-info" data-testid="standing"><${Icon} name="alert" /><span>${text}</span></p>`;
}
