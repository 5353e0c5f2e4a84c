import { refusal } from "../../api/errors.js";
import { bodyOf, dataOf, save, send } from "../../api/wire.js";
import { explained } from "./explain.js";
import { kept, over } from "./session.js";

/** @import { Asked } from "../../api/wire.js" */

/**
 * Asks the API as the member of staff who is signed in.
 * @param {string} address
 * @param {Asked} [asked]
 * @returns {Promise<Response>} a success
 * @throws {import("../../api/errors.js").ApiError} and what the signal throws
 */
export async function request(address, asked = {}) {
  const now = kept();
  if (now === null) return over();
  const reply = await send(address, asked, { Authorization: `Bearer ${now.token}` });
  if (reply.ok) return reply;
  if (reply.status === 401) return over();
  throw explained(await refusal(reply));
}

/**
 * The `data` of a reply.
 * @param {string} address
 * @param {Asked} [asked]
 * @returns {Promise<any>}
 */
export async function ask(address, asked) {
  return dataOf(await request(address, asked), asked?.signal);
}

/**
 * Fetches a file with the token, which a link could not carry.
 * @param {string} address
 * @param {AbortSignal} [signal]
 */
export async function fileOf(address, signal) {
  return bodyOf(await request(address, { signal, accept: "*/*" }), { signal });
}

/**
 * Fetches a file and hands it to the browser as a download.
 * @param {string} address
 * @param {string} name of the file
 * @param {{ signal?: AbortSignal, onBytes?: (bytes: number) => void }} [asked]
 */
export async function download(address, name, asked = {}) {
  save(await bodyOf(await request(address, { signal: asked.signal, accept: "*/*" }), asked), name);
}

/**
 * A question, without what says nothing.
 * @param {Record<string, string | number | null | undefined>} values
 */
export function query(values) {
  const set = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== "" && value !== null && value !== undefined) set.set(name, String(value));
  }
  return set;
}
