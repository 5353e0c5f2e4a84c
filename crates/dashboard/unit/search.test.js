import assert from "node:assert/strict";
import { test } from "node:test";
import { hint, understand } from "../assets/js/lib/filters.js";

test("searches are told apart by their form", () => {
  for (const [typed, kind, send] of [
    ["", "none", ""], ["   ", "none", ""],
    ["9876543210", "mobile", "9876543210"], [" 98765 43210 ", "mobile", "9876543210"], ["+91 98765-43210", "mobile", "9876543210"],
    ["3210", "last4", "3210"], ["ABCDE1234F", "pan", "ABCDE1234F"], ["abcde1234f", "pan", "ABCDE1234F"],
    ["a", "prefix", "a"], ["ab", "prefix", "ab"], ["abc", "name", "abc"], ["Asha Rao", "name", "Asha Rao"], ["100%_", "name", "100%_"], ["आशा", "name", "आशा"],
    ["O'Neil-2", "name", "O'Neil-2"],
  ]) assert.deepEqual(understand(typed), { kind, send }, typed);
});

test("a number or PAN under way asks for nothing", () => {
  for (const typed of ["9", "987", "98765", "987654321", "98765432101", "ABCDE1", "abcde1234"]) {
    assert.deepEqual(understand(typed), { kind: "unfinished", send: null }, typed);
  }
});

test("what the API would refuse is not sent", () => {
  assert.equal(understand("x".repeat(101)).send, null);
  assert.equal(understand("é".repeat(100)).send, "é".repeat(100));
  assert.equal(understand("Asha\u0000\n").send, "Asha");
});

test("every form has its hint, and no hint repeats what was typed", () => {
  for (const typed of ["", "3210", "Asha", "9", "ABCDE1234F", "9876543210", "a", "x".repeat(101)]) {
    const text = hint(understand(typed));
    assert.ok(text.length > 10);
    assert.ok(typed.length < 3 || !text.includes(typed));
  }
});
