/** @import { Stats } from "../api/types.js" */

/**
 * A step of the funnel. `value` is null where the API does not count it.
 * @typedef {object} Step
 * @property {string} id
 * @property {string} label
 * @property {number | null} value
 * @property {number} share of the first step, 0 to 1
 * @property {number | null} kept of the step before, 0 to 1
 */

/**
 * From lead to money. `paid` is what a list counted, for servers whose statistics do not.
 * @param {Stats} stats
 * @param {number | null} [paid]
 * @returns {Step[]}
 */
export function funnel(stats, paid = null) {
  /** @type {[string, string, number | null][]} */
  const counts = [
    ["shared", "Shared", stats.total_leads],
    ["registered", "Registered", stats.registered_leads ?? null],
    ["applied", "Applied", stats.loan_applications],
    ["disbursed", "Disbursed", stats.disbursed_loans],
    ["paid", "Paid", stats.paid_leads ?? paid],
  ];
  let before = stats.total_leads;
  return counts.map(([id, label, value], index) => {
    const kept = index === 0 || value === null ? null : part(value, before);
    if (value !== null) before = value;
    return { id, label, value, share: part(value ?? 0, stats.total_leads), kept };
  });
}

/**
 * @param {number} some
 * @param {number} all
 */
function part(some, all) {
  return all > 0 ? Math.min(1, some / all) : 0;
}
