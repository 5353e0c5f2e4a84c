import { html } from "../html.js";
import { useEffect, useErrorBoundary, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { Fault } from "../onboarding/fields.js";
import { Frame, Heading } from "../onboarding/frame.js";
import { begin, credentials, fresh, held, hold, isDead, isLive, notice, step, turns, way } from "../onboarding/state.js";
import { stop } from "../onboarding/uploads.js";
import { furthest, STEPS } from "../onboarding/words.js";
import { Dialog } from "../ui/dialog.js";
import { Icon, Skeleton } from "../ui/parts.js";
import { Closed, Live } from "./onboarding/after.js";
import { ShownOnce } from "./onboarding/credentials.js";
import { Api, Business } from "./onboarding/details.js";
import { Documents } from "./onboarding/documents.js";
import { GoLive } from "./onboarding/go-live.js";
import { Dead, KeepLink } from "./onboarding/link.js";
import { Progress } from "./onboarding/progress.js";
import { Review } from "./onboarding/review.js";
import { Start } from "./onboarding/start.js";

/** @import { Step } from "../onboarding/words.js" */

/** @type {Record<Step, () => any>} */
const PAGES = { business: Business, api: Api, documents: Documents, review: Review, live: GoLive };

/** How a company becomes a partner, step by step. */
export function Onboarding() {
  useMemo(begin, []);
  const partner = way.data.value?.partner;
  const now = held.value;
  const holds = now !== null && !("done" in now);
  return html`<${Frame} title="Become a partner" who=${partner?.name} tools=${holds && html`<${Leave} />`}><${Guarded} /><//>`;
}

/** What is shown; a part that breaks does not take the frame with it. */
function Guarded() {
  const [broken, reset] = useErrorBoundary();
  const turn = turns.value;
  useEffect(reset, [turn]);
  if (broken) return html`<${Heading} tab="Error – Become a partner">This page broke<//><${Fault} error=${broken} testid="error" retry=${() => location.reload()} />`;
  return html`<${Shown} />`;
}

function Shown() {
  const now = held.value;
  if (credentials.value !== null) return html`<${Over} /><${ShownOnce} given=${credentials.value} />`;
  if (now === null) return html`<${Start} />`;
  if ("done" in now) return html`<${Over} /><${Live} />`;
  if (isLive.value) return html`<${Over} /><${Live} />`;
  if (isDead.value) return html`<${Dead} />`;
  const known = way.data.value;
  const failed = way.error.value;
  const failure = failed !== null && html`<${Fault} error=${failed} testid="error" retry=${way.start} />`;
  if (known === null) {
    return html`<${Heading} tab="Become a partner" turn=${turns.value}>Become a partner<//>
      ${failure || html`<section class="card"><${Skeleton} lines=${6} tall /></section>`}`;
  }
  if (fresh.value !== null) return html`<${KeepLink} fresh=${fresh.value} />`;
  if (known.partner.status !== "pending") return html`<${Closed} known=${known} />`;
  const shown = step.value ?? "business";
  return html`<${Progress} share=${known.partner.onboarding.progress} limit=${furthest(known)} shown=${shown} />
    ${notice.value === "broken-link" && html`<p class="notice notice-info" role="status" data-testid="onboarding-notice"><${Icon} name="alert" />The link you opened is not whole. This goes on with what this computer knows.</p>`}
    ${failure}<${PAGES[shown]} key=${shown} />`;
}

/** All five steps are done. */
const Over = () => html`<${Progress} share=${100} limit=${STEPS.length} shown=${null} />`;

/** Forgets the key on this computer. */
function Leave() {
  const asking = useSignal(false);
  const leave = () => {
    stop();
    hold(null);
    notice.value = "forgotten";
  };
  return html`<button type="button" class="button quiet" data-testid="leave" onClick=${() => { asking.value = true; }}>
      <${Icon} name="out" /><span class="wide-text">Leave on this computer</span></button>
    ${asking.value && html`<${Dialog} title="Leave on this computer?" testid="leave-dialog" onClose=${() => { asking.value = false; }}>
      <p>What you saved stays with the lender. This computer forgets the key to it: to go on you need the link you were given at the start.</p>
      <div class="dialog-actions">
        <button type="button" class="button" data-testid="leave-cancel" onClick=${() => { asking.value = false; }}>Stay</button>
        <button type="button" class="button primary" data-testid="leave-confirm" onClick=${leave}>Leave and forget</button>
      </div><//>`}`;
}
