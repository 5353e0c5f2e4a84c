import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { statement as readStatement } from "../../api/client.js";
import { leadPath } from "../../lib/route.js";
import { count, rupees, showDate } from "../../lib/show.js";
import { DISPUTE, LINE_KIND, LINE_REASON } from "../../lib/words.js";
import { DisputeDialog } from "./dispute.js";
import { Card } from "../../ui/facts.js";
import { Chip, FormError } from "../../ui/parts.js";

/** @import { StatementDetail, StatementLine } from "../../api/types.js" */

/**
 * The lines of a statement, 200 at a time.
 * @param {{ statement: StatementDetail }} props
 */
export function Lines({ statement }) {
  const lines = useSignal(statement.lines);
  const cursor = useSignal(statement.next_cursor);
  const asked = useSignal(/** @type {StatementLine | null} */ (null));
  const error = useSignal(/** @type {unknown} */ (null));

  const more = async () => {
    error.value = null;
    try {
      const page = await readStatement(statement.statement_id, cursor.value);
      lines.value = [...lines.value, ...page.lines];
      cursor.value = page.next_cursor;
    } catch (failed) {
      error.value = failed;
    }
  };
  /** @param {number} id @param {string} status */
  const disputed = (id, status) => {
    lines.value = lines.value.map((line) => (line.line_id === id ? { ...line, dispute: status } : line));
  };

  return html`<${Card} title="Lines" extra=${html`<p class="muted">${count(lines.value.length)} of ${count(statement.line_count)}</p>`}>
    <table class="cards" data-testid="statement-lines" role="table" aria-label="Lines of the statement">
      <thead role="rowgroup"><tr role="row">
        <th scope="col" role="columnheader">Lead</th><th scope="col" role="columnheader">Entry</th><th scope="col" role="columnheader">Disbursed</th>
        <th scope="col" role="columnheader" class="number">Loan</th><th scope="col" role="columnheader">Rate</th>
        <th scope="col" role="columnheader" class="number">Amount</th><th scope="col" role="columnheader">Dispute</th>
      </tr></thead>
      <tbody role="rowgroup">${lines.value.map((line) => html`<${Line} key=${line.line_id} line=${line} onAsk=${() => { asked.value = line; }} />`)}</tbody>
    </table>
    <${FormError} error=${error.value} testid="lines-error" />
    ${cursor.value !== null && html`<p class="more"><button type="button" class="button" data-testid="lines-more" onClick=${more}>Show more lines</button></p>`}
    ${asked.value && html`<${DisputeDialog} statement=${statement.statement_id} line=${asked.value} onDisputed=${disputed} onClose=${() => { asked.value = null; }} />`}
  <//>`;
}

/** @param {{ line: StatementLine, onAsk: () => void }} props */
function Line({ line, onAsk }) {
  return html`<tr role="row" data-testid="statement-line" data-line-id=${line.line_id}>
    <th scope="row" role="rowheader"><a href=${leadPath(line.lead_id)}>Lead ${line.lead_id}</a></th>
    <td role="cell" data-label="Entry"><${Chip} words=${LINE_KIND} value=${line.kind} /><span class="under">${LINE_REASON[line.reason] ?? line.reason}</span></td>
    <td role="cell" data-label="Disbursed"><span class="nowrap">${showDate(line.disbursed_at)}</span><span class="under">after ${line.days_to_disbursal} ${line.days_to_disbursal === 1 ? "day" : "days"}</span></td>
    <td role="cell" data-label="Loan" class="number">${rupees(line.disbursal_amount)}</td>
    <td role="cell" data-label="Rate">${line.rate_percent} %<span class="under">grade ${line.payout_grade}</span></td>
    <td role="cell" data-label="Amount" class="number"><strong>${rupees(line.amount)}</strong></td>
    <td role="cell" data-label="Dispute">${line.dispute === null
      ? html`<button type="button" class="button small" data-testid="dispute-open" onClick=${onAsk}>Dispute<span class="visually-hidden"> the line of lead ${line.lead_id}</span></button>`
      : html`<button type="button" class="chip-button" data-testid="dispute-view" onClick=${onAsk}><${Chip} words=${DISPUTE} value=${line.dispute} /><span class="visually-hidden"> Show</span></button>`}</td>
  </tr>`;
}
