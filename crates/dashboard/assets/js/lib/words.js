/**
 * A word of the API for people. The tone picks colour and sign, so that no state is told
 * by colour alone.
 * @typedef {"good" | "wait" | "bad" | "info" | "plain"} Tone
 * @typedef {{ label: string, tone: Tone }} Word
 */

/** @type {Record<string, Word>} */
export const DEDUPE = {
  fresh_lead: { label: "Fresh", tone: "good" },
  registered_user: { label: "Registered", tone: "info" },
  active_user: { label: "Active user", tone: "plain" },
};

/** @type {Record<string, Word>} */
export const LOAN = {
  submitted: { label: "Submitted", tone: "info" },
  under_review: { label: "Under review", tone: "wait" },
  follow_up: { label: "Follow-up", tone: "wait" },
  approved: { label: "Approved", tone: "info" },
  ready_for_disbursement: { label: "Ready for disbursal", tone: "info" },
  disbursal: { label: "Disbursal under way", tone: "wait" },
  disbursed: { label: "Disbursed", tone: "good" },
  account_manager: { label: "With account manager", tone: "wait" },
  rejected: { label: "Rejected", tone: "bad" },
  cancelled: { label: "Cancelled", tone: "bad" },
  refunded: { label: "Refunded", tone: "bad" },
  cleared: { label: "Repaid", tone: "good" },
  closed: { label: "Closed", tone: "plain" },
};

/** @type {Record<string, Word>} */
export const PAYOUT = {
  ineligible: { label: "Not eligible", tone: "plain" },
  eligible: { label: "Eligible", tone: "info" },
  approved: { label: "Approved", tone: "wait" },
  paid: { label: "Paid", tone: "good" },
  reversed: { label: "Reversed", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const USER = {
  active: { label: "Active", tone: "good" },
  on_hold: { label: "On hold", tone: "wait" },
  suspended: { label: "Suspended", tone: "bad" },
  inactive: { label: "Inactive", tone: "plain" },
  not_eligible: { label: "Not eligible", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const STATEMENT = {
  draft: { label: "Draft", tone: "plain" },
  approved: { label: "Approved", tone: "wait" },
  carried: { label: "Carried forward", tone: "info" },
  paid: { label: "Paid", tone: "good" },
  rejected: { label: "Rejected", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const DISPUTE = {
  open: { label: "Dispute open", tone: "wait" },
  upheld: { label: "Dispute upheld", tone: "good" },
  rejected: { label: "Dispute rejected", tone: "bad" },
};

/** @type {Record<string, Word>} */
export const LINE_KIND = {
  earning: { label: "Earning", tone: "good" },
  adjustment: { label: "Adjustment", tone: "info" },
  reversal: { label: "Reversal", tone: "bad" },
};

/** @type {Record<string, string>} */
export const LINE_REASON = {
  disbursed: "Loan disbursed",
  amount_changed: "Disbursed amount changed",
  cancelled: "Loan cancelled",
  refunded: "Loan refunded",
  disbursal_corrected: "Disbursal corrected",
  credited_elsewhere: "Credited to another lead",
};

/** @type {Record<string, string>} */
export const POLICY = {
  off: "Off: requests and replies are plain JSON over TLS.",
  optional: "Optional: encrypted and plain requests are both taken.",
  required: "Required: plain requests are refused, except those of this dashboard.",
};

/**
 * A word the pages do not know yet shows as it came.
 * @param {Record<string, Word>} words
 * @param {string} text
 * @returns {Word}
 */
export function word(words, text) {
  const known = Object.hasOwn(words, text) ? words[text] : undefined;
  return known ?? { label: text.replaceAll("_", " "), tone: "plain" };
}
