/**
 * How a search is understood. `send` is what the API is asked; null asks for nothing new:
 * the text is on its way to a number and is none yet.
 * @typedef {{ kind: "none" | "mobile" | "pan" | "last4" | "prefix" | "name" | "unfinished" | "long",
 *   send: string | null }} Search
 */

const LONGEST = 100;

/**
 * Tells a search apart by its form, as the API does (contract, "Lists").
 * @param {string} typed
 * @returns {Search}
 */
export function understand(typed) {
  const text = [...typed].filter((char) => !/\p{Cc}/u.test(char)).join("").trim();
  if (text === "") return { kind: "none", send: "" };
  if ([...text].length > LONGEST) return { kind: "long", send: null };
  const digits = mobileDigits(text);
  if (digits !== null) {
    if (digits.length === 10) return { kind: "mobile", send: digits };
    if (digits.length === 4) return { kind: "last4", send: digits };
    return { kind: "unfinished", send: null };
  }
  const upper = text.toUpperCase();
  if (/^[A-Z]{5}[0-9]{4}[A-Z]$/.test(upper)) return { kind: "pan", send: upper };
  if (/^[A-Z]{5}[0-9]{1,4}$/.test(upper)) return { kind: "unfinished", send: null };
  return { kind: [...text].length < 3 ? "prefix" : "name", send: text };
}

/**
 * The digits of what looks like a mobile number, without `+91` and blanks people paste along.
 * @param {string} text
 */
function mobileDigits(text) {
  if (!/^\+?[0-9][0-9 -]*$/.test(text)) return null;
  const digits = text.replace(/[^0-9]/g, "");
  if (digits.length === 12 && digits.startsWith("91")) return digits.slice(2);
  return digits;
}

/** @type {Record<Search["kind"], string>} */
const HINTS = {
  none: "A name, all ten digits of a mobile number, its last four, or a PAN.",
  mobile: "Searching for this mobile number.",
  pan: "Searching for this PAN.",
  last4: "Searching for mobile numbers that end in these four digits.",
  prefix: "Searching for names that begin with this.",
  name: "Searching for names that contain this.",
  unfinished: "Go on: ten digits, the last four digits, or a whole PAN.",
  long: "Too long: a name has at most 100 characters.",
};

/** @param {Search} search */
export function hint(search) {
  return HINTS[search.kind];
}
