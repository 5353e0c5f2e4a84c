import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { MOST_BATCHES } from "../../api/candidates.js";
import { CANDIDATES } from "../../lib/route.js";
import { count, showDate } from "../../lib/show.js";
import { batches } from "../../state/candidates.js";
import { Empty, Failure, Pager, Skeleton } from "../../ui/parts.js";
import { BatchDialog } from "./add.js";

/** @import { Batch } from "../../api/candidates.js" */

/** Rows on a page. */
const LIMIT = 25;

/** What candidates are grouped by. */
export function Batches() {
  const adding = useSignal(false);
  const page = useSignal(0);
  const all = batches.data.value;
  const failed = batches.error.value;
  return html`<section class="card" aria-labelledby="batches-title">
    <div class="card-head"><h2 id="batches-title">Batches</h2>
      <button type="button" class="button small" data-testid="batch-add" onClick=${() => { adding.value = true; }}>New batch…</button></div>
    ${failed !== null ? html`<${Failure} error=${failed} retry=${batches.start} />`
      : all === null ? html`<${Skeleton} lines=${5} tall />`
      : all.length === 0 ? html`<${Empty} title="No batches yet">A batch groups candidates, such as those of a course. Create one, then upload a CSV into it.<//>`
      : html`<${Table} rows=${all.slice(page.value * LIMIT, (page.value + 1) * LIMIT)} />
        ${all.length > LIMIT && html`<${Pager} label="Pages of batches" text=${place(all.length, page.value)}
          onPrevious=${page.value > 0 ? () => { page.value -= 1; } : null} onNext=${(page.value + 1) * LIMIT < all.length ? () => { page.value += 1; } : null} />`}
        ${all.length >= MOST_BATCHES && html`<p class="small-print">Only the newest ${count(MOST_BATCHES)} batches are shown.</p>`}`}
    ${adding.value && html`<${BatchDialog} onClose=${() => { adding.value = false; }} />`}
  </section>`;
}

/** @param {number} all @param {number} page */
const place = (all, page) => `Batches ${count(page * LIMIT + 1)}–${count(Math.min(all, (page + 1) * LIMIT))} of ${count(all)}`;

/** @param {{ rows: Batch[] }} props */
function Table({ rows }) {
  return html`<table class="cards" data-testid="batches" aria-labelledby="batches-title" aria-busy=${batches.busy.value} role="table">
    <thead role="rowgroup"><tr role="row">
      <th scope="col" role="columnheader">Batch</th><th scope="col" role="columnheader" class="number">Candidates</th>
      <th scope="col" role="columnheader" class="number">Paid</th><th scope="col" role="columnheader" class="number">Not paid</th>
      <th scope="col" role="columnheader" class="number">Accepted</th><th scope="col" role="columnheader" class="number">Not accepted</th>
    </tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<tr key=${row.batch_id} role="row" data-testid="batch-row" data-batch-id=${row.batch_id}>
      <th scope="row" role="rowheader" class="candidate-name"><a href="${CANDIDATES}?batch_id=${row.batch_id}" data-testid="batch-link">${row.batch_name}</a><span class="under">Created ${showDate(row.createdAt)}</span></th>
      <td role="cell" data-label="Candidates" class="number" data-testid="batch-total">${count(row.total_candidates)}</td>
      <td role="cell" data-label="Paid" class="number" data-testid="batch-paid">${count(row.candidates_paid)}</td>
      <td role="cell" data-label="Not paid" class="number" data-testid="batch-unpaid">${count(row.candidates_pending_payment)}</td>
      <td role="cell" data-label="Accepted" class="number" data-testid="batch-accepted">${count(row.invites_accepted)}</td>
      <td role="cell" data-label="Not accepted" class="number" data-testid="batch-pending">${count(row.invites_pending)}</td></tr>`)}</tbody>
  </table>`;
}
