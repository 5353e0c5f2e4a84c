import { refusal } from "./errors.js";
import { accessToken, refreshed } from "./session.js";
import { bodyOf, dataOf, save, send } from "./wire.js";

/** @import { Asked } from "./wire.js" */
/** @import { Dispute, Encryption, LeadDetail, LeadPage, LeadPayout, Nonce, Profile, Rotated, StatementDetail, StatementPage, Stats } from "./types.js" */

const BASE = "/api/v1/partner";

export { isAbort, save } from "./wire.js";

/**
 * Asks the API; a token that has just ended is renewed once.
 * @param {string} path below `base`
 * @param {Asked} [asked]
 * @param {string} [base]
 * @returns {Promise<Response>} a success
 * @throws {import("./errors.js").ApiError} and what the signal throws
 */
export async function request(path, asked = {}, base = BASE) {
  const token = await accessToken();
  const first = await sendAs(base + path, asked, token);
  if (first.ok) return first;
  const error = await refusal(first);
  if (error.status !== 401) throw error;
  const second = await sendAs(base + path, asked, await refreshed(token));
  if (second.ok) return second;
  throw await refusal(second);
}

/**
 * @param {string} path
 * @param {Asked} asked
 * @param {string} token
 */
function sendAs(path, asked, token) {
  return send(path, asked, { "Authorization": `Bearer ${token}`, "X-Dashboard-Request": "true" });
}

/**
 * The `data` of a reply.
 * @template T
 * @param {string} path
 * @param {Asked} [asked]
 * @returns {Promise<T>}
 */
export async function ask(path, asked) {
  return dataOf(await request(path, asked), asked?.signal);
}

/** @param {number} days @returns {Promise<Stats>} */
export const stats = (days) => ask(`/dashboard/stats?days=${days}`);

/** @param {URLSearchParams} query @param {AbortSignal} [signal] @returns {Promise<LeadPage>} */
export const leads = (query, signal) => ask(`/dashboard/leads?${query}`, { signal });

/** @param {number} id @param {AbortSignal} [signal] @returns {Promise<LeadDetail>} */
export const lead = (id, signal) => ask(`/dashboard/lead/${id}`, { signal });

/** @param {number} id @param {AbortSignal} [signal] @returns {Promise<LeadPayout>} */
export const leadPayout = (id, signal) => ask(`/dashboard/lead/${id}/payout`, { signal });

/** @param {number} page @returns {Promise<StatementPage>} */
export const statements = (page) => ask(`/statements?page=${page}&limit=25`);

/** @param {number} id @param {string | null} cursor @param {AbortSignal} [signal] @returns {Promise<StatementDetail>} */
export const statement = (id, cursor, signal) => ask(`/statements/${id}${cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`}`, { signal });

/** @param {number} id @param {number} line @param {string} reason @returns {Promise<Dispute>} */
export const openDispute = (id, line, reason) => ask(`/statements/${id}/lines/${line}/dispute`, { method: "POST", body: { reason } });

/** @param {number} id @param {number} line @returns {Promise<Dispute>} */
export const dispute = (id, line) => ask(`/statements/${id}/lines/${line}/dispute`);

/** @returns {Promise<Profile>} */
export const profile = () => ask("/profile");

/** @param {number} hours @returns {Promise<Rotated>} */
export const rotate = (hours) => ask("/credentials/rotate", { method: "POST", body: { overlap_hours: hours } });

/** @returns {Promise<Encryption>} */
export const encryption = () => ask("/encryption/keys");

/** @returns {Promise<Nonce>} */
export const nonce = () => ask("/encryption/nonce");

/** @param {{ public_key: string, nonce: string, signature: string }} key @returns {Promise<Encryption & { fingerprint: string }>} */
export const enrol = (key) => ask("/encryption/keys", { method: "POST", body: key });

/**
 * Fetches a file with the Bearer token, which a link could not carry, and hands it to the
 * browser as a download.
 * @param {string} path
 * @param {string} name of the file
 * @param {{ signal?: AbortSignal, onBytes?: (bytes: number) => void }} [asked]
 */
export async function download(path, name, asked = {}) {
  const reply = await request(path, { signal: asked.signal, accept: "*/*" });
  save(await bodyOf(reply, asked), name);
}
