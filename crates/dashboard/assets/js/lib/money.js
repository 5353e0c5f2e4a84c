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
 * An amount in rupees: `₹1,00,000.00`.
 * @param {number | null | undefined} value
 */
export function rupees(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const all = paise(value);
  const digits = BigInt(Math.abs(all)).toString().padStart(3, "0");
  return `${all < 0 ? "−" : ""}₹${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`;
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
