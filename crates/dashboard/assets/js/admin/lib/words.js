/** @import { Word } from "../../lib/words.js" */

/** @type {Record<string, Word>} */
export const PARTNER = {
  pending: { label: "Pending", tone: "wait" },
  active: { label: "Active", tone: "good" },
  suspended: { label: "Suspended", tone: "bad" },
  inactive: { label: "Inactive", tone: "plain" },
  rejected: { label: "Rejected", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const REVIEW = {
  not_ready: { label: "Not ready", tone: "plain" },
  waiting: { label: "Waiting", tone: "wait" },
  approved: { label: "Approved", tone: "good" },
  rejected: { label: "Rejected", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const TYPE = {
  technology: { label: "Technology", tone: "plain" },
  business: { label: "Business", tone: "plain" },
  marketplace: { label: "Marketplace", tone: "plain" },
  enterprise: { label: "Enterprise", tone: "plain" },
};

/** @type {Record<string, Word>} */
export const ACCOUNT = {
  active: { label: "Active", tone: "good" },
  disabled: { label: "Disabled", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const RUN = {
  draft: { label: "Draft", tone: "wait" },
  approved: { label: "Approved", tone: "good" },
  rejected: { label: "Rejected", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const HEALTH = {
  ok: { label: "Well", tone: "good" },
  failing: { label: "Needs a look", tone: "bad" },
  unknown: { label: "Unknown", tone: "wait" },
};

/** What the steps of onboarding are called. @type {Record<string, string>} */
export const STEP = {
  started: "Registered",
  basic_info: "Registered",
  business_info: "Business details",
  api_setup: "API setup",
  verification: "Documents handed in",
  activation: "Activation",
  done: "Live",
};

/** @type {Record<string, string>} */
export const DOCUMENT = {
  business_registration: "Business registration",
  business_permit: "Business permit",
  tax_id: "Tax number",
  contract: "Contract",
  other: "Other document",
};

/** @type {Record<string, string>} */
export const CONSTITUTION = {
  individual: "Individual",
  proprietorship: "Proprietorship",
  huf: "Hindu undivided family",
  partnership: "Partnership",
  llp: "Limited liability partnership",
  private_limited: "Private limited company",
  public_limited: "Public limited company",
  trust: "Trust",
  society: "Society",
};

/**
 * What a word of a list is called; one that the pages do not know yet shows as it came.
 * @param {Record<string, string>} names
 * @param {string} text
 */
export function called(names, text) {
  return (Object.hasOwn(names, text) ? names[text] : undefined) ?? text.replaceAll("_", " ");
}

/**
 * The states a partner may be brought to from `status` by staff, and how that is said.
 * @type {Record<string, { to: string, verb: string, done: string, danger: boolean, means: string }[]>}
 */
export const CHANGES = {
  active: [
    { to: "suspended", verb: "Suspend", done: "suspended", danger: true,
      means: "Every token ends at once: its programs and its people are refused until it is activated again." },
    { to: "inactive", verb: "Deactivate", done: "deactivated", danger: true,
      means: "Every token ends at once. Use this for a partner that stops working with us; it can be activated again." },
  ],
  suspended: [{ to: "active", verb: "Activate", done: "active again", danger: false,
    means: "Its credentials work again. Its people sign in anew." }],
  inactive: [{ to: "active", verb: "Activate", done: "active again", danger: false,
    means: "Its credentials work again. Its people sign in anew." }],
};
