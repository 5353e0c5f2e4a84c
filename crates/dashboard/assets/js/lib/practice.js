import { NOTHING, showTime } from "./show.js";

/** @import { Word } from "./words.js" */
/** @import { PracticeDay } from "../api/practice.js" */

/** How the average score is judged. @type {Record<string, Word>} */
export const PERFORMANCE = {
  "Excellent": { label: "Excellent", tone: "good" },
  "Good": { label: "Good", tone: "good" },
  "Fair": { label: "Fair", tone: "wait" },
  "Needs Improvement": { label: "Needs improvement", tone: "plain" },
};

const HOME = "Asia/Kolkata";

/**
 * An instant by the clock of `zone`, which is named: `21 Nov 2026, 14:05 IST`, elsewhere
 * `21 Nov 2026, 12:35 (Asia/Dubai)`. A zone that the browser does not know is not guessed at.
 * @param {string | null} instant
 * @param {string} zone
 */
export function timeIn(instant, zone) {
  if (instant === null || Number.isNaN(Date.parse(instant))) return NOTHING;
  if (zone === HOME) return showTime(instant);
  try {
    const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
      .formatToParts(new Date(instant));
    /** @param {string} type */
    const part = (type) => parts.find((one) => one.type === type)?.value ?? "";
    return `${part("day")} ${part("month").slice(0, 3)} ${part("year")}, ${part("hour")}:${part("minute")} (${zone})`;
  } catch {
    return showTime(instant);
  }
}

/**
 * A score or a rating with one decimal; nothing where there is none.
 * @param {number} value 0 where there is none
 */
export const oneDecimal = (value) => (value === 0 ? NOTHING : value.toFixed(1));

/**
 * Names with their part of all of them, 0 to 1.
 * @param {[string, number][]} counts
 */
export function shares(counts) {
  const all = counts.reduce((sum, [, value]) => sum + value, 0);
  return counts.map(([name, value]) => ({ name, value, share: all > 0 ? value / all : 0 }));
}

/** @param {PracticeDay[]} days */
export const finishedOn = (days) => days.reduce((sum, { finished }) => sum + finished, 0);

/**
 * The day that is `days` days before `day`.
 * @param {string} day
 * @param {number} days
 */
export const dayBefore = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
