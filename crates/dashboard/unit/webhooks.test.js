import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryPath, route } from "../assets/js/lib/route.js";
import { condition, explain, fromField, hostAndPath, outcome, pretty, showSecond, soon, toField, took } from "../assets/js/lib/webhooks.js";

test("the pages have their paths, and a delivery is named by its id", () => {
  const uuid = "0193aa11-0000-7000-8000-00000000000a";
  assert.deepEqual(route("/partner/webhooks"), { page: "webhooks" });
  assert.deepEqual(route("/partner/usage/"), { page: "usage" });
  assert.deepEqual(route(deliveryPath(uuid)), { page: "delivery", uuid });
  for (const no of ["1", uuid.toUpperCase(), `${uuid}0`, `${uuid}/x`, ".."]) assert.deepEqual(route(deliveryPath(no)), { page: "missing" }, no);
});

test("of an address host and path are shown, for the rest may be a token", () => {
  for (const [address, shown] of [["https://hooks.example/in/a?token=secret", "hooks.example/in/a?…"], ["https://hooks.example/", "hooks.example"],
    ["http://127.0.0.1:8080/x", "127.0.0.1:8080/x"], ["https://hooks.example/?t=1", "hooks.example?…"], ["no address", "no address"]]) assert.equal(hostAndPath(address), shown);
});

test("an active endpoint that fails is said to", () => {
  assert.equal(condition({ status: "active", failing_since: null }), "active");
  assert.equal(condition({ status: "active", failing_since: "2026-11-21T10:00:00Z" }), "failing");
  assert.equal(condition({ status: "paused", failing_since: "2026-11-21T10:00:00Z" }), "paused");
});

test("every word for a failure is explained, and whatever else came is told", () => {
  for (const word of ["address_refused", "unresolved", "connect", "tls", "timeout", "answer_too_large", "broken", "unreadable"]) assert.match(explain(null, word), /\.$/, word);
  for (const status of [199, 204, 302, 404, 410, 418, 503, 599]) assert.match(explain(status, null), /\.$/, String(status));
  assert.match(explain(301, null), /[Rr]edirects are not followed/);
  assert.equal(explain(null, "toString"), "");
  assert.equal(outcome(503, null), "HTTP 503");
  assert.equal(outcome(null, "answer_too_large"), "Answer too large");
  assert.equal(outcome(null, null), "–");
});

test("what comes next is told by the second, then by the minute", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  for (const [at, text] of [["2026-11-21T09:59:00Z", "at any moment"], ["2026-11-21T10:00:05Z", "in 5 s"], ["2026-11-21T10:04:00Z", "in 4 min"], ["2026-11-21T15:00:00Z", "in 5 hours"]]) assert.equal(soon(at, now), text);
  assert.equal(took(34), "34 ms");
  assert.equal(took(15_000), "15.0 s");
});

test("times of fields are the Indian clock's, wherever the browser is", () => {
  for (const zone of ["UTC", "America/New_York", "Asia/Kolkata"]) {
    process.env.TZ = zone;
    assert.equal(toField("2026-11-21T18:30:00Z"), "2026-11-22T00:00");
    assert.equal(fromField("2026-11-22T00:00"), "2026-11-21T18:30:00.000Z");
    assert.equal(showSecond("2026-11-21T18:30:09.900Z"), "22 Nov 2026, 00:00:09 IST");
  }
  for (const no of ["", "2026-11-22", "2026-13-01T00:00", "soon"]) assert.equal(fromField(no), null, no);
  assert.equal(showSecond(null), "–");
});

test("a body is written as people read it", () => {
  assert.equal(pretty({ type: "webhook.test", data: {} }), '{\n  "type": "webhook.test",\n  "data": {}\n}');
});
