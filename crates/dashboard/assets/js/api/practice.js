import { guided } from "./guided.js";

/**
 * What the API tells of practice. Amounts are in rupees, times in UTC.
 *
 * @typedef {object} Metrics
 * @property {object} key_metrics
 * @property {number} key_metrics.total_candidates_enrolled
 * @property {number} key_metrics.completed_sessions_this_month
 * @property {number} key_metrics.completed_sessions_all_time
 * @property {number} key_metrics.average_candidate_score
 * @property {string} key_metrics.average_candidate_performance
 * @property {number} key_metrics.candidates_paid
 * @property {number} key_metrics.candidates_pending_payment
 * @property {number} key_metrics.invites_accepted
 * @property {number} key_metrics.invites_pending
 * @property {object} finance_metrics
 * @property {{ total_revenue_generated: number, total_payouts: number, pending_payout: number, currency: string }} finance_metrics.revenue_and_payouts
 * @property {{ purchased: number, utilized: number, utilization_rate: number }} finance_metrics.practice_sessions
 * @property {object} practice_metrics
 * @property {{ total: number, this_month: number, this_week: number }} practice_metrics.practice_sessions_taken
 * @property {{ positive: number, neutral: number, negative: number, average_rating: number }} practice_metrics.feedback_trends
 * @property {{ exam_type: string, session_count: number }[]} practice_metrics.popular_exam_types
 * @property {{ id: string, title: string, description: string }[]} next_steps only those that are open
 *
 * @typedef {{ day: string, finished: number }} PracticeDay
 * @typedef {{ from: string, to: string, time_zone: string, days: PracticeDay[] }} PracticeDays
 *
 * @typedef {object} Activity
 * @property {string} id
 * @property {string} description
 * @property {string} timestamp
 * @property {{ exam: { exam_name: string, exam_type: string }, score: number | null, duration: number | null }} metadata `duration` in minutes
 *
 * @typedef {{ data: Activity[], next_cursor: string | null }} ActivityPage
 */

/** @param {AbortSignal} [signal] @returns {Promise<Metrics>} */
export const metrics = (signal) => guided("/dashboard", { signal });

/**
 * The last days, or those from one day to another.
 * @param {{ from: string, to: string } | null} range
 * @param {AbortSignal} [signal]
 * @returns {Promise<PracticeDays>}
 */
export const practiceDays = async (range, signal) => (await guided(`/dashboard/practice${range === null ? "" : `?${new URLSearchParams(range)}`}`, { signal })).data;

/** @param {string | null} cursor @param {AbortSignal} [signal] @returns {Promise<ActivityPage>} */
export const activities = (cursor, signal) => guided(`/dashboard/activities?limit=10${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`, { signal });
