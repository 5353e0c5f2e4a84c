/** @import { CurrentStep, Onboarding } from "./types.js" */
/** @import { Word } from "../lib/words.js" */

/**
 * The steps as the address and the test ids call them.
 * @typedef {"business" | "api" | "documents" | "review" | "live"} Step
 */

/** @type {readonly Step[]} */
export const STEPS = ["business", "api", "documents", "review", "live"];

/** @type {Record<Step, string>} */
export const STEP_NAMES = { business: "Business details", api: "API set-up", documents: "Documents", review: "Review", live: "Go live" };

/** @type {Record<string, string>} */
export const PARTNER_TYPES = {
  technology: "Technology: we build or integrate software",
  business: "Business: we offer services beside loans",
  marketplace: "Marketplace: others sell on our platform",
  enterprise: "Enterprise: a large organisation",
};

/** @type {Record<string, string>} */
export const CONSTITUTIONS = {
  individual: "Individual",
  proprietorship: "Proprietorship",
  huf: "Hindu undivided family",
  partnership: "Partnership firm",
  llp: "Limited liability partnership",
  private_limited: "Private limited company",
  public_limited: "Public limited company",
  trust: "Trust",
  society: "Society or association",
};

/** @type {Record<string, string>} */
export const DOCUMENT_TYPES = {
  business_registration: "Business registration",
  business_permit: "Business permit",
  tax_id: "Tax registration (PAN, GST)",
  contract: "Contract",
  other: "Other",
};

/** @type {Record<string, Word>} */
export const REVIEWS = {
  not_ready: { label: "Not handed in yet", tone: "plain" },
  waiting: { label: "Waiting for review", tone: "wait" },
  approved: { label: "Approved", tone: "good" },
  rejected: { label: "Rejected", tone: "bad" },
};

/** @type {Record<CurrentStep, number>} */
const POSITIONS = { business_info: 0, api_setup: 1, verification: 2, activation: 3, done: 4 };

/**
 * The place in STEPS up to which one may go.
 * @param {Onboarding} known
 */
export function furthest(known) {
  const position = POSITIONS[known.partner.onboarding.currentStep] ?? 0;
  return position === POSITIONS.activation && known.review.state === "approved" ? position + 1 : position;
}

/**
 * The step to show: the one that is wished for if it is open, else where one is.
 * @param {Onboarding} known
 * @param {string | null} wished
 * @returns {Step}
 */
export function stepOf(known, wished) {
  const open = STEPS.slice(0, furthest(known) + 1);
  return open.find((step) => step === wished) ?? open.at(-1) ?? "business";
}

/**
 * A word of the API for people; one the pages do not know yet shows as it came.
 * @param {Record<string, string>} words
 * @param {string} text
 */
export const label = (words, text) => (Object.hasOwn(words, text) ? words[text] ?? text : text.replaceAll("_", " "));
