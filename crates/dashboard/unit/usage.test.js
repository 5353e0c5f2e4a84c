import assert from "node:assert/strict";
import { test } from "node:test";
import { advice, refusal } from "../assets/js/api/errors.js";
import { span, spanHere } from "../assets/js/lib/show.js";
import { isRefused, judged, meaning, percentUsed, totals } from "../assets/js/lib/usage.js";

test("a quota is judged at 80 and at 100 per cent", () => {
  for (const [used, allowed, share, tone] of [[0, 10, 0, "good"], [79, 100, 0.79, "good"], [80, 100, 0.8, "wait"], [99, 100, 0.99, "wait"], [100, 100, 1, "bad"], [150, 100, 1, "bad"], [0, 0, 1, "bad"]]) {
    assert.deepEqual(judged({ used, allowed }), { share, tone }, `${used} of ${allowed}`);
  }
  assert.equal(percentUsed({ used: 9999, allowed: 10_000 }), 99);
  assert.equal(percentUsed({ used: 20_000, allowed: 10_000 }), 100);
  assert.equal(percentUsed({ used: 0, allowed: 0 }), 100);
});

test("codes are told in words, also those that are not known", () => {
  assert.match(meaning(4290), /Too many/);
  assert.equal(meaning(429), "HTTP 429");
  assert.equal(meaning(9999), "Other");
  assert.deepEqual([2006, 2003, 4000, 5030].map(isRefused), [false, false, true, true]);
  assert.deepEqual(totals([{ day: "2026-11-20", calls: 5, refused: 1 }, { day: "2026-11-21", calls: 2, refused: 2 }]), { calls: 7, refused: 3 });
});

/** What is said of a reply with code 4290. @param {Record<string, string>} headers */
async function told(headers) {
  const body = JSON.stringify({ status: false, code: 4290, message: "Too Many Requests", request_id: "r" });
  return advice(await refusal(new Response(body, { status: 429, headers })));
}

const POLICY = "500;w=5, 10000;w=2592000, 1000;w=5";

test("too many calls at once and too many in a month are told apart, with when to try again", async () => {
  const rate = await told({ "Retry-After": "7", "RateLimit-Limit": "500", "RateLimit-Policy": POLICY });
  assert.match(rate.title, /at once/);
  assert.match(rate.advice, /7 seconds/);
  assert.match((await told({ "Retry-After": "1" })).advice, /1 second,/);
  assert.match((await told({ "Retry-After": "600" })).advice, /10 minutes/);
  // In the last minutes of the month no long wait gives the quota away.
  const quota = await told({ "Retry-After": "300", "RateLimit-Limit": "10000", "RateLimit-Policy": POLICY });
  assert.match(quota.title, /month/);
  assert.match(quota.advice, /\d{4}, \d\d:\d\d IST/);
  assert.match((await told({ "Retry-After": "864000" })).title, /month/);
});

test("a span is told by the Indian clock, and by the reader's where that is another", () => {
  assert.equal(span("2026-11-21T20:30:00Z", "2026-11-21T22:30:00Z"), "22 Nov 2026, 02:00–04:00 IST");
  assert.equal(span("2026-11-21T17:30:00Z", "2026-11-21T19:30:00Z"), "21 Nov 2026, 23:00 – 22 Nov 2026, 01:00 IST");
  process.env.TZ = "America/New_York";
  assert.equal(spanHere("2026-11-21T20:30:00Z", "2026-11-21T22:30:00Z"), "21 Nov 2026, 15:30–17:30");
  process.env.TZ = "Asia/Kolkata";
  assert.equal(spanHere("2026-11-21T20:30:00Z", "2026-11-21T22:30:00Z"), "–");
});
