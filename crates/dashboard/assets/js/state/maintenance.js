import { computed, signal } from "../../vendor/signals.js";
import { dataOf, send } from "../api/wire.js";

/** @import { Window } from "../api/types.js" */

/** How often it is asked for anew, and how often it is looked whether one has begun. */
const EVERY_MS = 5 * 60_000;
const LOOK_MS = 20_000;

/** Windows that were waved aside, for this browser. */
const DISMISSED = "partner.maintenance";

const known = signal(/** @type {Window[]} */ ([]));
const now = signal(Date.now());
const dismissed = signal(kept());

/** @returns {string[]} */
function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(DISMISSED) ?? "[]");
    return Array.isArray(read) ? read.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** What is to be shown: what runs, and what is to come; the first to begin first. */
export const windows = computed(() => known.value
  .filter((one) => Date.parse(one.to) > now.value && !dismissed.value.includes(one.id))
  .map((one) => ({ ...one, running: Date.parse(one.from) <= now.value }))
  .sort((one, other) => Date.parse(one.from) - Date.parse(other.from)));

/** @param {string} id */
export function dismiss(id) {
  // What is no longer announced need not be remembered.
  const before = kept().filter((other) => known.value.some((one) => one.id === other));
  dismissed.value = [...before, id];
  localStorage.setItem(DISMISSED, JSON.stringify(dismissed.value));
}

/** Asks at once, after a change. */
export const renewMaintenance = () => void read();

async function read() {
  try {
    const reply = await send("/api/v1/maintenance", {}, {});
    if (reply.ok) known.value = (await dataOf(reply)).windows;
  } catch {
    // What was announced stays; the next question will tell.
  }
}

let asked = 0;
let timer = 0;

function tick() {
  if (document.hidden) return;
  now.value = Date.now();
  if (now.value - asked < EVERY_MS) return;
  asked = now.value;
  void read();
}

/** Asks for as long as the document lives. */
export function watchMaintenance() {
  if (timer !== 0) return;
  timer = setInterval(tick, LOOK_MS);
  document.addEventListener("visibilitychange", tick);
  addEventListener("storage", (event) => {
    if (event.key === DISMISSED) dismissed.value = kept();
  });
  tick();
}
