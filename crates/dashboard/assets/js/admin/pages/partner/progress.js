import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { showTime } from "../../../lib/show.js";
import { Card } from "../../../ui/facts.js";
import { Chip, Icon } from "../../../ui/parts.js";
import { newToken } from "../../api/partners.js";
import { called, REVIEW, STEP } from "../../lib/words.js";
import { may } from "../../state/me.js";
import { ActionDialog } from "../../ui/action.js";
import { Decide } from "../review/decide.js";
import { OnboardingLink } from "./link.js";

/** @import { IssuedToken, Partner, Step } from "../../api/types.js" */

/**
 * How far the onboarding is, its review, and a new link for who lost theirs.
 * @param {{ partner: Partner, onChanged: () => void }} props
 */
export function Progress({ partner, onChanged }) {
  const { steps, progress, completed, currentStep } = partner.onboarding;
  const gone = Boolean(partner.deletedAt);
  return html`<${Card} title="Onboarding" testid="partner-onboarding" extra=${html`<span class="muted numbers" data-testid="onboarding-progress">${progress} %</span>`}>
    <ol class="timeline" data-testid="onboarding-steps">${steps.map((step) => html`<${StepLine} key=${step.step} step=${step} next=${!completed && step.step === currentStep} />`)}</ol>
    <${Verdict} partner=${partner} />
    ${!gone && partner.review.state === "waiting" && may("review_write") && html`<${Decide} partner=${partner} onDecided=${onChanged} />`}
    ${!gone && partner.status === "pending" && may("partners_write") && html`<${NewLink} partner=${partner} />`}
  <//>`;
}

/** @param {{ step: Step, next: boolean }} props */
function StepLine({ step, next }) {
  const state = step.completed ? "done" : next ? "next" : "open";
  const said = step.completed ? showTime(step.completedAt) : next ? "Next" : "Not yet";
  return html`<li class="step step-${state}" data-testid="step-${step.step}" data-state=${state}>
    <span class="step-sign"><${Icon} name=${step.completed ? "check" : next ? "clock" : "ring"} /></span>
    <div><p class="step-label">${called(STEP, step.step)}</p><p class="under">${said}</p></div></li>`;
}

/** @param {{ partner: Partner }} props */
export function Verdict({ partner: { review } }) {
  return html`<div class="verdict"><h3>Review</h3>
    <p><${Chip} words=${REVIEW} value=${review.state} testid="review-state" />
      ${review.decidedAt && html`<span class="muted"> ${showTime(review.decidedAt)}</span>`}</p>
    ${review.reason && html`<p class="break" data-testid="review-reason">${review.reason}</p>`}</div>`;
}

/** @param {{ partner: Partner }} props */
function NewLink({ partner }) {
  const asking = useSignal(false);
  const issued = useSignal(/** @type {IssuedToken | null} */ (null));
  if (issued.value) return html`<${OnboardingLink} id=${partner.id} issued=${issued.value} />`;
  return html`<div class="after"><button type="button" class="button small" data-testid="onboarding-renew" onClick=${() => { asking.value = true; }}>New onboarding link…</button></div>
    ${asking.value && html`<${ActionDialog} title="Make a new onboarding link?" testid="renew-dialog" verb="Make a link" doing="Making it…"
      job=${async () => { issued.value = await newToken(partner.id); }} onDone=${() => {}} onClose=${() => { asking.value = false; }}>
      <p>For a partner that lost its link, or whose link has expired. The link from before stops working.</p><//>`}`;
}
