import { ApiError, refusal } from "./errors.js";
import { accessToken, refreshed } from "./session.js";

/** @import { Dispute, Encryption, LeadDetail, LeadPage, LeadPayout, Nonce, Profile, Rotated, StatementDetail, StatementPage, Stats } from "./types.js" */

const BASE = "/api/v1/partner";

/**
 * @typedef {object} Asked
 * @property {"GET" | "POST"} [method]
 * @property {unknown} [body] sent as JSON
 * @property {AbortSignal} [signal]
 * @property {string} [accept]
 */

/**
 * Asks the API; a token that has just ended is renewed once.
 * @param {string} path below /api/v1/partner
 * @param {Asked} [asked]
 * @returns {Promise<Response>} a success
 * @throws {ApiError} and what the signal throws
 */
export async function request(path, asked = {}) {
  const token = await accessToken();
  const first = await send(path, asked, token);
  if (first.ok) return first;
  const error = await refusal(first);
  if (error.status !== 401) throw error;
  const second = await send(path, asked, await refreshed(token));
  if (second.ok) return second;
  throw await refusal(second);
}

/**
 * @param {string} path
 * @param {Asked} asked
 * @param {string} token
 */
async function send(path, asked, token) {
  /** @type {Record<string, string>} */
  const headers = { "Authorization": `Bearer ${token}`, "X-Dashboard-Request": "true", "Accept": asked.accept ?? "application/json" };
  if (asked.body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(BASE + path, {
      method: asked.method ?? "GET",
      headers,
      body: asked.body === undefined ? null : JSON.stringify(asked.body),
      signal: asked.signal ?? null,
      cache: "no-store",
    });
  } catch (error) {
    if (asked.signal?.aborted) throw error;
    throw new ApiError({ status: 0 });
  }
}

/**
 * The `data` of a reply.
 * @template T
 * @param {string} path
 * @param {Asked} [asked]
 * @returns {Promise<T>}
 */
export async function ask(path, asked) {
  const reply = await request(path, asked);
  try {
    return (await reply.json()).data;
  } catch (error) {
    if (asked?.signal?.aborted) throw error;
    throw new ApiError({ status: reply.status, requestId: reply.headers.get("X-Request-Id") });
  }
}

/**
 * Whether a request was given up by the page itself.
 * @param {unknown} error
 */
export function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
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
  const blob = new Blob(await pieces(reply, asked), { type: reply.headers.get("Content-Type") ?? "" });
  save(blob, name);
}

/**
 * @param {Response} reply
 * @param {{ signal?: AbortSignal, onBytes?: (bytes: number) => void }} asked
 */
async function pieces(reply, asked) {
  const reader = reply.body?.getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const read = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return read;
      read.push(value);
      bytes += value.byteLength;
      asked.onBytes?.(bytes);
    }
  } catch (error) {
    // A reply that breaks off is not complete, and is thrown away.
    if (asked.signal?.aborted) throw error;
    throw new ApiError({ status: 0 });
  }
}

/**
 * Offers `blob` as a download.
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
