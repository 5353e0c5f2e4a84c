import { DELIVERY } from "../../lib/webhooks.js";
import { UUID } from "./route.js";

/**
 * What narrows the lists: the partner both, the status the endpoints, the others the log.
 * @typedef {{ partner: string, status: string, endpoint: string, state: string, event: string }} Filters
 */

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({ partner: "", status: "", endpoint: "", state: "", event: "" });

/** The states of an endpoint one can ask for. */
export const STATUS = { active: "Active", paused: "Paused", disabled: "Disabled" };

/** The events there are. */
export const EVENTS = ["lead.status_changed", "loan.disbursed", "payout.eligible", "payout.paid", "payout.reversed", "partner.status_changed", "usage.threshold_reached",
  "credential.rotated", "candidate.invite_accepted", "maintenance.scheduled", "security.alert", "webhook.test"];

/** @type {Record<keyof Filters, (text: string) => boolean>} */
const FITS = {
  partner: (text) => UUID.test(text),
  status: (text) => Object.hasOwn(STATUS, text),
  endpoint: (text) => UUID.test(text),
  state: (text) => Object.hasOwn(DELIVERY, text),
  event: (text) => EVENTS.includes(text),
};

/**
 * Reads the filters of an address; what is no value of a filter is left out.
 * @param {string} text
 * @returns {Filters}
 */
export function readFilters(text) {
  const given = new URLSearchParams(text);
  const read = { ...NO_FILTERS };
  for (const name of /** @type {(keyof Filters)[]} */ (Object.keys(FITS))) {
    const value = given.get(name) ?? "";
    if (FITS[name](value)) read[name] = value;
  }
  return read;
}

/** @param {Filters} filters */
export const isNarrowed = (filters) => Object.values(filters).some((value) => value !== "");

/** What the list of endpoints is asked. @param {Filters} filters */
export const ofEndpoints = ({ partner, status }) => ({ partner, status });

/** What the log is asked. @param {Filters} filters */
export const ofLog = ({ partner, endpoint, state, event }) => ({ partner, endpoint, state, event });

/**
 * Names by key, with those that were read now.
 * @param {Record<string, string>} names
 * @param {{ partner_id: string, partner_name: string }[]} rows
 */
export function named(names, rows) {
  return { ...names, ...Object.fromEntries(rows.map(({ partner_id: id, partner_name: name }) => [id, name])) };
}

/**
 * The choices of a filter: what is known, and what was chosen elsewhere.
 * @param {Record<string, string>} names
 * @param {string} chosen
 */
export function choices(names, chosen) {
  const sorted = Object.fromEntries(Object.entries(names).sort(([, one], [, other]) => one.localeCompare(other)));
  return chosen === "" || Object.hasOwn(sorted, chosen) ? sorted : { ...sorted, [chosen]: "The one chosen" };
}
