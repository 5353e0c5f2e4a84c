import assert from "node:assert/strict";
import { test } from "node:test";
import { afterLogin, deliveryPath, partnerPath, route, runPath, sectionOf, SECTIONS } from "../assets/js/admin/lib/route.js";
import { allowed, ROLES } from "../assets/js/admin/lib/roles.js";

const ID = "0193aa11-0000-7000-8000-000000000001";

test("paths lead to their pages", () => {
  for (const { page, path } of SECTIONS) {
    assert.deepEqual(route(path), { page });
    assert.deepEqual(route(`${path}/`), { page });
    assert.equal(sectionOf(page).path, path);
  }
  assert.deepEqual(route("/admin"), { page: "partners" });
  assert.deepEqual(route("/admin/login"), { page: "login" });
  assert.deepEqual(route(partnerPath(ID)), { page: "partner", id: ID });
  assert.deepEqual(route(runPath(7)), { page: "run", id: 7 });
  assert.deepEqual(route(deliveryPath(ID)), { page: "delivery", id: ID });
  assert.equal(sectionOf("delivery").page, "deliveries");
  assert.equal(sectionOf("partner").page, "partners");
  assert.equal(sectionOf("run").page, "payouts");
  assert.equal(sectionOf("login"), undefined);
});

test("what is no page is none", () => {
  for (const path of ["/", "/partner/dashboard", "/admin/x", "/admin/partners/7", `/admin/partners/${ID.toUpperCase()}`, `/admin/partners/${ID}/x`, "/admin/payouts/0",
    "/admin/payouts/1e3", "/admin/payouts/x", "/admin/staff/1", "/admin/deliveries/7", `/admin/usage/${ID}`, "/administration", "/admin/partners/../staff"]) {
    assert.equal(route(path).page, "missing", path);
  }
});

test("after signing in one comes to where one may go, and nowhere else", () => {
  const as = (role) => (needs) => allowed(role).includes(needs);
  assert.equal(afterLogin(null, as("admin")), "/admin/partners");
  assert.equal(afterLogin(null, as("finance")), "/admin/payouts");
  assert.equal(afterLogin(null, as("nobody")), "/admin/partners");
  assert.equal(afterLogin("/admin/audit?actor=1", as("auditor")), "/admin/audit?actor=1");
  assert.equal(afterLogin(`/admin/partners/${ID}`, as("operations")), `/admin/partners/${ID}`);
  assert.equal(afterLogin("/admin/audit", as("operations")), "/admin/partners", "not for this role");
  assert.equal(afterLogin("/admin/partners", as("finance")), "/admin/payouts");
  for (const evil of ["//evil.example", "https://evil.example/admin/staff", "/admin/login", "/admin/nothing", "/admin/\\evil.example", "/admin/staff\n", "javascript:alert(1)", "/partner/dashboard"]) {
    assert.equal(afterLogin(evil, as("admin")), "/admin/partners", evil);
  }
});

test("roles allow what the contract says", () => {
  assert.deepEqual(Object.keys(ROLES), ["admin", "operations", "finance", "auditor"]);
  for (const [role, pages] of [
    ["admin", ["partners", "review", "payouts", "disputes", "deliveries", "usage", "audit", "staff", "maintenance", "health"]],
    ["operations", ["partners", "review", "deliveries", "usage", "maintenance", "health"]],
    ["finance", ["payouts", "disputes", "maintenance", "health"]],
    ["auditor", ["partners", "review", "payouts", "disputes", "deliveries", "usage", "audit", "maintenance", "health"]],
    ["partner", []], ["toString", []],
  ]) assert.deepEqual(SECTIONS.filter(({ needs }) => allowed(role).includes(needs)).map(({ page }) => page), pages, role);
  assert.ok(!allowed("auditor").some((one) => one.endsWith("_write") || one === "staff_manage"));
});

test("what the server says of permissions counts, if it is a list of words", () => {
  assert.deepEqual(allowed("admin", ["health_read"]), ["health_read"]);
  assert.deepEqual(allowed("admin", []), []);
  assert.equal(allowed("operations", "all").length, 9);
  assert.equal(allowed("operations", [1]).length, 9);
});
