import { ApiError } from "./errors.js";
import { request } from "./client.js";

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
