import assert from "node:assert/strict";
import { test } from "node:test";
import { afterLogin, leadPath, route, statementPath } from "../assets/js/lib/route.js";

test("paths lead to their pages", () => {
  for (const [path, page] of [
    ["/partner/login", "login"], ["/partner", "dashboard"], ["/partner/", "dashboard"], ["/partner/dashboard", "dashboard"],
    ["/partner/dashboard/", "dashboard"], ["/partner/statements", "statements"], ["/partner/settings", "settings"],
  ]) assert.deepEqual(route(path), { page });
  assert.deepEqual(route("/partner/practice"), { page: "practice" });
  for (const [path, part] of [["/partner/candidates", ""], ["/partner/candidates/", ""], ["/partner/candidates/batches", "batches"], ["/partner/candidates/upload", "upload"]]) {
    assert.deepEqual(route(path), { page: "candidates", part }, path);
  }
  assert.deepEqual(route(leadPath(7)), { page: "lead", id: 7 });
  assert.deepEqual(route(statementPath(12)), { page: "statement", id: 12 });
});

test("what is no page is missing", () => {
  for (const path of ["/", "/partnerx", "/partner/lead", "/partner/lead/0", "/partner/lead/07", "/partner/lead/-1", "/partner/lead/7/x",
    "/partner/lead/9999999999999999999", "/partner/statements/x", "/partner/constructor",
    "/partner/candidates/x", "/partner/candidates/batches/1"]) {
    assert.deepEqual(route(path), { page: "missing" }, path);
  }
});

test("after sign-in one goes on where one was, and nowhere else", () => {
  assert.equal(afterLogin("/partner/lead/7"), "/partner/lead/7");
  assert.equal(afterLogin("/partner/dashboard?status=fresh_lead"), "/partner/dashboard?status=fresh_lead");
  for (const wanted of [null, "", "https://evil.test/", "//evil.test/partner/", "/partner/login", "/partner/../x", "/partner/\\evil.test",
    "javascript:alert(1)", "/partner/lead/7\n", "/other"]) {
    assert.equal(afterLogin(wanted), "/partner/dashboard", String(wanted));
  }
});
