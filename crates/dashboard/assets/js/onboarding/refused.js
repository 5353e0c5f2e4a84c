import { ApiError } from "../api/errors.js";

/** @typedef {{ title: string, advice: string, requestId: string | null }} Told */
/** @typedef {{ field: string, message: string }} FieldFault */

/** What each word of /api/partners is in sentences. @type {Record<string, [title: string, advice: string]>} */
const WORDS = {
  VALIDATION_ERROR: ["Please correct what was entered", "What is wrong stands at each field."],
  PARTNER_EXISTS: ["A partner with this e-mail address exists", "If it is yours, open the link you were given when you started, or ask the lender for a new one."],
  DUPLICATE_ENTRY: ["This was sent twice", "Reload the page to see where you are."],
  INCOMPLETE_ONBOARDING: ["An earlier step is not done yet", "Go back to the first step that is open."],
  REVIEW_PENDING: ["The lender has not approved this yet", "You are told by e-mail as soon as somebody has decided."],
  INVALID_STATUS_TRANSITION: ["Not possible as things stand", "Reload the page to see what changed."],
  CONFLICT: ["Not possible as things stand", "Reload the page to see what changed."],
  DOCUMENT_NOT_FOUND: ["This document is gone already", "Reload the page to see which there are."],
  PAYLOAD_TOO_LARGE: ["This is too large", "A document may have 10 MB. Scan it with fewer dots, or in grey."],
  UNSUPPORTED_MEDIA_TYPE: ["This kind of file is not taken", "Send a PDF, a PNG or a JPEG."],
};

/**
 * Whether the onboarding token opens nothing any more.
 * @param {unknown} error
 */
export const isDeadKey = (error) => error instanceof ApiError && (error.status === 401 || error.word === "PARTNER_NOT_FOUND");

/**
 * Whether the partner is active already: nothing is left to be done.
 * @param {unknown} error
 */
export const isOver = (error) => error instanceof ApiError && error.word === "INVALID_STATUS_TRANSITION";

/**
 * The fields that are wrong.
 * @param {unknown} error
 * @returns {FieldFault[]}
 */
export function fieldFaults(error) {
  /** @type {any[]} */
  const errors = error instanceof ApiError ? error.errors : [];
  return errors.filter((one) => typeof one?.field === "string" && typeof one?.message === "string");
}

/**
 * What went wrong, and what to do about it.
 * @param {unknown} error
 * @returns {Told}
 */
export function told(error) {
  if (!(error instanceof ApiError)) {
    return { title: "Something went wrong on this page", advice: "Reload the page. What was saved is not lost.", requestId: null };
  }
  const [title, advice] = words(error);
  return { title, advice, requestId: error.requestId };
}

/**
 * @param {ApiError} error
 * @returns {[title: string, advice: string]}
 */
function words(error) {
  if (error.told) return [error.told.title, error.told.advice];
  const known = Object.hasOwn(WORDS, error.word) ? WORDS[error.word] : undefined;
  if (known) return known;
  if (error.status === 0) return ["The server cannot be reached", "Check your connection, then try again. What you entered is still here."];
  if (error.status === 401) return ["This link does not count any more", "Ask the lender for a new one."];
  if (error.status === 429) return ["Too many requests", `Wait ${error.retryAfter ?? 60} seconds, then try again.`];
  if (error.status === 503) return ["The service is busy or being restarted", "Nothing is lost. Try again in a few seconds."];
  if (error.status >= 500) return ["The server could not do this", "Try again. If it stays so, contact the lender and name the request below."];
  return [error.message, "Reload the page and try again."];
}
