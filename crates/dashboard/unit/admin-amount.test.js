import assert from "node:assert/strict";
import { test } from "node:test";

import { readAmount } from "../assets/js/admin/lib/amount.js";

test("amounts are read as people type them", () => {
  for (const [text, amount] of /** @type {const} */ ([["1", 1], ["12500.50", 12500.5], ["1,25,000", 125_000], ["\u20b9 1,000.05", 1000.05], [" 7.5 ", 7.5]])) {
    assert.equal(readAmount(text), amount, text);
  }
});

test("what is no amount, or nothing, is none", () => {
  for (const text of ["", "0", "0.00", "-5", "1e5", "1.234", "12345678901", ".5", "5.", "one", "1.000,00", "NaN", "Infinity", "1\u20b9"]) {
    assert.equal(readAmount(text), null, text);
  }
});
