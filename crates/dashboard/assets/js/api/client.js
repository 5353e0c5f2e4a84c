import { ApiError } from "./errors.js";
import { refusal } from "./reply.js";
import { accessToken, refreshed } from "./session.js";

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
