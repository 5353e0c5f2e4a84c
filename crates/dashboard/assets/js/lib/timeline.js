/** @import { LeadDetail, LeadPayout } from "../api/types.js" */

/**
 * @typedef {"done" | "next" | "open" | "failed"} State
 * @typedef {{ id: string, label: string, at: string | null, state: State, note: string }} Step
 */

const ENDED = ["rejected", "cancelled", "refunded"];

/**
 * A lead's way from shared to paid. The payout may not be there yet.
 * @param {LeadDetail} lead
 * @param {LeadPayout | null} payout
 * @returns {Step[]}
 */
export function timeline(lead, payout) {
  const status = lead.payout_status;
  const earned = payout?.lines.find((line) => line.kind === "earning")?.booked_at ?? null;
  const isPaid = status === "paid";
  const isEligible = isPaid || status === "eligible" || status === "approved";
  /** @type {[string, string, boolean, string | null, string][]} */
  const steps = [
    ["shared", "Shared", true, lead.lead_shared_at, ""],
    ["registered", "Registered", lead.user_registered_at !== null, lead.user_registered_at, "Waiting for the person to register through the link."],
    ["applied", "Applied", lead.loan_application_id !== null, lead.loan_created_at, "Waiting for a loan application."],
    ["disbursed", "Disbursed", lead.disbursed_at !== null, lead.disbursed_at, "Waiting for the loan to be paid out."],
    ["eligible", "Payout eligible", isEligible, isEligible ? earned : null, "Follows a disbursal within the window."],
    ["paid", "Payout paid", isPaid, null, status === "approved" ? "Approved; the payment is under way." : "Follows with the next statement."],
  ];
  const dead = end(lead, payout);
  let reached = false;
  return steps.map(([id, label, done, at, note]) => {
    if (done) return { id, label, at, state: "done", note: "" };
    if (reached) return { id, label, at: null, state: "open", note: "" };
    reached = true;
    return dead === null
      ? { id, label, at: null, state: "next", note }
      : { id, label, at: null, state: "failed", note: dead };
  });
}

/**
 * Why nothing more will come; null while something may.
 * @param {LeadDetail} lead
 * @param {LeadPayout | null} payout
 */
function end(lead, payout) {
  if (lead.dedupe_status === "active_user") return "The person had an active loan or was barred when the lead was shared.";
  if (lead.payout_status === "reversed") return "The payout was taken back.";
  if (lead.payout_status === "ineligible") return "The disbursal came after the window, so nothing is earned.";
  if (lead.payout_status !== null) return null;
  if (lead.loan_status !== null && ENDED.includes(lead.loan_status)) return `The loan application was ${lead.loan_status}.`;
  if (payout && payout.days_left === null) return "The window has ended: a disbursal earns nothing any more.";
  return null;
}
