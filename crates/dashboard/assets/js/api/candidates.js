import { ApiError, refusal } from "./errors.js";
import { BASE, guided, translated } from "./guided.js";
import { accessToken, refreshed } from "./session.js";

/**
 * What the API tells of candidates. Times are in UTC.
 *
 * @typedef {object} Candidate
 * @property {string} _id the person's
 * @property {string} firstname
 * @property {string} lastname
 * @property {string} email
 * @property {string | null} batch_id
 * @property {string | null} batch_name
 * @property {boolean} is_active
 * @property {boolean} is_paid_for
 * @property {"pending" | "accepted"} invite_status
 * @property {string} invite_sent_at
 * @property {string} invite_expires_at
 * @property {string | null} invite_accepted_at
 * @property {string} partner_candidate_id
 * @property {string} createdAt
 * @property {string} updatedAt
 *
 * @typedef {object} CandidatePage
 * @property {Candidate[]} candidates
 * @property {{ per_page: number, total: number, next_cursor: string | null }} pagination
 * @property {number} total_candidates the partner's, whatever is asked for
 * @property {number} total_batches
 *
 * @typedef {object} Batch
 * @property {string} batch_id
 * @property {string} batch_name
 * @property {number} total_candidates
 * @property {number} candidates_paid
 * @property {number} candidates_pending_payment
 * @property {number} invites_accepted
 * @property {number} invites_pending
 * @property {string} createdAt
 *
 * @typedef {object} Uploaded
 * @property {boolean} dry_run
 * @property {number} total_rows
 * @property {number} successful
 * @property {number} failed
 * @property {{ row: number, email: string, error: string }[]} errors
 *
 * @typedef {{ batch_id?: string, firstname: string, lastname: string, email: string }} Draft
 */

const CANDIDATES = "/candidates";

/** So many batches the API gives at once. */
export const MOST_BATCHES = 1000;

/** @param {string} id */
const below = (id) => `${CANDIDATES}/${encodeURIComponent(id)}`;

/** @param {URLSearchParams} query @param {AbortSignal} [signal] @returns {Promise<CandidatePage>} */
export const candidates = (query, signal) => guided(`${CANDIDATES}?${query}`, { signal });

/** The newest first. @param {AbortSignal} [signal] @returns {Promise<Batch[]>} */
export const batches = async (signal) => (await guided(`${CANDIDATES}/batches?limit=${MOST_BATCHES}`, { signal })).data;

/** @param {string} name @returns {Promise<Batch>} */
export const createBatch = async (name) => (await guided(`${CANDIDATES}/batches`, { method: "POST", body: { batch_name: name } })).data;

/** @param {Draft} draft @returns {Promise<Candidate>} */
export const add = async (draft) => (await guided(CANDIDATES, { method: "POST", body: draft })).data;

/** All enrolments of the person. @param {string} id the person's @returns {Promise<Candidate[]>} */
export const markPaid = async (id) => (await guided(`${below(id)}/mark-paid`, { method: "PATCH" })).data.candidates;

/** @param {string} id the enrolment's @returns {Promise<Candidate>} */
export const resendInvite = async (id) => (await guided(`${below(id)}/resend-invite`, { method: "POST" })).data;

/**
 * Sends a file of candidates; a token that has just ended is renewed once.
 * @param {Blob} file
 * @param {string} name of the file
 * @param {string} batch
 * @param {{ isTrial: boolean, signal: AbortSignal, onShare: (share: number) => void }} asked `isTrial`: nothing is
 *   kept; `onShare` is told how much of it is sent, 0 to 1
 * @returns {Promise<Uploaded>}
 */
export async function upload(file, name, batch, asked) {
  const token = await accessToken();
  let reply = await post(file, name, batch, token, asked);
  if (reply.status === 401) reply = await post(file, name, batch, await refreshed(token), asked);
  if (!reply.ok) throw translated(await refusal(reply));
  try {
    return (await reply.json()).data;
  } catch {
    throw new ApiError({ status: reply.status });
  }
}

/**
 * What fetch cannot do: telling how much is sent.
 * @param {Blob} file
 * @param {string} name
 * @param {string} batch
 * @param {string} token
 * @param {{ isTrial: boolean, signal: AbortSignal, onShare: (share: number) => void }} asked
 * @returns {Promise<Response>} whatever it is
 */
function post(file, name, batch, token, { isTrial, signal, onShare }) {
  const form = new FormData();
  // Before the file, so that a wrong one is refused before it is sent.
  form.append("batch_id", batch);
  form.append("file", file, name);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${BASE}${CANDIDATES}/upload-csv${isTrial ? "?dry_run=true" : ""}`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("X-Dashboard-Request", "true");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "blob";
    request.upload.onprogress = (event) => { if (event.lengthComputable && event.total > 0) onShare(event.loaded / event.total); };
    request.upload.onload = () => onShare(1);
    request.onerror = () => fail(new ApiError({ status: 0 }));
    request.onabort = () => fail(new DOMException("Given up", "AbortError"));
    request.onload = () => done(replyOf(request));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

/** @param {XMLHttpRequest} request */
function replyOf(request) {
  const headers = new Headers();
  for (const name of ["X-Request-Id", "Retry-After", "RateLimit-Limit", "RateLimit-Policy"]) {
    const text = request.getResponseHeader(name);
    if (text !== null) headers.set(name, text);
  }
  return new Response(request.response, { status: request.status, headers });
}
