import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { Heading } from "../../onboarding/frame.js";
import { show, turns, way } from "../../onboarding/state.js";
import { REVIEWS } from "../../onboarding/words.js";
import { showClock, showTime } from "../../lib/show.js";
import { announce } from "../../state/page.js";
import { Chip, Icon } from "../../ui/parts.js";

/** @import { Review as Told } from "../../onboarding/types.js" */

/** So often a page that is looked at asks again. */
const EVERY_MS = 15_000;

/** Reads the way anew every 15 s while the page is looked at, and when somebody comes back to it. */
export function useWatch() {
  const asked = useSignal(Date.now());
  useEffect(() => {
    const read = () => {
      if (document.hidden || way.busy.value) return;
      void way.start().then(() => { asked.value = Date.now(); });
    };
    const timer = setInterval(read, EVERY_MS);
    document.addEventListener("visibilitychange", read);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", read);
    };
  }, []);
  return asked.value;
}

/** @type {Record<Told["state"], string>} */
const ANNOUNCED = {
  not_ready: "What you handed in has to be handed in again.",
  waiting: "The lender looks at it again.",
  approved: "The lender has approved you. You can go live.",
  rejected: "",
};

/** What the lender says. */
export function Review() {
  const asked = useWatch();
  const review = way.data.value?.review ?? { state: /** @type {const} */ ("waiting") };
  const before = useRef(review.state);
  useEffect(() => {
    if (before.current !== review.state) announce(ANNOUNCED[review.state] ?? "");
    before.current = review.state;
  }, [review.state]);
  return html`<${Heading} tab="Review – Become a partner" turn=${turns.value}>Review<//>
    <section class="card" data-testid="review" data-state=${review.state}>
      <p><${Chip} words=${REVIEWS} value=${review.state} testid="review-state" /></p>
      <${Words} review=${review} />
      <p class="help" data-testid="review-asked">${review.decidedAt ? `Decided ${showTime(review.decidedAt)}. ` : ""}Asked at ${showClock(new Date(asked).toISOString())} IST, and again every 15 seconds.</p>
    </section>`;
}

/** @param {{ review: Told }} props */
function Words({ review }) {
  switch (review.state) {
    case "approved":
      return html`<p>The lender has looked at your details and documents, and you may go live.</p>
        ${review.reason && html`<p class="break" data-testid="review-reason">${review.reason}</p>`}
        <div class="way-actions"><button type="button" class="button primary" data-testid="to-live" onClick=${() => show("live")}>Go on to going live<${Icon} name="right" /></button></div>`;
    case "not_ready":
      return html`<p>Something has changed since you handed in. Hand in again so that the lender looks at it.</p>
        <div class="way-actions"><button type="button" class="button" data-testid="to-documents" onClick=${() => show("documents")}>Open the documents</button></div>`;
    default:
      return html`<p>The lender looks at your details and documents. You need not stay: you are told by e-mail, and this page goes on from here.</p>
        <p class="muted">You may still open the steps before and correct something.</p>`;
  }
}
