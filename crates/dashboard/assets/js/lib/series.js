/** @import { Day } from "../api/types.js" */

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
