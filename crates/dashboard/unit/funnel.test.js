import assert from "node:assert/strict";
import { test } from "node:test";
import { funnel, lastDays, sums } from "../assets/js/lib/stats.js";

const stats = {
  total_leads: 1000, fresh_leads: 600, registered_users: 200, active_users: 200, loan_applications: 150, disbursed_loans: 100,
  payout_eligible_leads: 80, total_payout_amount: 50000, conversion_rate: 0.1, pending_payout_amount: 20000, paid_payout_amount: 30000,
};

test("each step is a share of all leads and of the step before", () => {
  const steps = funnel({ ...stats, registered_leads: 400, paid_leads: 50 });
  assert.deepEqual(steps.map((step) => [step.id, step.value, step.share]), [
    ["shared", 1000, 1], ["registered", 400, 0.4], ["applied", 150, 0.15], ["disbursed", 100, 0.1], ["paid", 50, 0.05],
  ]);
  assert.deepEqual(steps.map((step) => step.kept), [null, 0.4, 0.375, 100 / 150, 0.5]);
});

test("no leads divide by nothing", () => {
  const none = Object.fromEntries(Object.keys(stats).map((name) => [name, 0]));
  for (const step of funnel({ ...none, registered_leads: 0, paid_leads: 0 })) assert.equal(step.share, 0);
});

test("the verdict 2004 is not taken for a registration", () => {
  const steps = funnel({ ...stats, registered_users: 999, registered_leads: 400, paid_leads: 50 });
  assert.equal(steps[1].value, 400);
});

test("the last days are summed", () => {
  const days = [{ date: "2026-11-19", leads: 1, disbursed: 0 }, { date: "2026-11-20", leads: 2, disbursed: 1 }, { date: "2026-11-21", leads: 3, disbursed: 1 }];
  assert.deepEqual(sums(lastDays(days, 2)), { leads: 5, disbursed: 2 });
  assert.deepEqual(sums(lastDays([], 7)), { leads: 0, disbursed: 0 });
  assert.equal(lastDays(days, 90).length, 3);
});
