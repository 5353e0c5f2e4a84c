import { NOTHING, showClock, showDate, until } from "./show.js";

/** @import { Word } from "./words.js" */

/** @type {Record<string, Word>} */
export const ENDPOINT = {
  active: { label: "Active", tone: "good" },
  failing: { label: "Failing", tone: "wait" },
  paused: { label: "Paused", tone: "bad" },
  disabled: { label: "Disabled", tone: "plain" },
};

/** @type {Record<string, Word>} */
export const DELIVERY = {
  pending: { label: "On its way", tone: "wait" },
  delivered: { label: "Delivered", tone: "good" },
  failed: { label: "Given up", tone: "bad" },
};

/** @type {Record<string, string>} */
export const ORIGIN = {
  event: "The event happened",
  replay: "Somebody asked for it again",
  test: "Somebody pressed the test button",
};

/** What an endpoint is told that wants everything. */
export const EVERY = "*";

/** The event of the test button, which nobody subscribes to. */
export const TEST = "webhook.test";

/** Deliveries are not tried more often. */
export const MOST_ATTEMPTS = 12;

/**
 * How an endpoint does: its status, and whether it fails although it is active.
 * @param {{ status: string, failing_since: string | null }} endpoint
 */
export function condition(endpoint) {
  return endpoint.status === "active" && endpoint.failing_since !== null ? "failing" : endpoint.status;
}

/**
 * An address without scheme and query: some of those carry a token.
 * @param {string} address
 */
export function hostAndPath(address) {
  try {
    const url = new URL(address);
    const path = url.pathname === "/" ? "" : url.pathname;
    return url.host + path + (url.search === "" ? "" : "?…");
  } catch {
    return address;
  }
}

/** Why there was no answer. @type {Record<string, string>} */
const ERRORS = {
  address_refused: "The name leads to an address that is not public, so nothing was sent. Point it at a public address.",
  unresolved: "The name of the host could not be looked up. Check its DNS records.",
  connect: "No connection could be made. Check that the server runs and lets us in.",
  tls: "The encrypted connection failed. Check that the certificate is valid, complete and for this name.",
  timeout: "There was no answer in time. Answer first with 2xx, then do the work.",
  answer_too_large: "The answer was too large. Answer with 2xx and an empty body.",
  broken: "The connection broke before the answer was complete.",
  unreadable: "What was kept of the event cannot be read any more. Contact your partner manager.",
  paused: "The endpoint was paused because nothing was taken there for long.",
  deleted: "The endpoint was deleted.",
  disabled: "The endpoint was disabled.",
};

/** What an answer means, where its number alone says too little. @type {Record<number, string>} */
const STATUSES = {
  400: "Your server did not understand it.",
  401: "Your server wants a sign-in. Webhooks are told by their signature; let them through without one.",
  403: "Your server or something in front of it refused it.",
  404: "There is nothing at this address. Check the path.",
  405: "This address takes no POST.",
  408: "Your server waited too long for us.",
  410: "Your server says that this address is gone for good. We take its word, and pause the endpoint.",
  413: "Your server takes no body of this size.",
  415: "Your server takes no JSON here.",
  422: "Your server did not accept what was in it.",
  429: "Your server had too much to do; we keep to the pause it asks for.",
  500: "Something in your server broke.",
  502: "What stands in front of your server got no usable answer from it.",
  503: "Your server was not ready.",
  504: "What stands in front of your server got no answer from it in time.",
};

/**
 * What came of an attempt, in short: `HTTP 500`, or the word for why there was no answer.
 * @param {number | null} status
 * @param {string | null} error
 */
export function outcome(status, error) {
  if (status !== null) return `HTTP ${status}`;
  return error === null ? NOTHING : sentence(error);
}

/** @param {string} word */
function sentence(word) {
  const text = word.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * What came of an attempt, and what to do about it; empty where nothing need be said.
 * @param {number | null} status
 * @param {string | null} error
 */
export function explain(status, error) {
  if (error !== null && Object.hasOwn(ERRORS, error)) return ERRORS[error] ?? "";
  if (status === null) return "";
  if (status >= 200 && status < 300) return "Taken.";
  if (status >= 300 && status < 400) return "Redirects are not followed. Put in the address they lead to.";
  return STATUSES[status] ?? (status >= 500 ? "Your server could not take it." : "Your server did not take it.");
}

/**
 * When it is tried again, in words: `in 4 min`; by the minute, and by the second before that.
 * @param {string} instant
 * @param {number} now ms since 1970
 */
export function soon(instant, now) {
  const seconds = Math.ceil((Date.parse(instant) - now) / 1000);
  if (seconds <= 0) return "at any moment";
  return seconds < 90 ? `in ${seconds} s` : until(instant, now);
}

/**
 * An instant to the second: `21 Nov 2026, 14:05:09 IST`.
 * @param {string | null} instant
 */
export function showSecond(instant) {
  const day = showDate(instant);
  if (instant === null || day === NOTHING) return NOTHING;
  return `${day}, ${showClock(instant)}:${String(new Date(instant).getUTCSeconds()).padStart(2, "0")} IST`;
}

/**
 * How long an attempt took: `34 ms`, `15.0 s`.
 * @param {number} ms
 */
export function took(ms) {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Indian Standard Time, as instants are written. */
const OFFSET = "+05:30";

/**
 * An instant as a field of day and time holds it, by the Indian clock.
 * @param {string | number} instant
 */
export function toField(instant) {
  return new Date(new Date(instant).getTime() + 5.5 * 3_600_000).toISOString().slice(0, 16);
}

/**
 * The instant a field of day and time holds; null if it holds none.
 * @param {string} text
 */
export function fromField(text) {
  const at = Date.parse(`${text}:00${OFFSET}`);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && !Number.isNaN(at) ? new Date(at).toISOString() : null;
}

/**
 * JSON as people read it.
 * @param {unknown} value
 */
export function pretty(value) {
  return JSON.stringify(value, null, 2);
}
