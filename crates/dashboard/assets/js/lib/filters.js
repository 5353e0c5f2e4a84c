import { dayOf } from "./show.js";
import { DEDUPE, LOAN, PAYOUT } from "./words.js";

/** @import { Lead } from "../api/types.js" */

/**
 * What narrows and orders the list. The search is not among it: it is personal data and
 * must never be in the address of a page.
 * @typedef {object} Filters
 * @property {string} status
 * @property {string} start_date
 * @property {string} end_date
 * @property {string} loan_status
 * @property {string} payout_status
 * @property {string} sort
 */

export const NEWEST = "-lead_shared_at";
const SORTS = [NEWEST, "lead_shared_at", "-disbursal_amount", "disbursal_amount"];

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({
  status: "", start_date: "", end_date: "", loan_status: "", payout_status: "", sort: NEWEST,
});

/**
 * Reads the filters of an address; what is no value of a filter is left out.
 * @param {string} query
 * @returns {Filters}
 */
export function readFilters(query) {
  const given = new URLSearchParams(query);
  /** @param {string} name @param {(text: string) => boolean} fits @param {string} [otherwise] */
  const read = (name, fits, otherwise = "") => {
    const text = given.get(name) ?? "";
    return fits(text) ? text : otherwise;
  };
  return {
    status: read("status", (text) => Object.hasOwn(DEDUPE, text)),
    start_date: read("start_date", isDay),
    end_date: read("end_date", isDay),
    loan_status: read("loan_status", (text) => Object.hasOwn(LOAN, text)),
    payout_status: read("payout_status", (text) => Object.hasOwn(PAYOUT, text)),
    sort: read("sort", (text) => SORTS.includes(text), NEWEST),
  };
}

/**
 * The filters as parameters, without what says nothing.
 * @param {Filters} filters
 */
export function writeFilters(filters) {
  const set = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== "" && !(name === "sort" && value === NEWEST)) set.set(name, value);
  }
  return set;
}

/**
 * The question to `/dashboard/leads`.
 * @param {Filters} filters
 * @param {string} search as it is sent
 * @param {{ limit: number, cursor: string | null }} place
 */
export function listQuery(filters, search, place) {
  const query = csvQuery(filters, search);
  query.set("limit", String(place.limit));
  if (place.cursor !== null) query.set("cursor", place.cursor);
  return query;
}

/**
 * The question to `/dashboard/leads.csv`: the same leads, all of them.
 * @param {Filters} filters
 * @param {string} search
 */
export function csvQuery(filters, search) {
  const query = writeFilters(filters);
  if (search !== "") query.set("search", search);
  return query;
}

/** @param {Filters} filters */
export function isNarrowed(filters) {
  return Object.entries(filters).some(([name, value]) => name !== "sort" && value !== "");
}

/**
 * What is wrong with the filters, in words; null if nothing is.
 * @param {Filters} filters
 */
export function fault(filters) {
  const { start_date: from, end_date: to } = filters;
  return from !== "" && to !== "" && from > to ? "The first day must not come after the last day." : null;
}

/**
 * Whether a lead passes the filters; for rows the stream brings.
 * @param {Filters} filters
 * @param {Lead} lead
 */
export function passes(filters, lead) {
  const day = dayOf(lead.lead_shared_at);
  return (filters.status === "" || filters.status === lead.dedupe_status)
    && (filters.start_date === "" || filters.start_date <= day)
    && (filters.end_date === "" || day <= filters.end_date)
    && (filters.loan_status === "" || filters.loan_status === lead.loan_status)
    && (filters.payout_status === "" || filters.payout_status === lead.payout_status);
}

/** @param {string} text */
function isDay(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

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
