/** @import { Word } from "../../lib/words.js" */
/** @import { MaintenanceWindow } from "../api/types.js" */

/** @type {Record<string, Word>} */
export const WINDOW = {
  upcoming: { label: "Announced", tone: "info" },
  running: { label: "Under way", tone: "wait" },
  over: { label: "Over", tone: "plain" },
  cancelled: { label: "Cancelled", tone: "bad" },
};

/** Longer texts are refused. */
export const LONGEST = 500;

/**
 * Where an announcement stands.
 * @param {Pick<MaintenanceWindow, "from" | "to" | "cancelled_at">} window
 * @param {number} now ms since 1970
 * @returns {"upcoming" | "running" | "over" | "cancelled"}
 */
export function standing({ from, to, cancelled_at: cancelled }, now) {
  if (cancelled !== null) return "cancelled";
  if (Date.parse(to) <= now) return "over";
  return Date.parse(from) <= now ? "running" : "upcoming";
}

/**
 * What is wrong with an announcement, by field.
 * @param {{ from: string | null, to: string | null, text: string }} entered
 * @param {number} now ms since 1970
 */
export function wrongWith({ from, to, text }, now) {
  /** @type {Record<string, string>} */
  const wrong = {};
  if (from === null) wrong["from"] = "is a day and a time";
  if (to === null) wrong["to"] = "is a day and a time";
  else if (Date.parse(to) <= now) wrong["to"] = "must be to come";
  else if (from !== null && to <= from) wrong["to"] = "must come after the beginning";
  if (text === "") wrong["text"] = "must not be empty";
  else if ([...text].length > LONGEST) wrong["text"] = `must have at most ${LONGEST} characters`;
  return wrong;
}
