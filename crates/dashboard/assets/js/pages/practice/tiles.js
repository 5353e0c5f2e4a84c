import { html } from "../../html.js";
import { oneDecimal, PERFORMANCE } from "../../lib/practice.js";
import { CANDIDATES } from "../../lib/route.js";
import { count, plural, rupees } from "../../lib/show.js";
import { Card } from "../../ui/facts.js";
import { Chip } from "../../ui/parts.js";

/** @import { Metrics } from "../../api/practice.js" */

/** A tile: id, name, value, what it means. @typedef {[string, string, (known: Metrics) => string, (known: Metrics) => any]} Tile */

/** @param {Metrics} known */
const key = ({ key_metrics: metrics }) => metrics;

/** @param {Metrics} known */
const money = ({ finance_metrics: { revenue_and_payouts: metrics } }) => metrics;

/** @param {Metrics} known */
const sessions = ({ finance_metrics: { practice_sessions: metrics } }) => metrics;

/** @param {Metrics} known */
const taken = ({ practice_metrics: { practice_sessions_taken: metrics } }) => metrics;

/** @type {Tile[]} */
const PEOPLE = [
  ["enrolled", "Candidates enrolled", (known) => count(key(known).total_candidates_enrolled),
    (known) => `${count(key(known).candidates_paid)} paid, ${count(key(known).candidates_pending_payment)} not paid`],
  ["accepted", "Invites accepted", (known) => count(key(known).invites_accepted), (known) => `${count(key(known).invites_pending)} not accepted yet`],
  ["month", "Sessions finished this month", (known) => count(key(known).completed_sessions_this_month),
    (known) => `${count(taken(known).this_week)} this week, ${count(key(known).completed_sessions_all_time)} in all`],
  ["score", "Average score", (known) => oneDecimal(key(known).average_candidate_score),
    (known) => (key(known).average_candidate_score === 0 ? "Nobody has a score yet" : html`<${Chip} words=${PERFORMANCE} value=${key(known).average_candidate_performance} testid="performance" />`)],
];

/** @type {Tile[]} */
const MONEY = [
  ["revenue", "Revenue", (known) => rupees(money(known).total_revenue_generated), () => "What all sessions cost together"],
  ["payouts", "Paid out to you", (known) => rupees(money(known).total_payouts), () => "For practice; commissions for leads are on your statements"],
  ["pending", "Not paid out yet", (known) => rupees(money(known).pending_payout), () => "Revenue less what was paid out"],
  ["used", "Sessions used", (known) => `${count(sessions(known).utilization_rate)} %`, (known) => `${count(sessions(known).utilized)} finished of ${plural(sessions(known).purchased, "session")}`],
];

/** @param {{ known: Metrics }} props */
export function Tiles({ known }) {
  return html`<${Row} label="Candidates and sessions" tiles=${PEOPLE} known=${known} /><${Row} label="Money" tiles=${MONEY} known=${known} />`;
}

/** @param {{ label: string, tiles: Tile[], known: Metrics }} props */
function Row({ label, tiles, known }) {
  return html`<ul class="kpis" aria-label=${label}>${tiles.map(([id, name, value, note]) => html`<li class="card kpi" key=${id} data-testid="kpi-${id}">
    <p class="kpi-label">${name}</p><p class="kpi-value" data-testid="kpi-${id}-value">${value(known)}</p><p class="kpi-note" data-testid="kpi-${id}-note">${note(known)}</p></li>`)}</ul>`;
}

/** Where a step is taken, and what the link is called. @type {Record<string, [string, string]>} */
const PLACES = {
  add_candidates: [`${CANDIDATES}/upload`, "Add candidates"],
  setup_payment: [`${CANDIDATES}?is_paid_for=false`, "Go to the candidates who are not paid for"],
};

/**
 * What is still to do.
 * @param {{ steps: Metrics["next_steps"] }} props
 */
export function NextSteps({ steps }) {
  if (steps.length === 0) return null;
  return html`<${Card} title="Next steps" testid="next-steps"><ol class="plain next-steps">${steps.map(({ id, title, description }) => {
    const [to, label] = PLACES[id] ?? [CANDIDATES, "Go to the candidates"];
    return html`<li key=${id} data-testid="next-step" data-step=${id}><h3>${title}</h3><p>${description}</p><p><a href=${to} data-testid="next-step-link">${label}</a></p></li>`;
  })}</ol><//>`;
}
