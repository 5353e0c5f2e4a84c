import { signal } from "../../vendor/signals.js";
import { ApiError } from "../api/errors.js";
import { isAbort } from "../api/wire.js";
import { announce } from "../state/page.js";
import { upload } from "./api.js";
import { fileFault } from "./files.js";
import { fieldFaults, told } from "./refused.js";
import { attempt, key, reread, way } from "./state.js";

/** @import { Document } from "./types.js" */

/**
 * A file on its way.
 * @typedef {object} Sending
 * @property {number} id
 * @property {File} file
 * @property {string} type of the document
 * @property {"waits" | "sends" | "failed"} state
 * @property {number} share of it that is sent, 0 to 1
 * @property {string} why it failed; else empty
 * @property {boolean} isHopeless the same file will fail again
 * @property {AbortController} abort
 */

/** Files that are not with the server yet. It outlives the page: another step may be looked at meanwhile. */
export const sending = signal(/** @type {Sending[]} */ ([]));

let lastId = 0;
let isRunning = false;

/**
 * Sends files, one after another.
 * @param {Iterable<File>} files
 * @param {string} type
 */
export function send(files, type) {
  const added = Array.from(files, (file) => ({ id: (lastId += 1), file, type, state: /** @type {const} */ ("waits"), share: 0, why: "", isHopeless: false, abort: new AbortController() }));
  sending.value = [...sending.value, ...added];
  void run();
}

/** @param {number} id */
export function giveUp(id) {
  sending.value.find((one) => one.id === id)?.abort.abort();
  sending.value = sending.value.filter((one) => one.id !== id);
}

/** @param {number} id */
export function again(id) {
  change(id, { state: "waits", share: 0, why: "", abort: new AbortController() });
  void run();
}

/** Gives up all. */
export function stop() {
  sending.value.forEach((one) => one.abort.abort());
  sending.value = [];
}

/** @param {number} id @param {Partial<Sending>} how */
function change(id, how) {
  sending.value = sending.value.map((one) => (one.id === id ? { ...one, ...how } : one));
}

async function run() {
  if (isRunning) return;
  isRunning = true;
  for (;;) {
    const next = sending.value.find((one) => one.state === "waits");
    if (!next) break;
    await one(next);
  }
  isRunning = false;
}

/** @param {Sending} next */
async function one({ id, file, type, abort }) {
  change(id, { state: "sends" });
  const fault = await fileFault(file);
  if (abort.signal.aborted) return;
  if (fault !== null) {
    fail(id, file, fault, true);
    return;
  }
  try {
    const { document } = await attempt(() => upload(key(), type, file, { signal: abort.signal, onShare: (share) => change(id, { share }) }));
    sending.value = sending.value.filter((other) => other.id !== id);
    take(document);
    announce(`${file.name} is with the lender.`);
    // The review may have changed with it; what cannot be read now is read the next time.
    await reread().catch(() => {});
  } catch (error) {
    if (!isAbort(error)) fail(id, file, reason(error), error instanceof ApiError && [400, 413, 415].includes(error.status));
  }
}

/** @param {number} id @param {File} file @param {string} why @param {boolean} isHopeless */
function fail(id, file, why, isHopeless) {
  change(id, { state: "failed", why, isHopeless });
  announce(`${file.name}: ${why}`);
}

/** @param {Document | undefined} document */
function take(document) {
  const known = way.data.value;
  if (!document || known === null || known.documents.some((one) => one.id === document.id)) return;
  way.data.value = { ...known, documents: [...known.documents, document] };
}

/**
 * Why the server did not take it, in one sentence or two.
 * @param {unknown} error
 */
export function reason(error) {
  const fields = fieldFaults(error);
  if (fields.length > 0) return fields.map(({ field, message }) => (field === "document" ? `The file ${message}.` : `${field} ${message}.`)).join(" ");
  const { title, advice } = told(error);
  return `${title}. ${advice}`;
}
