import { html } from "../../html.js";
import { daysLeft, NOTHING, rupees, showDate, showDay } from "../../lib/show.js";
import { LINE_KIND, LINE_REASON, PAYOUT } from "../../lib/words.js";
import { Card, Facts } from "../../ui/facts.js";
import { Chip } from "../../ui/parts.js";

/** @import { LeadPayout } from "../../api/types.js" */

/**
 * What the lead earns, why, and what was booked for it.
 * @param {{ payout: LeadPayout }} props
 */
export function PayoutCard({ payout }) {
  const left = payout.days_left;
  return html`<${Card} title="Payout" testid="payout-card">
    <${Facts} rows=${[
      { label: "Status", value: payout.payout_status ? html`<${Chip} words=${PAYOUT} value=${payout.payout_status} />` : "Nothing earned yet", testid: "payout-status" },
      { label: "Amount", value: html`<strong>${rupees(payout.payout_amount)}</strong>`, testid: "payout-amount" },
      { label: "Grade", value: payout.payout_grade ?? NOTHING, testid: "payout-grade" },
      { label: "Window", value: left === null ? `Until ${showDay(payout.last_day)}` : html`${daysLeft(left)} <span class="under">until ${showDay(payout.last_day)}</span>`, testid: "payout-days-left" },
    ]} />
    <ul class="plain explanation" data-testid="payout-explanation">
      ${payout.explanation.map((sentence) => html`<li key=${sentence}>${sentence}</li>`)}
    </ul>
    ${payout.lines.length > 0 && html`<${Lines} lines=${payout.lines} />`}
  <//>`;
}

/** @param {{ lines: LeadPayout["lines"] }} props */
function Lines({ lines }) {
  return html`<h3>Ledger</h3><table class="cards small-table" data-testid="payout-lines" role="table">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Booked</th><th scope="col" role="columnheader">Entry</th>
      <th scope="col" role="columnheader" class="number">Amount</th></tr></thead>
    <tbody role="rowgroup">${lines.map((line) => html`<tr role="row" key=${line.line_id} data-testid="payout-line">
      <td role="cell" data-label="Booked" class="nowrap">${showDate(line.booked_at)}</td>
      <td role="cell" data-label="Entry"><${Chip} words=${LINE_KIND} value=${line.kind} /><span class="under">${LINE_REASON[line.reason] ?? line.reason}</span></td>
      <td role="cell" data-label="Amount" class="number">${rupees(line.amount)}</td>
    </tr>`)}</tbody>
  </table>`;
}
