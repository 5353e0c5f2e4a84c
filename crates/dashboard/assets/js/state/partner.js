import { signal } from "../../vendor/signals.js";
import { profile as readProfile, stats as readStats } from "../api/client.js";
import { Load } from "./load.js";

/** @import { Stats } from "../api/types.js" */

export const profile = new Load(() => readProfile());

/** Days that are counted at first, and for the longest plot. */
const FEW_DAYS = 30;
const MOST_DAYS = 90;

/** Days are counted anew at most so often while events come in. */
const DAYS_EVERY_MS = 3000;

/** Days the plot shows. */
export const days = signal(30);

export const stats = new Load(() => readStats(days.value > FEW_DAYS ? MOST_DAYS : FEW_DAYS));

export const loadStats = () => stats.start();

/**
 * Has the plot show so many days.
 * @param {number} range
 */
export function showDays(range) {
  days.value = range;
  if ((stats.data.value?.by_day ?? []).length < range) void loadStats();
}

let counting = 0;

/**
 * Takes the numbers of the stream, which have no days; those follow.
 * @param {Stats} fresh
 * @returns {boolean} whether they differ from what was known
 */
export function takeStats(fresh) {
  const known = stats.data.value;
  if (known === null) return false;
  const differs = changed(known, fresh);
  stats.data.value = { ...known, ...fresh, by_day: known.by_day ?? [] };
  if (counting === 0 && differs) {
    counting = setTimeout(() => {
      counting = 0;
      void loadStats();
    }, DAYS_EVERY_MS);
  }
  return differs;
}

/** @param {Stats} before @param {Stats} after */
function changed(before, after) {
  return before.total_leads !== after.total_leads
    || before.disbursed_loans !== after.disbursed_loans
    || before.total_payout_amount !== after.total_payout_amount;
}
