/** @import { ApiError } from "../../api/errors.js" */

/** Refusals of /api/partners. @type {Record<string, { title: string, advice: string }>} */
const WORDED = {
  PARTNER_EXISTS: { title: "Another partner has this e-mail address", advice: "Find that one in the list, or use another address." },
  DUPLICATE_ENTRY: { title: "There is one already", advice: "Reload the page to see it." },
  PARTNER_NOT_FOUND: { title: "There is no such partner", advice: "It may have been deleted meanwhile. Look in the list, also among the deleted ones." },
  DOCUMENT_NOT_FOUND: { title: "This document is gone", advice: "The partner may have replaced it. Reload the page." },
  NOT_FOUND: { title: "This is gone", advice: "Reload the page to see what changed." },
  INCOMPLETE_ONBOARDING: { title: "The onboarding is not that far", advice: "The partner has to do the steps before this one first." },
  REVIEW_PENDING: { title: "The review is not decided", advice: "Approve or reject it first." },
  MISSING_NOTE_CONTENT: { title: "The note is empty", advice: "Write something." },
  INVALID_STATUS_TRANSITION: { title: "The partner is not in the state for this", advice: "Somebody may have changed it meanwhile. Reload the page to see where it stands." },
  CONFLICT: { title: "Not possible as things stand", advice: "Somebody may have changed it meanwhile. Reload the page." },
  FORBIDDEN: { title: "Your role does not include this", advice: "Ask an administrator if you need it." },
  SERVICE_UNAVAILABLE: { title: "The service is busy or being restarted", advice: "Nothing is lost. Try again in a few seconds." },
};

/** Reasons of a 409, on either surface. @type {Record<string, { title: string, advice: string }>} */
const CONFLICTS = {
  nothing_to_settle: { title: "There is nothing to settle", advice: "No ledger line up to that day is without a statement. Look for a draft of the same period." },
  decided: { title: "This run is decided already", advice: "Somebody was faster. Reload the page to see how." },
  rested_upon: { title: "A later run rests upon this one", advice: "Reject the later draft first: its opening balances come from here." },
  not_payable: { title: "This statement cannot be marked paid", advice: "It is paid already, carried forward, or its run is not approved. Reload the page." },
  reference_taken: { title: "This bank reference is used already", advice: "Each payment has a reference of its own. Check it with the bank's record." },
  answered: { title: "This dispute is answered already", advice: "Somebody was faster. Reload the page to read the answer." },
  changed: { title: "The partner changed something meanwhile", advice: "Reload the page and look at what is new before you decide." },
  last_admin: { title: "This is the last active administrator", advice: "Make somebody else an administrator first." },
  self: { title: "This is your own account", advice: "Another administrator has to change it." },
  email_taken: { title: "Somebody has this e-mail address already", advice: "An address belongs to one partner, and to one account, of staff or of a partner." },
  slug_taken: { title: "Another partner has this short name by now", advice: "Rename that one first, or leave this one deleted." },
  rotated_a_moment_ago: { title: "The secret was changed a moment ago", advice: "Another change now would end the one in use. Wait ten seconds, and ask whether a colleague did it." },
  cancelled: { title: "This is cancelled already", advice: "Somebody was faster. Reload the page." },
  over: { title: "This is over", advice: "What is over cannot be cancelled." },
  sent_a_moment_ago: { title: "A link was sent a moment ago", advice: "It is on its way. Another one can be sent in a minute." },
};

/** What fields are called in the forms. @type {Record<string, string>} */
const NAMES = {
  name: "The name", email: "The e-mail address", phoneNumber: "The telephone number", partnerType: "The type", rateBps: "The rate",
  webhookUrl: "The webhook address", callbackUrl: "The callback address", reason: "The reason", content: "The note", overlapHours: "The overlap",
  "businessInfo.companyName": "The company's name", "businessInfo.website": "The website", "businessInfo.industry": "The industry",
  "businessInfo.description": "The description", "businessInfo.constitution": "The constitution", "businessInfo.pan": "The PAN", "businessInfo.gstin": "The GSTIN",
  role: "The role", status: "The state", from: "The beginning", to: "The end", bank_reference: "The bank reference", answer: "The answer", upheld: "The decision",
  per_second: "Calls a second", burst: "Calls at once", monthly_quota: "Calls a month", text: "The text", since: "The time",
  amount: "The amount", reference: "The reference", search: "The search", actor: "The actor", action: "The action", partner: "The partner",
};

/**
 * What each field that is wrong is told, by its path.
 * @param {unknown} error
 * @returns {Record<string, string>}
 */
export function faults(error) {
  const list = /** @type {{ errors?: unknown }} */ (error ?? {}).errors;
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(list.map(({ field, reason }) => [field ?? "", String(reason)]));
}

/** @param {ApiError} error */
function fields(error) {
  const told = error.errors.map(({ field, reason }) => `${NAMES[field ?? ""] ?? field ?? "It"} ${reason}.`);
  return told.length > 0 ? told.join(" ") : "Check the fields and send them again.";
}

/**
 * A refusal with what it means to staff.
 * @param {ApiError} error
 */
export function explained(error) {
  error.told = meaning(error);
  return error;
}

/**
 * The word that says more than the code; /api/partners puts it at the end of its message.
 * @param {ApiError} error
 */
function reasonOf(error) {
  return error.reason ?? (error.word === "" ? "" : /: ([a-z_]+)$/.exec(error.message)?.[1] ?? "");
}

/** @param {ApiError} error @returns {{ title: string, advice: string } | null} */
function meaning(error) {
  if (error.word === "VALIDATION_ERROR") return { title: "Please correct what was entered", advice: fields(error) };
  const known = CONFLICTS[reasonOf(error)] ?? WORDED[error.word];
  if (known) return known;
  if (error.code === 4031) return { title: "A second person has to approve", advice: "Whoever created a payout run cannot approve it. Ask a colleague." };
  if (error.code === 4043) return { title: "There is no such endpoint", advice: "The partner may have deleted it. Reload the page." };
  if (error.code === 4044) return { title: "There is no such delivery", advice: "Old ones are deleted after a while. Reload the list." };
  if (error.status === 403) return WORDED["FORBIDDEN"] ?? null;
  if (error.status === 409) return { title: "Not possible as things stand", advice: "Somebody may have changed it meanwhile. Reload the page to see how." };
  if (error.status === 413) return { title: "That is too much", advice: "Shorten it and send it again." };
  if (error.status === 429) return { title: "Too many requests", advice: `Wait ${error.retryAfter ?? 1} s, then try again.` };
  if (error.code === 0 && error.status >= 400 && error.status < 500) return { title: error.message, advice: "Check what you entered, or reload the page." };
  if (error.code === 0 && error.status >= 500) return { title: "The server could not do this", advice: "Try again. If it stays so, look into the log for the request below." };
  return null;
}
