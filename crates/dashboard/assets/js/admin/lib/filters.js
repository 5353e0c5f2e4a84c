import { PARTNER, REVIEW, TYPE } from "./words.js";

/**
 * What narrows and orders the list of partners. The search is not among it: names and addresses
 * must not be in the address of a page.
 * @typedef {object} Filters
 * @property {string} status
 * @property {string} partnerType
 * @property {string} onboardingCompleted `true`, `false` or nothing
 * @property {string} review
 * @property {string} deleted `true` for deleted ones only
 * @property {string} sort the API's `sortBy`, with `-` before it for `sortOrder` desc
 * @property {number} page from 1
 */

export const NEWEST = "-createdAt";

/** The orders there are, and what they are called. @type {Record<string, string>} */
export const SORTS = {
  "-createdAt": "Newest first", createdAt: "Oldest first", name: "Name A–Z", "-name": "Name Z–A",
  "-updatedAt": "Last changed first", updatedAt: "Longest unchanged first", status: "Status A–Z", "-status": "Status Z–A",
};

/** The reviews one can ask for. */
export const REVIEWS = Object.fromEntries(Object.entries(REVIEW).filter(([word]) => word !== "not_ready"));

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({ status: "", partnerType: "", onboardingCompleted: "", review: "", deleted: "", sort: NEWEST, page: 1 });

/**
 * Reads the filters of an address; what is no value of a filter is left out.
 * @param {string} text
 * @returns {Filters}
 */
export function readFilters(text) {
  const given = new URLSearchParams(text);
  /** @param {string} name @param {(value: string) => boolean} fits */
  const read = (name, fits, otherwise = "") => {
    const value = given.get(name) ?? "";
    return fits(value) ? value : otherwise;
  };
  return {
    status: read("status", (value) => Object.hasOwn(PARTNER, value)),
    partnerType: read("partnerType", (value) => Object.hasOwn(TYPE, value)),
    onboardingCompleted: read("onboardingCompleted", (value) => value === "true" || value === "false"),
    review: read("review", (value) => Object.hasOwn(REVIEWS, value)),
    deleted: read("deleted", (value) => value === "true"),
    sort: read("sort", (value) => Object.hasOwn(SORTS, value), NEWEST),
    page: Number(read("page", (value) => /^[1-9]\d{0,5}$/.test(value), "1")),
  };
}

/**
 * The filters for an address, without what says nothing.
 * @param {Filters} filters
 */
export function writeFilters(filters) {
  const set = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== "" && value !== NO_FILTERS[/** @type {keyof Filters} */ (name)]) set.set(name, String(value));
  }
  return set;
}

/**
 * The question to the API.
 * @param {Filters} filters
 * @param {string} search
 * @param {number} limit
 * @returns {Record<string, string | number>}
 */
export function listQuery({ sort, ...rest }, search, limit) {
  return { ...rest, search, limit, sortBy: sort.replace(/^-/, ""), sortOrder: sort.startsWith("-") ? "desc" : "asc" };
}

/** @param {Filters} filters */
export function isNarrowed(filters) {
  return Object.entries(filters).some(([name, value]) => name !== "sort" && name !== "page" && value !== "");
}

/** The shortest search that is sent: one letter would find everybody. */
const SHORTEST = 2;
export const LONGEST = 100;

/**
 * What is searched for; null if it is too short to be.
 * @param {string} typed
 */
export function understood(typed) {
  const text = [...typed].filter((char) => !/\p{Cc}/u.test(char)).join("").trim();
  if (text === "") return "";
  return [...text].length < SHORTEST ? null : [...text].slice(0, LONGEST).join("");
}
