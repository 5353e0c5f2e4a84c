import assert from "node:assert/strict";
import { test } from "node:test";
import { backOff, EventReader } from "../assets/js/lib/sse.js";

const TEXT = ': \n\nretry: 2000\n\nevent: stats\ndata: {"a":1}\n\nevent: lead\r\ndata: {"id":\r\ndata: 7}\r\n\r\ndata\n\n:x\nid: 3\ndata: last\n\nevent: cut\ndata: no';

test("a stream reads the same however it is cut", () => {
  const whole = new EventReader().read(TEXT);
  assert.deepEqual(whole, [
    { event: "stats", data: '{"a":1}' }, { event: "lead", data: '{"id":\n7}' }, { event: "message", data: "" }, { event: "message", data: "last" },
  ]);
  for (let size = 1; size < 20; size += 1) {
    const reader = new EventReader();
    const read = [];
    for (let at = 0; at < TEXT.length; at += size) read.push(...reader.read(TEXT.slice(at, at + size)));
    assert.deepEqual(read, whole, `in pieces of ${size}`);
    assert.equal(reader.retryMs, 2000);
  }
});

test("attempts grow rarer up to half a minute, and are not all at once", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 50].map((attempt) => backOff(attempt, 0)), [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  assert.equal(backOff(1, 1), 1500);
});
