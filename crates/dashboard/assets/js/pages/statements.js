import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { statements } from "../api/client.js";
import { statementPath } from "../lib/route.js";
import { count, rupees, showDate, showDay } from "../lib/show.js";
import { STATEMENT } from "../lib/words.js";
import { Load } from "../state/load.js";
import { arrival } from "../state/page.js";
import { Chip, Empty, Failure, Pager, PageTitle, Skeleton } from "../ui/parts.js";

/** @import { Statement, StatementPage } from "../api/types.js" */

/** All statements, newest first. */
export function Statements() {
  const number = useSignal(1);
  const load = useMemo(() => new Load(() => statements(number.value)), []);
  const asked = number.value;
  const at = arrival.value;
  useEffect(() => { void load.start(); }, [asked, at]);
  const failed = load.error.value;
  const page = load.data.value;
  return html`<${PageTitle} tab="Statements">Statements<//>
    <section class="card" aria-label="Statements">
      ${failed !== null ? html`<${Failure} error=${failed} retry=${load.start} />`
        : page === null ? html`<${Skeleton} lines=${5} tall />`
        : page.statements.length === 0 ? html`<${Empty} title="No statements yet">A statement appears here after each payout run that has something of yours.<//>`
        : html`<${List} page=${page} busy=${load.busy.value} />
          <${Paging} page=${page} go=${(/** @type {number} */ to) => { number.value = to; }} />`}
    </section>`;
}

/** @param {{ page: StatementPage, busy: boolean }} props */
function List({ page, busy }) {
  return html`<table class="cards" data-testid="statements" aria-busy=${busy} role="table" aria-label="Statements">
    <thead role="rowgroup"><tr role="row">
      <th scope="col" role="columnheader">Period</th><th scope="col" role="columnheader">Status</th>
      <th scope="col" role="columnheader" class="number">Earnings</th><th scope="col" role="columnheader" class="number">Taken back</th>
      <th scope="col" role="columnheader" class="number">Payable</th><th scope="col" role="columnheader">Paid on</th>
    </tr></thead>
    <tbody role="rowgroup">${page.statements.map((row) => html`<${Row} key=${row.statement_id} row=${row} />`)}</tbody>
  </table>`;
}

/** @param {{ row: Statement }} props */
function Row({ row }) {
  return html`<tr role="row" data-testid="statement-row" data-statement-id=${row.statement_id}>
    <th scope="row" role="rowheader"><a href=${statementPath(row.statement_id)} data-testid="statement-link"><span class="nowrap">${showDay(row.from)}</span> – <span class="nowrap">${showDay(row.to)}</span></a>
      <span class="under">No. ${row.statement_id}, ${count(row.line_count)} ${row.line_count === 1 ? "line" : "lines"}</span></th>
    <td role="cell" data-label="Status"><${Chip} words=${STATEMENT} value=${row.status} testid="statement-status" /></td>
    <td role="cell" data-label="Earnings" class="number">${rupees(row.earnings)}</td>
    <td role="cell" data-label="Taken back" class="number">${rupees(row.reversals)}</td>
    <td role="cell" data-label="Payable" class="number"><strong data-testid="statement-closing">${rupees(row.closing_balance)}</strong></td>
    <td role="cell" data-label="Paid on">${showDate(row.paid_at)}${row.bank_reference && html`<span class="under break">${row.bank_reference}</span>`}</td>
  </tr>`;
}

/** @param {{ page: StatementPage, go: (page: number) => void }} props */
function Paging({ page, go }) {
  const { page: now, limit, total, total_pages: last } = page.pagination;
  const from = (now - 1) * limit + 1;
  return html`<${Pager} label="Pages of statements" text="Statements ${count(from)}–${count(from + page.statements.length - 1)} of ${count(total)}"
    onPrevious=${now > 1 ? () => go(now - 1) : null} onNext=${now < last ? () => go(now + 1) : null} />`;
}
