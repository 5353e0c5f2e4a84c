import assert from "node:assert/strict";
import { test } from "node:test";
import { elsewhere } from "../assets/js/admin/lib/elsewhere.js";
import { figures } from "../assets/js/admin/lib/figures.js";
import { parts, span } from "../assets/js/admin/lib/health.js";
import { fileName, kindOf } from "../assets/js/admin/lib/media.js";
import { called, CHANGES, PARTNER, STEP } from "../assets/js/admin/lib/words.js";

test("an address that a partner wrote leads to a web page or nowhere", () => {
  assert.equal(elsewhere("https://www.partner.example/a?b#c"), "https://www.partner.example/a?b#c");
  assert.equal(elsewhere("http://partner.example"), "http://partner.example/");
  for (const evil of ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "blob:https://x/1", "file:///etc/passwd", "https://us@evil.example/", "https://user:pw@evil.example/", "/admin/staff", "", "https://"]) {
    assert.equal(elsewhere(evil), null, evil);
  }
});

test("only three kinds of files are shown, whatever they call themselves", () => {
  const one = (mediaType, name = "x") => ({ id: "1", type: "other", name, mediaType, uploadedAt: "" });
  assert.deepEqual(["image/png", "image/jpeg", "application/pdf"].map((type) => kindOf(one(type)).shown), ["image", "image", "pdf"]);
  for (const type of ["image/svg+xml", "text/html", "toString", "", undefined, null]) assert.equal(kindOf(one(type)), null, String(type));
  assert.equal(fileName(one("application/pdf", "permit.pdf")), "permit.pdf");
  assert.equal(fileName(one("application/pdf", "permit.html")), "permit.html.pdf");
  assert.equal(fileName(one("image/jpeg", "scan.JPEG")), "scan.JPEG");
  assert.ok(!/[/\\<>\u202e]|^\./.test(fileName(one("image/png", "../../<b>\u202e"))));
  assert.equal(fileName(one("application/pdf", "...")), "document.pdf");
});

test("spans of time are told roughly", () => {
  for (const [seconds, text] of [[0, "0 s"], [89, "89 s"], [90, "2 min"], [3600, "60 min"], [7200, "2 h"], [172_800, "2 days"], [null, "–"]]) assert.equal(span(seconds), text);
});

const HEALTH = {
  status: "failing", version: "0.1.0", started_at: "", now: "", clock_offset_seconds: 0,
  database: { status: "ok", backend: "sqlite", version: "3.50.4" }, migrations: { status: "ok", pending: 0 }, disk: { status: "ok", free_bytes: 64_000_000_000 },
  audit: { status: "failing", waiting: 12, oldest_seconds: 7200 }, mail: { status: "ok", route: "files", waiting: 0, oldest_seconds: null, failed_24h: 1 },
  webhooks: { status: "ok", waiting: 3, oldest_seconds: 5, failing_endpoints: 2, paused_endpoints: 1 },
  encryption: { status: "ok", key_present: false }, lead_names: { status: "ok", backlog: 1200 }, limits: { status: "ok", kept_in: "redis" },
};

test("each part of the service is told in words", () => {
  const told = Object.fromEntries(parts(HEALTH).map(({ name, lines }) => [name, lines.join("; ")]));
  assert.equal(told.database, "SQLite 3.50.4");
  assert.match(told.audit, /12 entries, the oldest for 2 h/);
  assert.match(told.mail, /files.*No letter waits.*1 letter given up/);
  assert.match(told.webhooks, /3 webhooks, the oldest for 5 s.*2 failing, 1 paused/);
  assert.match(told.encryption, /cannot be encrypted/);
  assert.match(told.lead_names, /1,200 leads/);
  assert.match(told.limits, /shared by every server/);
  const unknown = { ...HEALTH, migrations: { status: "unknown", pending: null }, disk: { status: "unknown", free_bytes: null }, audit: { status: "unknown", waiting: null, oldest_seconds: null },
    mail: { ...HEALTH.mail, waiting: null, failed_24h: null },
    webhooks: { status: "unknown", waiting: null, oldest_seconds: null, failing_endpoints: null, paused_endpoints: null }, lead_names: { status: "unknown", backlog: null } };
  for (const { lines } of parts(unknown)) assert.ok(!lines.join().includes("null"), lines.join());
});

test("words that are not known yet show as they came", () => {
  assert.equal(called(STEP, "verification"), "Documents handed in");
  assert.equal(called(STEP, "site_visit"), "site visit");
  assert.equal(called(STEP, "constructor"), "constructor");
});

test("staff change a status only as the status machine has it", () => {
  const ways = Object.entries(CHANGES).map(([from, all]) => [from, all.map(({ to }) => to)]);
  assert.deepEqual(ways, [["active", ["suspended", "inactive"]], ["suspended", ["active"]], ["inactive", ["active"]]]);
  for (const [from, to] of ways) assert.ok([from, ...to].every((word) => Object.hasOwn(PARTNER, word)));
});

test("a partner's figures are written as everywhere", () => {
  const told = Object.fromEntries(figures({
    leads: { total: 123_456, registered: 0, fresh: 5, active: 0, last30Days: 7 }, conversion: { disbursed: 30_864, rate: 0.25 },
    payouts: { eligible: 100_000.5, approved: 0, paid: 12.34, reversed: 0 }, usage: { lastLeadAt: null },
  }).map(({ testid, value }) => [testid, value]));
  assert.deepEqual([told["figure-leads"], told["figure-conversion"], told["figure-eligible"], told["figure-last-lead"]], ["1,23,456", "25.0 %", "₹\u00a01,00,000.50", "–"]);
});
