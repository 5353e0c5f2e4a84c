/** What stands for nothing. */
export const NOTHING = "–";

/**
 * Digits in Indian groups: the last three, then pairs. `digits` holds 0-9 only.
 * @param {string} digits
 */
function grouped(digits) {
  const tail = digits.slice(-3);
  const head = digits.slice(0, -3);
  return head === "" ? tail : `${head.replace(/\B(?=(\d\d)+$)/g, ",")},${tail}`;
}

/**
 * A whole number as people write it here: `1,00,000`.
 * @param {number | null | undefined} value
 */
export function count(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const whole = Math.trunc(value);
  return (whole < 0 ? "−" : "") + grouped(BigInt(Math.abs(whole)).toString());
}

/**
 * An amount in rupees, as the API writes it, in whole paise. Exact up to 9 × 10^13
 * rupees, beyond which a JSON number has no room for paise.
 * @param {number} value
 */
export function paise(value) {
  return Math.round(value * 100);
}

/**
 * An amount in rupees: `₹ 1,00,000.00`, with a space that does not break.
 * @param {number | null | undefined} value
 */
export function rupees(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const all = paise(value);
  const digits = BigInt(Math.abs(all)).toString().padStart(3, "0");
  return `${all < 0 ? "−" : ""}₹\u00a0${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

/**
 * A share in per cent with one decimal: `12.5 %`. Nothing of nothing is 0.
 * @param {number} part
 * @param {number} whole
 */
export function percent(part, whole) {
  const share = whole > 0 ? (part / whole) * 100 : 0;
  return `${share.toFixed(1)} %`;
}

/**
 * `one` or `many`, after the number: `1 lead`, `2 leads`.
 * @param {number} value
 * @param {string} one
 * @param {string} [many]
 */
export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * A size in bytes for people: `12.4 MB`.
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

// Business days are those of Asia/Kolkata, which has had one offset since 1945. Counting by
// hand keeps the pages independent of what a browser knows of zones and languages.
const OFFSET_MS = (5 * 60 + 30) * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** @param {number} value */
const two = (value) => String(value).padStart(2, "0");

/**
 * The clock on the wall in India, in the UTC fields of a Date.
 * @param {string | number | Date} instant
 */
function wall(instant) {
  return new Date(new Date(instant).getTime() + OFFSET_MS);
}

/**
 * The business day of an instant as `2026-11-21`.
 * @param {string | number | Date} instant
 */
export function dayOf(instant) {
  return wall(instant).toISOString().slice(0, 10);
}

/**
 * A day `2026-11-21` as `21 Nov 2026`.
 * @param {string | null | undefined} day
 */
export function showDay(day) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!parts) return NOTHING;
  const month = MONTHS[Number(parts[2]) - 1];
  return month === undefined ? NOTHING : `${Number(parts[3])} ${month} ${parts[1]}`;
}

/**
 * The business day of an instant as `21 Nov 2026`.
 * @param {string | null | undefined} instant
 */
export function showDate(instant) {
  if (!instant || Number.isNaN(Date.parse(instant))) return NOTHING;
  return showDay(dayOf(instant));
}

/**
 * The time of day of an instant as `14:05`.
 * @param {string | null | undefined} instant
 */
export function showClock(instant) {
  if (!instant || Number.isNaN(Date.parse(instant))) return NOTHING;
  const at = wall(instant);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/**
 * An instant as `21 Nov 2026, 14:05 IST`.
 * @param {string | null | undefined} instant
 */
export function showTime(instant) {
  const day = showDate(instant);
  return day === NOTHING ? NOTHING : `${day}, ${showClock(instant)} IST`;
}

/**
 * From an instant to another: `21 Nov 2026, 14:05–16:00 IST`.
 * @param {string} from
 * @param {string} to
 */
export function span(from, to) {
  const begin = `${showDate(from)}, ${showClock(from)}`;
  return showDate(from) === showDate(to) ? `${begin}–${showClock(to)} IST` : `${begin} – ${showDate(to)}, ${showClock(to)} IST`;
}

/**
 * The same by the clock where the reader is; nothing where that is the Indian one.
 * @param {string} from
 * @param {string} to
 */
export function spanHere(from, to) {
  /** @param {string} text */
  const local = (text) => {
    const at = new Date(text);
    const here = -at.getTimezoneOffset() * 60_000;
    return here === OFFSET_MS ? null : new Date(at.getTime() - OFFSET_MS + here).toISOString();
  };
  const [begin, end] = [local(from), local(to)];
  return begin === null || end === null ? NOTHING : span(begin, end).replace(" IST", "");
}

/**
 * A day `2026-11-21` without its year, for axes: `21 Nov`.
 * @param {string} day
 */
export function shortDay(day) {
  return showDay(day).replace(/ \d{4}$/, "");
}

/**
 * Seconds since 1970 of a day, as the plot counts them.
 * @param {string} day
 */
export function daySeconds(day) {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

/**
 * The day of such seconds.
 * @param {number} seconds
 */
export function secondsDay(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/**
 * How long ago, in words: `today`, `yesterday`, `12 days ago`; by business days.
 * @param {string} instant
 * @param {number} now ms since 1970
 */
export function age(instant, now) {
  const days = Math.round((Date.parse(dayOf(now)) - Date.parse(dayOf(instant))) / DAY_MS);
  if (days <= 0) return "today";
  return days === 1 ? "yesterday" : `${days} days ago`;
}

/**
 * How long until then, in words; for what ends within days.
 * @param {string} instant
 * @param {number} now ms since 1970
 */
export function until(instant, now) {
  const minutes = Math.ceil((Date.parse(instant) - now) / 60_000);
  if (minutes <= 0) return "ended";
  if (minutes < 90) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `in ${hours} hours` : `in ${Math.round(hours / 24)} days`;
}

/**
 * Days left in words. 0 is the last day on which a disbursal earns.
 * @param {number | null | undefined} left
 */
export function daysLeft(left) {
  if (left === null || left === undefined) return NOTHING;
  if (left <= 0) return "Last day today";
  return left === 1 ? "1 day left" : `${left} days left`;
}
