import { plural, showTime } from "../lib/show.js";
import { site } from "../lib/site.js";

/**
 * A refusal of the API, or no answer at all.
 */
export class ApiError extends Error {
  /**
   * @param {object} told
   * @param {number} told.status HTTP status; 0 without an answer
   * @param {number} [told.code] of the reply; 0 without one
   * @param {string} [told.word] of the reply on /api/partners, in the place of a number
   * @param {string} [told.message]
   * @param {string | null} [told.reason] a word, with code 4092
   * @param {string | null} [told.parameter] with code 4124
   * @param {{ field?: string, reason: string }[]} [told.errors] with code 4220
   * @param {string | null} [told.requestId]
   * @param {number | null} [told.retryAfter] seconds
   */
  constructor(told) {
    super(told.message ?? "No answer");
    this.status = told.status;
    this.code = told.code ?? 0;
    this.word = told.word ?? "";
    this.reason = told.reason ?? null;
    this.parameter = told.parameter ?? null;
    this.errors = told.errors ?? [];
    this.requestId = told.requestId ?? null;
    this.retryAfter = told.retryAfter ?? null;
    /** What whoever asked says about it, if that says more. @type {{ title: string, advice: string } | null} */
    this.told = null;
  }
}

/** @type {Record<string, string>} */
const CONFLICTS = {
  disputed: "This line has been disputed already. Reload the page to see where it stands.",
  not_active: "The endpoint is paused or disabled. Resume or enable it first.",
  overtaken: "Somebody else did the same just now. Reload the page to see what came of it.",
  key_retired: "This key was retired and cannot come back. Make a new key pair and enrol that one.",
};

/**
 * What went wrong, and what to do about it.
 * @param {unknown} error
 * @returns {{ title: string, advice: string, requestId: string | null }}
 */
export function advice(error) {
  if (!(error instanceof ApiError)) {
    return { title: "Something went wrong on this page", advice: `Reload the page. If it happens again, contact ${site.helper}.`, requestId: null };
  }
  return { ...(error.told ?? words(error)), requestId: error.requestId };
}

/**
 * @param {ApiError} error
 * @returns {{ title: string, advice: string }}
 */
function words(error) {
  switch (error.code) {
    case 0:
      return error.status === 0
        ? { title: "The server cannot be reached", advice: "Check your connection, then try again." }
        : { title: "The server gave no usable answer", advice: `Try again. If it stays so, contact ${site.helper}.` };
    case 4111:
      return { title: "Client ID or secret is not right", advice: "Check both for missing characters and blanks. If the secret was rotated, use the new one." };
    case 4116:
      return { title: "This partner account is not active", advice: "Contact your partner manager to have it activated." };
    case 4114: case 4115: case 4117: case 4118:
      return { title: "Your session has ended", advice: "Sign in again." };
    case 4030:
      return { title: "You may not do this", advice: `Ask ${site.helper} for the permission.` };
    case 4040: case 4043: case 4044:
      return { title: "Not found", advice: "It does not exist, or it is not yours. Go back to the list." };
    case 4092:
      return { title: "Not possible as things stand", advice: CONFLICTS[error.reason ?? ""] ?? "Reload the page to see what changed." };
    case 4124:
      return { title: "A filter has a value that cannot be used", advice: `Change or clear it (${error.parameter ?? "unknown"}), then try again.` };
    case 4220: case 2003:
      return { title: "Please correct what was entered", advice: fields(error) };
    case 4290:
      return limited(error);
    case 5030:
      return { title: "The service is busy or being restarted", advice: "Nothing is lost. Try again in a few seconds." };
    default:
      return error.status >= 500
        ? { title: "The server could not do this", advice: `Try again. If it stays so, contact ${site.helper} and name the request below.` }
        : { title: error.message, advice: "Reload the page and try again." };
  }
}

/** Nobody waits that long for a rate, nor is one over so many seconds: that is the month's quota. */
const LONGEST_RATE_S = 3600;
const SHORTEST_MONTH_S = 27 * 86_400;

/**
 * Whether the limit that a reply tells of is over a month.
 * @param {Headers} headers
 */
function isOfMonth(headers) {
  const limit = headers.get("RateLimit-Limit");
  const policy = (headers.get("RateLimit-Policy") ?? "").split(/, */).find((one) => one.startsWith(`${limit};w=`));
  return Number(policy?.split("=")[1]) > SHORTEST_MONTH_S;
}

/**
 * Too many calls: of the month, or at once.
 * @param {ApiError} error
 * @returns {{ title: string, advice: string }}
 */
function limited(error) {
  const wait = Math.max(1, error.retryAfter ?? 1);
  if (error.reason === "quota" || wait > LONGEST_RATE_S) {
    return { title: "The calls of this month are used up", advice: `They count anew from ${showTime(new Date(Date.now() + wait * 1000).toISOString())}. To call more before then, contact ${site.helper}.` };
  }
  return { title: "Too many requests at once", advice: wait < 90 ? `Wait ${plural(wait, "second")}, then try again.` : `Wait ${plural(Math.ceil(wait / 60), "minute")}, then try again.` };
}

/** @type {Record<string, string>} */
const NAMES = { public_key: "The public key", nonce: "The text to sign", signature: "The signature", reason: "The reason", overlap_hours: "The overlap",
  url: "The address", description: "The description", events: "The events", since: "The time" };

/** @param {ApiError} error */
function fields(error) {
  const told = error.errors.map(({ field, reason }) => `${NAMES[field ?? ""] ?? field ?? "It"} ${reason}.`);
  return told.length > 0 ? told.join(" ") : "Check the fields and send them again.";
}

/**
 * A reply that is no success, as an error. Its body may be anything, such as a proxy's page.
 * @param {Response} reply
 * @returns {Promise<ApiError>}
 */
export async function refusal(reply) {
  const told = await reply.json().catch(() => null);
  const quota = reply.status === 429 && isOfMonth(reply.headers);
  const after = Number(reply.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError({
    status: reply.status,
    code: typeof told?.code === "number" ? told.code : 0,
    word: typeof told?.code === "string" ? told.code : "",
    message: typeof told?.message === "string" ? told.message : `HTTP ${reply.status}`,
    reason: told?.reason ?? (quota ? "quota" : null),
    parameter: told?.parameter ?? null,
    // /api/partners calls a field's reason its message.
    errors: Array.isArray(told?.errors) ? told.errors.map((/** @type {any} */ one) => ({ ...one, reason: one?.reason ?? one?.message ?? "is wrong" })) : [],
    requestId: reply.headers.get("X-Request-Id") ?? told?.request_id ?? told?.requestId ?? null,
    retryAfter: Number.isFinite(after) ? after : null,
  });
}
