import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, isNarrowed, named, NO_FILTERS, ofEndpoints, ofLog, readFilters } from "../assets/js/admin/lib/deliveries.js";
import { readLimits } from "../assets/js/admin/lib/limits.js";
import { standing, wrongWith } from "../assets/js/admin/lib/maintenance.js";

const ID = "0193aa11-0000-7000-8000-000000000001";

test("filters of deliveries are read from an address, and what is none is left out", () => {
  const whole = { partner: ID, status: "paused", endpoint: ID, state: "failed", event: "loan.disbursed" };
  assert.deepEqual(readFilters(new URLSearchParams(whole).toString()), whole);
  assert.deepEqual(readFilters("partner=7&status=gone&endpoint=<b>&state=toString&event=loan.stolen&cursor=x"), NO_FILTERS);
  assert.ok(isNarrowed(whole) && !isNarrowed(NO_FILTERS));
});

test("each list is asked what concerns it", () => {
  const set = { partner: ID, status: "paused", endpoint: "e", state: "failed", event: "loan.disbursed" };
  assert.deepEqual(ofEndpoints(set), { partner: ID, status: "paused" });
  assert.deepEqual(ofLog(set), { partner: ID, endpoint: "e", state: "failed", event: "loan.disbursed" });
});

test("choices are those that were seen, in order, and the one chosen elsewhere", () => {
  const names = named({ b: "Bazaar" }, [{ partner_id: "a", partner_name: "Zeta" }, { partner_id: "c", partner_name: "Alpha" }]);
  assert.deepEqual(Object.entries(choices(names, "")), [["c", "Alpha"], ["b", "Bazaar"], ["a", "Zeta"]]);
  assert.equal(choices(names, "x")["x"], "The one chosen");
  assert.deepEqual(Object.keys(choices(names, "a")), ["c", "b", "a"]);
});

test("limits are whole numbers or nothing", () => {
  const read = (per_second, burst, monthly_quota) => readLimits((name) => ({ per_second, burst, monthly_quota })[name]);
  assert.deepEqual(read("", "", ""), { own: { per_second: null, burst: null, monthly_quota: null }, wrong: {} });
  assert.deepEqual(read("50", "100", "1,00,000").own, { per_second: 50, burst: 100, monthly_quota: 100_000 });
  assert.deepEqual(read("1", "1", "0"), { own: { per_second: 1, burst: 1, monthly_quota: 0 }, wrong: {} });
  assert.deepEqual(Object.keys(read("0", "100001", "-1").wrong), ["per_second", "burst", "monthly_quota"]);
  assert.deepEqual(Object.keys(read("1.5", "1e3", "99999999999999").wrong), ["per_second", "burst", "monthly_quota"]);
});

test("an announcement stands before, in or after its time, or is cancelled", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  const at = (from, to, cancelled_at = null) => standing({ from: `2026-11-21T${from}:00Z`, to: `2026-11-21T${to}:00Z`, cancelled_at }, now);
  assert.equal(at("11:00", "12:00"), "upcoming");
  assert.equal(at("10:00", "10:01"), "running");
  assert.equal(at("09:00", "10:00"), "over");
  assert.equal(at("11:00", "12:00", "2026-11-21T09:00:00Z"), "cancelled");
});

test("what is wrong with an announcement is told by field", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  const good = { from: "2026-11-21T11:00:00.000Z", to: "2026-11-21T12:00:00.000Z", text: "x" };
  assert.deepEqual(wrongWith(good, now), {});
  assert.deepEqual(Object.keys(wrongWith({ from: null, to: null, text: "" }, now)), ["from", "to", "text"]);
  assert.match(wrongWith({ ...good, to: good.from }, now).to, /after the beginning/);
  assert.match(wrongWith({ ...good, to: "2026-11-21T09:00:00.000Z" }, now).to, /to come/);
  assert.deepEqual(wrongWith({ ...good, text: "😀".repeat(500) }, now), {});
  assert.match(wrongWith({ ...good, text: "x".repeat(501) }, now).text, /500/);
});
