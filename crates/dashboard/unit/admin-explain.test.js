import assert from "node:assert/strict";
import { test } from "node:test";
import { explained, faults } from "../assets/js/admin/api/explain.js";
import { advice, ApiError, refusal } from "../assets/js/api/errors.js";

const reply = (status, body) => new Response(JSON.stringify(body), { status, headers: { "X-Request-Id": "r-1" } });
const told = async (status, body) => advice(explained(await refusal(reply(status, body))));

test("refusals of /api/partners are told by their word", async () => {
  assert.match((await told(409, { success: false, code: "PARTNER_EXISTS", message: "m" })).title, /e-mail address/);
  assert.match((await told(409, { success: false, code: "INVALID_STATUS_TRANSITION", message: "m" })).advice, /Reload/);
  assert.match((await told(409, { success: false, code: "DUPLICATE_ENTRY", message: "Duplicate entry: rotated_a_moment_ago" })).advice, /ten seconds/);
  assert.match((await told(409, { success: false, code: "DUPLICATE_ENTRY", message: "Duplicate entry" })).title, /one already/);
  assert.match((await told(403, { success: false, code: "FORBIDDEN", message: "m" })).title, /role/);
  assert.equal((await told(404, { success: false, code: "PARTNER_NOT_FOUND", message: "m" })).requestId, "r-1");
});

test("each wrong field is named as the form names it", async () => {
  const error = await refusal(reply(400, { success: false, code: "VALIDATION_ERROR", message: "m", errors: [{ field: "phoneNumber", message: "must be E.164" }, { field: "businessInfo.pan", message: "is no PAN" }] }));
  assert.equal(advice(explained(error)).advice, "The telephone number must be E.164. The PAN is no PAN.");
  assert.deepEqual(faults(error), { phoneNumber: "must be E.164", "businessInfo.pan": "is no PAN" });
  assert.deepEqual(faults("a text"), {});
  assert.deepEqual(faults(null), {});
});

test("refusals of the staff's routes are told by code and reason", async () => {
  assert.match((await told(403, { status: false, code: 4031, message: "m" })).title, /second person/);
  assert.match((await told(409, { status: false, code: 4092, reason: "reference_taken", message: "m" })).title, /reference/);
  assert.match((await told(409, { status: false, code: 4092, reason: "something_new", message: "m" })).title, /as things stand/);
  assert.match((await told(422, { status: false, code: 4220, message: "m", errors: [{ field: "to", reason: "is no day" }] })).title, /correct/);
});

test("replies without a code are told as well", async () => {
  assert.equal((await told(409, { status: "error", message: "Somebody has this address" })).title, "Not possible as things stand");
  assert.equal((await told(400, { status: "error", message: "email is required" })).title, "email is required");
  assert.match((await told(500, { status: "error", message: "x" })).advice, /log/);
  assert.match(advice(explained(new ApiError({ status: 0 }))).title, /reached/);
});
