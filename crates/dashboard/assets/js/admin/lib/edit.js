/** @import { Partner } from "../api/types.js" */

/** The most a rate can be, in basis points. */
const MOST_BPS = 10_000;

/**
 * A rate in per cent as basis points, exactly; null if it is none.
 * @param {string} text such as `1.25`
 */
export function basisPoints(text) {
  const parts = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text);
  if (!parts) return null;
  const bps = Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
  return bps <= MOST_BPS ? bps : null;
}

const PLAIN = /** @type {const} */ (["name", "email", "phoneNumber", "partnerType"]);
const SETUP = /** @type {const} */ (["webhookUrl", "callbackUrl"]);
const BUSINESS = /** @type {const} */ (["companyName", "website", "industry", "constitution", "pan", "gstin", "description"]);

/**
 * What was changed in the form of a partner, as the API takes it: only fields that differ, and
 * null for those that were emptied.
 * @param {Partner} partner
 * @param {(name: string) => string} entered
 * @returns {Record<string, unknown> | string} a text says what is wrong
 */
export function changes(partner, entered) {
  /** @type {Record<string, unknown>} */
  const changed = {
    ...differing(PLAIN, partner, entered),
    ...differing(SETUP, partner.apiSetup ?? {}, entered),
    ...ratio(partner, entered("ratePercent")),
  };
  if ("rateBps" in changed && changed["rateBps"] === undefined) return "The rate is a number of per cent from 0 to 100 with at most two decimals.";
  const business = differing(BUSINESS, partner.businessInfo ?? {}, (name) => entered(`businessInfo.${name}`));
  if (business["companyName"] === null) return "A company keeps a name.";
  if (Object.keys(business).length > 0) changed["businessInfo"] = business;
  return Object.keys(changed).length > 0 ? changed : "Nothing was changed.";
}

/**
 * @param {readonly string[]} names
 * @param {object} before
 * @param {(name: string) => string} entered
 * @returns {Record<string, unknown>}
 */
function differing(names, before, entered) {
  const known = /** @type {Record<string, unknown>} */ (before);
  const changed = names.filter((name) => entered(name) !== (known[name] ?? ""));
  return Object.fromEntries(changed.map((name) => [name, entered(name) === "" ? null : entered(name)]));
}

/**
 * The rate, if it is another one; nothing entered takes the deployment's.
 * @param {Partner} partner
 * @param {string} text
 * @returns {{ rateBps?: number | null | undefined }} undefined for what is no rate
 */
function ratio(partner, text) {
  if (text === "") return { rateBps: null };
  const rate = basisPoints(text);
  if (rate === null) return { rateBps: undefined };
  return rate === partner.rateBps ? {} : { rateBps: rate };
}
