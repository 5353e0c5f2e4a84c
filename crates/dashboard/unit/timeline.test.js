import assert from "node:assert/strict";
import { test } from "node:test";
import { timeline } from "../assets/js/lib/timeline.js";

const lead = {
  lead_shared_at: "2026-11-01T05:00:00.000Z", dedupe_status: "fresh_lead", user_registered_at: null, loan_application_id: null,
  loan_created_at: null, loan_status: null, disbursed_at: null, payout_status: null,
};
const payout = { days_left: 12, lines: [] };
const states = (...given) => timeline(...given).map((step) => step.state);

test("a lead that was only shared waits for the registration", () => {
  assert.deepEqual(states(lead, payout), ["done", "next", "open", "open", "open", "open"]);
});

test("each thing that happened is done, with its time", () => {
  const paid = { ...lead, user_registered_at: "2026-11-02T05:00:00.000Z", loan_application_id: 1, loan_created_at: "2026-11-03T05:00:00.000Z",
    loan_status: "disbursed", disbursed_at: "2026-11-04T05:00:00.000Z", payout_status: "paid" };
  const booked = { days_left: null, lines: [{ kind: "earning", booked_at: "2026-11-05T05:00:00.000Z" }] };
  const steps = timeline(paid, booked);
  assert.deepEqual(steps.map((step) => step.state), Array(6).fill("done"));
  assert.deepEqual(steps.map((step) => step.at?.slice(8, 10) ?? null), ["01", "02", "03", "04", "05", null]);
  assert.deepEqual(states({ ...paid, payout_status: "approved" }, booked).slice(4), ["done", "next"]);
});

test("where nothing more can come it says why", () => {
  for (const [change, left, note] of [
    [{ dedupe_status: "active_user" }, null, /active loan/],
    [{}, null, /window has ended/],
    [{ loan_application_id: 1, loan_status: "rejected" }, 5, /rejected/],
    [{ payout_status: "ineligible", disbursed_at: "2026-12-24T05:00:00.000Z" }, null, /after the window/],
    [{ payout_status: "reversed" }, null, /taken back/],
  ]) {
    const failed = timeline({ ...lead, ...change }, { ...payout, days_left: left }).filter((step) => step.state === "failed");
    assert.equal(failed.length, 1);
    assert.match(failed[0].note, note);
  }
});
