import { request } from "./client.js";
import { EventReader } from "../lib/sse.js";

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
