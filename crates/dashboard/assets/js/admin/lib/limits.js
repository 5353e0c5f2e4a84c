/** @import { OwnLimits } from "../api/types.js" */

/** The most each can be, as the API takes it, and the least. @type {Record<keyof OwnLimits, [number, number]>} */
export const RANGE = { per_second: [1, 10_000], burst: [1, 100_000], monthly_quota: [0, 1_000_000_000_000] };

/** @type {Record<keyof OwnLimits, string>} */
export const LABEL = { per_second: "Calls a second", burst: "Calls at once", monthly_quota: "Calls a month" };

/** In the order of the form. */
export const NAMES = /** @type {const} */ (["per_second", "burst", "monthly_quota"]);

/**
 * What was entered: whole numbers, or nothing for the deployment's.
 * @param {(name: string) => string} entered
 * @returns {{ own: OwnLimits, wrong: Record<string, string> }} `wrong` says what is, by field
 */
export function readLimits(entered) {
  /** @type {OwnLimits} */
  const own = { per_second: null, burst: null, monthly_quota: null };
  /** @type {Record<string, string>} */
  const wrong = {};
  for (const name of NAMES) {
    const text = entered(name).replace(/[,\s]/g, "");
    const [least, most] = RANGE[name];
    if (text === "") continue;
    if (!/^\d{1,13}$/.test(text) || Number(text) < least || Number(text) > most) wrong[name] = `must be a whole number from ${least} to ${most}, or empty`;
    else own[name] = Number(text);
  }
  return { own, wrong };
}
