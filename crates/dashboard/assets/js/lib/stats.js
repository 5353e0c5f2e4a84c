/** @import { Day, Stats } from "../api/types.js" */

/**
 * A step of the funnel.
 * @typedef {object} Step
 * @property {string} id
 * @property {string} label
 * @property {number} value
 * @property {number} share of the first step, 0 to 1
 * @property {number | null} kept of the step before, 0 to 1; the first has none
 */

/**
 * From lead to money.
 * @param {Stats} stats
 * @returns {Step[]}
 */
export function funnel(stats) {
  /** @type {[string, string, number][]} */
  const counts = [
    ["shared", "Shared", stats.total_leads],
    ["registered", "Registered", stats.registered_leads],
    ["applied", "Applied", stats.loan_applications],
    ["disbursed", "Disbursed", stats.disbursed_loans],
    ["paid", "Paid", stats.paid_leads],
  ];
  let before = stats.total_leads;
  return counts.map(([id, label, value], index) => {
    const kept = index === 0 ? null : part(value, before);
    before = value;
    return { id, label, value, share: part(value, stats.total_leads), kept };
  });
}

/**
 * @param {number} some
 * @param {number} all
 */
function part(some, all) {
  return all > 0 ? Math.min(1, some / all) : 0;
}

/**
 * The last `days` of `all`, which is oldest first.
 * @param {Day[]} all
 * @param {number} days
 */
export function lastDays(all, days) {
  return all.slice(-days);
}

/**
 * What happened on all of them together.
 * @param {Day[]} days
 */
export function sums(days) {
  return days.reduce(
    (sum, day) => ({ leads: sum.leads + day.leads, disbursed: sum.disbursed + day.disbursed }),
    { leads: 0, disbursed: 0 },
  );
}
