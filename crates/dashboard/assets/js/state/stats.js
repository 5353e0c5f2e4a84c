import { signal } from "../../vendor/signals.js";
import { leads, stats as readStats } from "../api/endpoints.js";
import { Load } from "./load.js";

/** @import { Stats } from "../api/types.js" */

/** As many days as the longest plot has. */
const MOST_DAYS = 90;

/** Days are counted anew at most so often while events come in. */
const DAYS_EVERY_MS = 3000;

/** Days the plot shows. */
export const days = signal(30);

export const stats = new Load(() => readStats(MOST_DAYS));

/** Leads that are paid, counted by the list where the statistics do not tell. */
export const paid = new Load(async () => {
  const known = stats.data.value;
  if (known?.paid_leads !== undefined) return known.paid_leads;
  const query = new URLSearchParams({ payout_status: "paid", limit: "1" });
  return (await leads(query)).pagination.total;
});

export async function loadStats() {
  await stats.start();
  if (stats.data.value && stats.data.value.paid_leads === undefined) await paid.start();
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
