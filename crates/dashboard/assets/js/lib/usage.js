/** @import { QuotaUse, UsageDay } from "../api/types.js" */

/** Codes from here on are refusals. */
const REFUSED = 4000;

/** What the codes of the API mean to whoever called. @type {Record<number, string>} */
const MEANINGS = {
  2000: "Done",
  2004: "Lead shared: a registered user",
  2005: "Lead shared: fresh",
  2006: "Lead shared, without a link: an active user",
  2003: "Fields are missing or are no names",
  4030: "Not permitted",
  4031: "A second person must do this",
  4040: "Not found",
  4043: "No such webhook endpoint",
  4044: "No such delivery",
  4050: "Wrong method for the path",
  4090: "A call with the same idempotency key was under way",
  4091: "An idempotency key was used for something else",
  4092: "Not possible as things stood",
  4110: "No client ID and secret",
  4111: "Wrong client ID or secret",
  4113: "No token could be made",
  4114: "No token",
  4115: "A token of the wrong kind",
  4116: "The partner was not active",
  4117: "The access token had expired",
  4118: "The token was not valid",
  4119: "Not a mobile number",
  4120: "Not a PAN",
  4121: "The person does not meet the basic checks",
  4122: "Encryption is not set up",
  4123: "The encrypted body was refused",
  4124: "A parameter has a wrong value",
  4125: "Encryption is required",
  4130: "The body was too large",
  4150: "The body was not JSON",
  4220: "Fields were wrong",
  4290: "Too many calls: at once or in the month",
  5000: "Something broke on our side",
  5030: "We were not available",
};

/**
 * What a code means; replies without one are counted by their HTTP status.
 * @param {number} outcome
 */
export function meaning(outcome) {
  return MEANINGS[outcome] ?? (outcome < 1000 ? `HTTP ${outcome}` : "Other");
}

/** @param {number} outcome */
export const isRefused = (outcome) => outcome >= REFUSED;

/**
 * All days together.
 * @param {UsageDay[]} days
 */
export function totals(days) {
  return days.reduce((sum, day) => ({ calls: sum.calls + day.calls, refused: sum.refused + day.refused }), { calls: 0, refused: 0 });
}

/**
 * How far a quota is used: 0 to 1, and how that is judged.
 * @param {Pick<QuotaUse, "used" | "allowed">} quota
 * @returns {{ share: number, tone: "good" | "wait" | "bad" }}
 */
export function judged({ used, allowed }) {
  const share = allowed > 0 ? Math.min(1, used / allowed) : 1;
  return { share, tone: share >= 1 ? "bad" : share >= 0.8 ? "wait" : "good" };
}

/**
 * The share in whole per cent; 100 only once nothing is left.
 * @param {Pick<QuotaUse, "used" | "allowed">} quota
 */
export function percentUsed({ used, allowed }) {
  return allowed > 0 ? Math.min(100, Math.floor((used / allowed) * 100)) : 100;
}
