import { ApiError } from "./errors.js";

/**
 * @typedef {object} Asked
 * @property {"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} [method]
 * @property {unknown} [body] sent as JSON
 * @property {AbortSignal} [signal]
 * @property {string} [accept]
 */

/**
 * Sends a question of ours to our server.
 * @param {string} address
 * @param {Asked} asked
 * @param {Record<string, string>} headers who asks
 * @returns {Promise<Response>} whatever it is
 * @throws {ApiError} without an answer, and what the signal throws
 */
export async function send(address, asked, headers) {
  /** @type {Record<string, string>} */
  const typed = asked.body === undefined ? {} : { "Content-Type": "application/json" };
  try {
    return await fetch(address, {
      method: asked.method ?? "GET",
      headers: { "Accept": asked.accept ?? "application/json", ...typed, ...headers },
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
 * @param {Response} reply
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function dataOf(reply, signal) {
  try {
    return (await reply.json()).data;
  } catch (error) {
    if (signal?.aborted) throw error;
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

/**
 * The whole body of a reply.
 * @param {Response} reply
 * @param {{ signal?: AbortSignal | undefined, onBytes?: (bytes: number) => void }} [asked]
 * @returns {Promise<Blob>} of the type that the server named
 */
export async function bodyOf(reply, asked = {}) {
  return new Blob(await pieces(reply, asked), { type: reply.headers.get("Content-Type") ?? "" });
}

/**
 * @param {Response} reply
 * @param {{ signal?: AbortSignal | undefined, onBytes?: (bytes: number) => void }} asked
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
