import { count, percent, rupees, showTime } from "../../lib/show.js";

/** @import { Analytics } from "../api/types.js" */

/**
 * The figures of a partner as rows.
 * @param {Analytics} known
 * @returns {{ label: string, value: string, testid: string }[]}
 */
export function figures({ leads, conversion, payouts, usage }) {
  return [
    { label: "Leads", value: count(leads.total), testid: "figure-leads" },
    { label: "In the last 30 days", value: count(leads.last30Days), testid: "figure-recent" },
    { label: "New people", value: count(leads.fresh), testid: "figure-fresh" },
    { label: "Disbursed loans", value: count(conversion.disbursed), testid: "figure-disbursed" },
    { label: "Conversion", value: percent(conversion.disbursed, leads.total), testid: "figure-conversion" },
    { label: "Earned, to be approved", value: rupees(payouts.eligible), testid: "figure-eligible" },
    { label: "Approved, to be paid", value: rupees(payouts.approved), testid: "figure-approved" },
    { label: "Paid", value: rupees(payouts.paid), testid: "figure-paid" },
    { label: "Taken back", value: rupees(payouts.reversed), testid: "figure-reversed" },
    { label: "Last lead", value: showTime(usage.lastLeadAt), testid: "figure-last-lead" },
  ];
}
