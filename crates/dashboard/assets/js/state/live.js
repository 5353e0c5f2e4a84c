import { signal } from "../../vendor/signals.js";
import { request } from "../api/client.js";
import { plural } from "../lib/show.js";
import { backOff, EventReader } from "../lib/sse.js";
import { list, reread, takeLead } from "./leads.js";
import { announce, current } from "./page.js";
import { loadStats, takeStats } from "./partner.js";

/** @import { Lead } from "../api/types.js" */

/** Longer silence than this and the connection is dead: the server says something every 15 s. */
const SILENCE_MS = 40_000;

/**
 * Reads the event stream until it ends. EventSource cannot send a Bearer token.
 * @param {AbortSignal} signal
 * @param {(openedAt: number) => void} onOpen told the server's time, ms since 1970
 * @param {(event: { event: string, data: string }) => void} onEvent
 */
export async function follow(signal, onOpen, onEvent) {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const reply = await request("/dashboard/stream", { signal: both, accept: "text/event-stream" });
  onOpen(Date.parse(reply.headers.get("Date") ?? "") || Date.now());
  const reader = reply.body?.getReader();
  const decoder = new TextDecoder();
  const events = new EventReader();
  let silence = 0;
  try {
    for (;;) {
      clearTimeout(silence);
      silence = setTimeout(() => own.abort(), SILENCE_MS);
      const piece = await reader?.read();
      if (!piece || piece.done) return;
      events.read(decoder.decode(piece.value, { stream: true })).forEach(onEvent);
    }
  } finally {
    clearTimeout(silence);
    own.abort();
  }
}

/** Whether changes come in by themselves. @type {import("../../vendor/signals.js").Signal<"connecting" | "on" | "off">} */
export const live = signal("connecting");

/** The lead that changed last, for the page that shows it. */
export const lastLead = signal(/** @type {Lead | null} */ (null));

/** A page out of sight gives its connection back after so long: browsers have six of them. */
const HIDDEN_MS = 15_000;

/** How long a break may last before it is shown. */
const PATIENCE_MS = 3000;

let attempt = 0;
let openedAt = 0;
let wasOpen = false;
/** @type {AbortController | null} */
let running = null;
/** Ends the wait between two attempts. */
let hurry = () => {};

/** Follows the stream for as long as the document lives. */
export function startLive() {
  let hiding = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(stop, HIDDEN_MS);
    else if (running === null) void run();
  });
  if (!document.hidden) void run();
}

function stop() {
  running?.abort();
  running = null;
}

/** Tries at once. */
export function retryNow() {
  attempt = 0;
  if (running === null) void run();
  else hurry();
}

async function run() {
  const own = (running = new AbortController());
  while (!own.signal.aborted) {
    const late = setTimeout(() => { live.value = "off"; }, PATIENCE_MS);
    try {
      await follow(own.signal, (at) => { clearTimeout(late); opened(at); }, take);
    } catch {
      // Whatever it was, the next attempt will tell.
    }
    if (own.signal.aborted) {
      clearTimeout(late);
      return;
    }
    if (live.value === "on") live.value = "connecting";
    await pause(backOff(attempt, Math.random()));
    if (attempt > 1) live.value = "off";
    clearTimeout(late);
    attempt += 1;
  }
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    hurry = () => {
      clearTimeout(timer);
      resolve(undefined);
    };
  });
}

/** @param {number} at */
function opened(at) {
  attempt = 0;
  live.value = "on";
  // What was missed while the stream was away is read anew.
  if (wasOpen) {
    void reread();
    if (current.value.page === "dashboard") void loadStats();
  } else {
    openedAt = at;
  }
  wasOpen = true;
  isFirst = true;
}

/** Whether the stream has not said anything yet. */
let isFirst = true;

let heard = 0;
let telling = 0;

/** @param {{ event: string, data: string }} event */
function take(event) {
  /** @type {any} */
  let data;
  try {
    data = JSON.parse(event.data);
  } catch {
    return;
  }
  if (event.event === "stats") {
    // Numbers that differ at once: something happened between the list and the stream.
    if (takeStats(data) && isFirst && list.data.value !== null) void list.start();
    isFirst = false;
  }
  if (event.event !== "lead") return;
  lastLead.value = data;
  const result = takeLead(data, openedAt);
  if (result === "added" || result === "counted") tell();
}

/** Says how many leads came in; once for all that come together. */
function tell() {
  heard += 1;
  if (telling !== 0) return;
  telling = setTimeout(() => {
    announce(`${plural(heard, "new lead")}.`);
    heard = 0;
    telling = 0;
  }, 1000);
}
