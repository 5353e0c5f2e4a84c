import { html } from "../../html.js";
import { show } from "../../onboarding/state.js";
import { STEP_NAMES, STEPS } from "../../onboarding/words.js";
import { Icon } from "../../ui/parts.js";

/** @import { Step } from "../../onboarding/words.js" */

/**
 * How far one is, and the way to every step that is open.
 * @param {{ share: number, limit: number, shown: Step | null }} props `share` in percent; `limit` is the
 *   place in STEPS of the last one that is open, their number once it is over
 */
export function Progress({ share, limit, shown }) {
  return html`<nav class="way" aria-label="Steps">
    <div class="way-share"><progress value=${share} max="100" aria-label="Progress" data-testid="progress"></progress>
      <span class="numbers" data-testid="progress-text">${share} %</span></div>
    <ol class="way-steps">${STEPS.map((step, index) => html`<${Item} key=${step} step=${step} number=${index + 1} isShown=${step === shown}
      isDone=${index < limit} isOpen=${index <= limit && limit < STEPS.length} />`)}</ol>
  </nav>`;
}

/** @param {{ step: Step, number: number, isShown: boolean, isDone: boolean, isOpen: boolean }} props */
function Item({ step, number, isShown, isDone, isOpen }) {
  const state = isDone ? "done" : isOpen ? "open" : "closed";
  const word = { done: "done", open: "open", closed: "not open yet" }[state];
  return html`<li><button type="button" class="way-step way-${state}" data-testid="step-${step}" data-state=${state} disabled=${!isOpen}
      aria-current=${isShown ? "step" : undefined} onClick=${() => show(step)}>
    <span class="step-sign">${isDone ? html`<${Icon} name="check" />` : number}</span>
    <span class="wide-text">${STEP_NAMES[step]}<span class="visually-hidden">, ${word}</span></span>
  </button></li>`;
}
