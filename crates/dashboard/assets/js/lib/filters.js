import { dayOf } from "./dates.js";
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
