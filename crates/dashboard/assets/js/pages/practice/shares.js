import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { oneDecimal, shares } from "../../lib/practice.js";
import { count, percent, plural } from "../../lib/show.js";
import { Card } from "../../ui/facts.js";
import { Empty } from "../../ui/parts.js";

/** @import { Metrics } from "../../api/practice.js" */

/** What is practised most. @param {{ known: Metrics }} props */
export function Exams({ known }) {
  const rows = known.practice_metrics.popular_exam_types.map((/** @type {{ exam_type: string, session_count: number }} */ { exam_type: name, session_count: value }) => /** @type {[string, number]} */ ([name, value]));
  // The bars are parts of all sessions, not of the five that are shown.
  const all = known.finance_metrics.practice_sessions.purchased;
  return html`<${Card} title="Popular exam types" testid="exam-types">${rows.length === 0 ? html`<${Empty} title="No sessions yet">What candidates practise for shows here.<//>`
    : html`<ol class="funnel">${rows.map(([name, value]) => html`<${Bar} key=${name} testid="exam-type" name=${name} value=${value} share=${all > 0 ? Math.min(1, value / all) : 0} note=${percent(value, all)} />`)}</ol>`}<//>`;
}

/** What candidates think of it. @param {{ known: Metrics }} props */
export function Feedback({ known }) {
  const { positive, neutral, negative, average_rating: average } = known.practice_metrics.feedback_trends;
  const all = positive + neutral + negative;
  return html`<${Card} title="Feedback" testid="feedback">${all === 0 ? html`<${Empty} title="No feedback yet">Ratings of sessions show here.<//>`
    : html`<p>Average rating <strong data-testid="rating">${oneDecimal(average)}</strong> of 5, by ${plural(all, "rating")}.</p>
      <ol class="funnel">${shares([["Positive (4 and more)", positive], ["Neutral", neutral], ["Negative (below 2.5)", negative]]).map(({ name, value, share }) =>
        html`<${Bar} key=${name} testid="feedback-${name.split(" ")[0]?.toLowerCase()}" name=${name} value=${value} share=${share} note=${percent(value, all)} />`)}</ol>`}<//>`;
}

/** @param {{ testid: string, name: string, value: number, share: number, note: string }} props `share`: 0 to 1 */
function Bar({ testid, name, value, share, note }) {
  /** @type {import("../../../vendor/preact.js").RefObject<HTMLSpanElement | null>} */
  const bar = useRef(null);
  // Through the object model: the policy takes no style attributes.
  useEffect(() => bar.current?.style.setProperty("--share", String(share)), [share]);
  return html`<li data-testid=${testid}>
    <div class="funnel-words"><span class="funnel-label break">${name}</span><span class="funnel-count">${count(value)}</span><span class="funnel-percent">${note}</span></div>
    <div class="funnel-track" aria-hidden="true"><span class="funnel-bar" ref=${bar}></span></div></li>`;
}
