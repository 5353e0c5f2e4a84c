import assert from "node:assert/strict";
import { test } from "node:test";
import { translated } from "../assets/js/api/guided.js";
import { advice, ApiError } from "../assets/js/api/errors.js";
import { errorsCsv, fieldsOf, inviteState, judged, progressWords, reportWords, rowFault } from "../assets/js/lib/candidates.js";
import { dayBefore, finishedOn, oneDecimal, shares, timeIn } from "../assets/js/lib/practice.js";

test("an invite that has expired is told apart from one that lives", () => {
  const invite = { invite_status: "pending", invite_expires_at: "2026-11-22T00:00:00Z" };
  const end = Date.parse(invite.invite_expires_at);
  assert.deepEqual([end - 1, end].map((now) => inviteState(invite, now)), ["pending", "expired"]);
  assert.equal(inviteState({ ...invite, invite_status: "accepted" }, end + 1), "accepted");
});

test("messages about fields are told field by field, others as they are", () => {
  assert.deepEqual(fieldsOf("firstname must not be blank; email is required"), [{ field: "firstname", reason: "must not be blank" }, { field: "email", reason: "is required" }]);
  assert.deepEqual(fieldsOf("Batch not found"), []);
  assert.equal(rowFault("email must be an e-mail address"), "E-mail must be an e-mail address");
  assert.equal(rowFault("has 2 columns where the header has 3"), "The row has 2 columns where the header has 3");
  assert.equal(rowFault("Candidate with this email already exists in this batch"), "Candidate with this email already exists in this batch");
});

test("the guide's refusals are told as those of other routes", () => {
  const told = (status, message, over = {}) => advice(translated(new ApiError({ status, message, ...over })));
  assert.match(told(400, "firstname must not be blank").advice, /^First name must not be blank\.$/);
  assert.equal(told(400, "file must be text in UTF-8 or UTF-16").advice, "The file must be text in UTF-8 or UTF-16.");
  assert.equal(told(409, "Candidate with this email already exists").title, "Candidate with this email already exists");
  assert.match(told(409, "Candidate with this email already exists").advice, /Search/);
  assert.equal(told(401, "Session expired").title, "Your session has ended");
  assert.match(told(429, "Too Many Requests", { retryAfter: 3 }).advice, /3 seconds/);
  assert.match(told(503, "Service unavailable").title, /busy/);
  assert.match(told(500, "Internal").title, /no usable answer/);
  assert.match(told(0).title, /cannot be reached/);
});

const ROWS = [2, 3, 4].map((line) => ({ line, firstname: "A", lastname: "B", email: `a${line}@b.example`, problem: line === 3 ? "E-mail is missing" : "" }));

test("rows with a problem come first, and what the server found counts for more than what was seen here", () => {
  assert.deepEqual(judged(ROWS, null).map(({ line }) => line), [3, 2, 4]);
  const report = { errors: [{ row: 4, email: "a4@b.example", error: "email must be an e-mail address" }] };
  assert.deepEqual(judged(ROWS, report).map(({ line, problem }) => [line, problem]), [[4, "E-mail must be an e-mail address"], [2, ""], [3, ""]]);
});

test("how far an upload is, and what came of it, is said in words", () => {
  assert.equal(progressWords({ kind: "saving", share: 0.429, bytes: 3_100_000 }), "42 % of 3.1 MB sent");
  assert.match(progressWords({ kind: "saving", share: 1, bytes: 10 }), /being saved/);
  assert.match(progressWords({ kind: "checking", share: 1, bytes: 10 }), /being checked/);
  const words = (dry_run, total_rows, successful) => reportWords({ dry_run, total_rows, successful, failed: total_rows - successful });
  assert.equal(words(true, 100_000, 99_998), "1,00,000 rows: 99,998 candidates will be added, 2 rows will be left out.");
  assert.equal(words(false, 1, 1), "1 row: 1 candidate was added.");
  assert.equal(words(false, 2, 1), "2 rows: 1 candidate was added, 1 row was left out.");
});

test("the problems of a file come as a file without formulas", () => {
  assert.equal(errorsCsv([{ row: 7, email: "=cmd()@x", error: "email must be, say, an address" }]), "\ufeffrow,email,error\r\n7,'=cmd()@x,\"email must be, say, an address\"\r\n");
});

test("times are told by the clock of the partner's zone, which is named", () => {
  const at = "2026-11-21T20:30:00Z";
  assert.equal(timeIn(at, "Asia/Kolkata"), "22 Nov 2026, 02:00 IST");
  assert.equal(timeIn(at, "Asia/Dubai"), "22 Nov 2026, 00:30 (Asia/Dubai)");
  assert.equal(timeIn("2026-09-01T23:05:00Z", "Europe/London"), "2 Sep 2026, 00:05 (Europe/London)");
  assert.equal(timeIn(at, "Nowhere/Land"), "22 Nov 2026, 02:00 IST");
  assert.equal(timeIn(null, "Asia/Dubai"), "–");
});

test("figures of practice", () => {
  assert.deepEqual([0, 4, 73.45].map(oneDecimal), ["–", "4.0", "73.5"]);
  assert.deepEqual(shares([["a", 3], ["b", 1]]), [{ name: "a", value: 3, share: 0.75 }, { name: "b", value: 1, share: 0.25 }]);
  assert.deepEqual(shares([["a", 0]]), [{ name: "a", value: 0, share: 0 }]);
  assert.equal(finishedOn([{ day: "2026-11-21", finished: 2 }, { day: "2026-11-22", finished: 5 }]), 7);
  assert.equal(dayBefore("2026-03-01", 1), "2026-02-28");
});
