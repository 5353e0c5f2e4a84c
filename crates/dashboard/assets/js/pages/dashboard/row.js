import { html } from "../../html.js";
import { showClock, showDate } from "../../lib/dates.js";
import { rupees } from "../../lib/money.js";
import { leadPath } from "../../lib/route.js";
import { DEDUPE, LOAN, PAYOUT } from "../../lib/words.js";
import { freshRows } from "../../state/leads.js";
import { Chip } from "../../ui/chip.js";

/** @import { Lead } from "../../api/types.js" */

/** @param {{ lead: Lead }} props */
export function LeadRow({ lead }) {
  const fresh = freshRows.value.has(lead.id);
  return html`<tr role="row" data-testid="lead-row" data-lead-id=${lead.id} data-fresh=${fresh} class=${fresh ? "fresh" : ""}>
    <th scope="row" role="rowheader" class="cell-lead">
      <a href=${leadPath(lead.id)} data-testid="lead-link"><span data-testid="lead-name">${lead.first_name} ${lead.last_name}</span></a>
      <span class="under"><span data-testid="lead-mobile">${lead.mobile_number}</span><span data-testid="lead-pan">${lead.pan_number}</span></span>
    </th>
    <td role="cell" data-label="Status"><${Chip} words=${DEDUPE} value=${lead.dedupe_status} testid="lead-status" /></td>
    <td role="cell" data-label="Shared" data-testid="lead-shared"><span class="nowrap">${showDate(lead.lead_shared_at)}</span>
      <span class="under nowrap">${showClock(lead.lead_shared_at)} IST</span></td>
    <td role="cell" data-label="Loan" class=${lead.loan_status ? "" : "nothing"}><${Chip} words=${LOAN} value=${lead.loan_status} testid="lead-loan" />
      ${lead.application_number && html`<span class="under break">${lead.application_number}</span>`}</td>
    <td role="cell" data-label="Disbursed" class=${lead.disbursal_amount === null ? "number nothing" : "number"} data-testid="lead-amount">${rupees(lead.disbursal_amount)}
      ${lead.disbursed_at && html`<span class="under nowrap">${showDate(lead.disbursed_at)}</span>`}</td>
    <td role="cell" data-label="Payout" class=${lead.payout_status ? "number" : "number nothing"} data-testid="lead-payout">${lead.payout_status
      ? html`<span>${rupees(lead.payout_amount)}</span><span class="under"><${Chip} words=${PAYOUT} value=${lead.payout_status} /></span>`
      : html`<span class="muted">–</span>`}</td>
  </tr>`;
}
