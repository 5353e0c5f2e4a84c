import assert from "node:assert/strict";
import { test } from "node:test";
import { count, NOTHING, paise, percent, plural, rupees, size } from "../assets/js/lib/show.js";

test("whole numbers are grouped by three and then by two", () => {
  for (const [value, text] of [
    [0, "0"], [7, "7"], [999, "999"], [1000, "1,000"], [99999, "99,999"], [100000, "1,00,000"],
    [1234567, "12,34,567"], [10000000, "1,00,00,000"], [123456789012, "1,23,45,67,89,012"], [-100000, "−1,00,000"],
  ]) assert.equal(count(value), text);
});

test("amounts show two decimals and Indian groups", () => {
  for (const [value, text] of [
    [0, "₹\u00a00.00"], [0.05, "₹\u00a00.05"], [0.1 + 0.2, "₹\u00a00.30"], [1000, "₹\u00a01,000.00"], [100000, "₹\u00a01,00,000.00"],
    [1234567.8, "₹\u00a012,34,567.80"], [-455.6, "−₹\u00a0455.60"], [-0.01, "−₹\u00a00.01"],
  ]) assert.equal(rupees(value), text);
});

test("the last paisa survives as far as a JSON number carries it", () => {
  // Each is the double nearest to the amount that the API prints.
  for (const text of ["4398046511103.97", "1.29", "8.70", "1005.01", "70368744177.63"]) {
    assert.equal(paise(JSON.parse(text)), Number(text.replace(".", "")));
  }
  assert.equal(rupees(4398046511103.97), "₹\u00a043,98,04,65,11,103.97");
});

test("nothing is a dash, and no number is nothing", () => {
  for (const show of [count, rupees]) {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(show(value), NOTHING);
  }
});

test("shares are per cent, and nothing of nothing is none", () => {
  assert.equal(percent(1, 8), "12.5 %");
  assert.equal(percent(3, 3), "100.0 %");
  assert.equal(percent(0, 0), "0.0 %");
});

test("one is not many", () => {
  assert.equal(plural(1, "lead"), "1 lead");
  assert.equal(plural(0, "lead"), "0 leads");
  assert.equal(plural(150000, "entry", "entries"), "1,50,000 entries");
});

test("sizes are for people", () => {
  assert.equal(size(999), "999 bytes");
  assert.equal(size(1500), "1.5 kB");
  assert.equal(size(12_440_000), "12.4 MB");
});
