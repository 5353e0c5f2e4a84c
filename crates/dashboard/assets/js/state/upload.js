import { signal } from "../../vendor/signals.js";
import { upload } from "../api/candidates.js";
import { isAbort } from "../api/wire.js";
import { reportWords } from "../lib/candidates.js";
import { readSheet } from "../lib/sheet.js";
import { batches } from "./candidates.js";
import { announce } from "./page.js";

/** @import { Uploaded } from "../api/candidates.js" */
/** @import { SheetRow } from "../lib/sheet.js" */

/**
 * A file that was read here. Its bytes are kept: what was shown is what is sent, whatever
 * becomes of the file meanwhile.
 * @typedef {{ name: string, blob: Blob, rows: SheetRow[], wrong: number }} Chosen
 *
 * How far one is: `share` of it is read or sent, 0 to 1; `report` is what the server found, or did.
 * @typedef {{ kind: "none" } | { kind: "reading", name: string, share: number } | { kind: "unreadable", name: string, fault: string }
 *   | { kind: "read" } | { kind: "checking" | "saving", share: number } | { kind: "checked" | "saved", report: Uploaded }} Step
 */

/** All this outlives the page: others may be looked at while a file is sent. */
export const step = signal(/** @type {Step} */ ({ kind: "none" }));
export const chosen = signal(/** @type {Chosen | null} */ (null));
export const batchId = signal("");
/** Why it was not sent. */
export const problem = signal(/** @type {unknown} */ (null));

/** @type {AbortController | null} */
let running = null;

/**
 * What is begun is what counts: whatever was under way is given up.
 * @param {Step} at
 */
function begin(at) {
  running?.abort();
  running = new AbortController();
  removeEventListener("beforeunload", warn);
  problem.value = null;
  step.value = at;
  return running.signal;
}

/** Forgets the file. */
export function forget() {
  begin({ kind: "none" });
  chosen.value = null;
}

/** @param {string} id */
export function chooseBatch(id) {
  batchId.value = id;
  problem.value = null;
  // What was found of another batch says nothing of this one.
  if (step.value.kind === "checked") step.value = { kind: "read" };
}

/**
 * Reads a file, here alone.
 * @param {File} file
 */
export async function choose(file) {
  const { name } = file;
  const abort = begin({ kind: "reading", name, share: 0 });
  chosen.value = null;
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const onShare = (/** @type {number} */ share) => { if (!abort.aborted) step.value = { kind: "reading", name, share }; };
    const sheet = await readSheet(bytes, { signal: abort, onShare });
    if (abort.aborted) return;
    if ("fault" in sheet) {
      step.value = { kind: "unreadable", name, fault: sheet.fault };
      announce(sheet.fault);
      return;
    }
    chosen.value = { name, blob: new Blob([bytes], { type: "text/csv" }), ...sheet };
    step.value = { kind: "read" };
  } catch (error) {
    if (!isAbort(error)) step.value = { kind: "unreadable", name, fault: "This file cannot be read. A folder has to be opened and its file chosen." };
  }
}

/**
 * Sends the file: to be checked alone, or to be kept.
 * @param {"checking" | "saving"} kind
 */
export async function send(kind) {
  const file = chosen.value;
  const before = step.value;
  if (file === null || running === null) return;
  const isTrial = kind === "checking";
  const abort = begin({ kind, share: 0 });
  // Whoever closes the page gives up what is being sent.
  addEventListener("beforeunload", warn);
  try {
    const onShare = (/** @type {number} */ share) => { if (!abort.aborted) step.value = { kind, share }; };
    const report = await upload(file.blob, file.name, batchId.value, { isTrial, signal: abort, onShare });
    if (abort.aborted) return;
    step.value = { kind: isTrial ? "checked" : "saved", report };
    announce(reportWords(report));
    if (!isTrial) void batches.start();
  } catch (error) {
    if (running?.signal !== abort) return;
    step.value = before;
    problem.value = isAbort(error) ? null : error;
  } finally {
    if (running?.signal === abort) removeEventListener("beforeunload", warn);
  }
}

/** Gives up what is being sent. */
export const giveUp = () => running?.abort();

/** @param {BeforeUnloadEvent} event */
const warn = (event) => event.preventDefault();
