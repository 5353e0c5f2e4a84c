import { html } from "../../html.js";
import { isNarrowed } from "../../lib/filters.js";
import { leadPath } from "../../lib/route.js";
import { count, plural, rupees, showClock, showDate } from "../../lib/show.js";
import { DEDUPE, LOAN, PAYOUT } from "../../lib/words.js";
import { clear, filter, filters, first, freshRows, LIMIT, list, newLeads, next, pageIndex, previous, typed } from "../../state/leads.js";
import { Chip, Empty, Failure, Icon, Pager, Skeleton } from "../../ui/parts.js";

/** @import { Lead } from "../../api/types.js" */

/** The list with its pages. */
export function Leads() {
  const page = list.data.value;
  const failed = list.error.value;
  if (failed !== null) return html`<${Failure} error=${failed} retry=${() => void list.start()} />`;
  if (page === null) return html`<${Skeleton} lines=${8} tall />`;
  return html`<${NewLeads} />
    <${SortSelect} />
    ${page.leads.length === 0 ? html`<${NoLeads} />` : html`<${Table} />`}
    ${page.leads.length > 0 && html`<${Pager} text=${place()} label="Pages of leads"
      onPrevious=${pageIndex.value > 0 ? previous : null} onNext=${page.pagination.next_cursor === null ? null : next} />`}`;
}

function place() {
  const page = list.data.value;
  if (page === null) return "";
  const from = pageIndex.value * LIMIT + 1;
  const { total, total_capped: capped } = page.pagination;
  const all = capped ? `more than ${count(total)}` : count(total);
  return `Leads ${count(from)}–${count(from + page.leads.length - 1)} of ${all}`;
}

function NewLeads() {
  const waiting = newLeads.value;
  if (waiting === 0) return null;
  return html`<p class="new-leads"><button type="button" class="button small" data-testid="new-leads" onClick=${first}>
    <${Icon} name="up" />${plural(waiting, "new lead")}<span class="visually-hidden">: show the first page</span></button></p>`;
}

function NoLeads() {
  if (isNarrowed(filters.value) || typed.value !== "") {
    return html`<${Empty} title="No lead passes these filters">
      <button type="button" class="button small" onClick=${clear}>Clear filters</button><//>`;
  }
  return html`<${Empty} title="No leads yet">Leads appear here as soon as you share them through the API.<//>`;
}

const SORTS = [
  ["-lead_shared_at", "Newest first"],
  ["lead_shared_at", "Oldest first"],
  ["-disbursal_amount", "Largest disbursal first"],
  ["disbursal_amount", "Smallest disbursal first"],
];

/** Below 640 px the table has no header to sort by. */
function SortSelect() {
  return html`<div class="field sort-select"><label for="sort">Order</label>
    <select id="sort" data-testid="sort-select" value=${filters.value.sort}
      onChange=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => filter({ sort: event.currentTarget.value })}>
      ${SORTS.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}
    </select></div>`;
}

function Table() {
  const page = list.data.value;
  return html`<table class="cards leads" data-testid="leads" aria-labelledby="leads-title" aria-busy=${list.busy.value} role="table">
    <thead role="rowgroup"><tr role="row">
      <th scope="col" role="columnheader">Lead</th>
      <th scope="col" role="columnheader">Status</th>
      <${SortHeader} field="lead_shared_at" testid="sort-shared">Shared<//>
      <th scope="col" role="columnheader">Loan</th>
      <${SortHeader} field="disbursal_amount" testid="sort-amount" number>Disbursed<//>
      <th scope="col" role="columnheader" class="number">Payout</th>
    </tr></thead>
    <tbody role="rowgroup">${(page?.leads ?? []).map((lead) => html`<${LeadRow} key=${lead.id} lead=${lead} />`)}</tbody>
  </table>`;
}

/** @param {{ field: string, testid: string, children: string, number?: boolean }} props */
function SortHeader({ field, testid, children, number }) {
  const sort = filters.value.sort;
  const state = sort === field ? "ascending" : sort === `-${field}` ? "descending" : "none";
  const to = state === "descending" ? field : `-${field}`;
  const icon = state === "ascending" ? "up" : state === "descending" ? "down" : "both";
  return html`<th scope="col" role="columnheader" aria-sort=${state} class=${number ? "number" : ""}>
    <button type="button" class="sort" data-testid=${testid} onClick=${() => filter({ sort: to })}>${children}<${Icon} name=${icon} /></button></th>`;
}

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
