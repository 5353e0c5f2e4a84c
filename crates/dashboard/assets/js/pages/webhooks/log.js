import { html } from "../../html.js";
import { deliveryPath } from "../../lib/route.js";
import { showClock, showDate } from "../../lib/show.js";
import { DELIVERY, explain, hostAndPath, outcome, soon, TEST } from "../../lib/webhooks.js";
import { clear, filter, filters, isNarrowed, list, newer, older, pageIndex } from "../../state/deliveries.js";
import { usePolling } from "../../state/poll.js";
import { Choice } from "../../admin/ui/field.js";
import { Chip, Empty, Failure, Icon, Skeleton } from "../../ui/parts.js";

/** @import { Delivery, DeliveryPage, Endpoint, Endpoints } from "../../api/types.js" */

/** Deliveries come by themselves. */
const EVERY_MS = 4000;

/**
 * What was sent, and what became of it.
 * @param {{ known: Endpoints }} props
 */
export function Log({ known }) {
  usePolling(list.renew, EVERY_MS);
  const page = list.data.value;
  const failed = list.error.value;
  return html`<section class="card" aria-labelledby="log-title">
    <div class="card-head"><h2 id="log-title" tabindex="-1">Deliveries</h2></div>
    <${Filters} known=${known} />
    ${failed !== null ? html`<${Failure} error=${failed} retry=${list.start} />`
      : page === null ? html`<${Skeleton} lines=${6} tall />`
      : page.deliveries.length === 0 ? html`<${Nothing} />`
      : html`<${Table} page=${page} endpoints=${known.endpoints} />`}
    ${page !== null && failed === null && html`<${Paging} page=${page} />`}
  </section>`;
}

/** @param {{ known: Endpoints }} props */
function Filters({ known }) {
  const set = filters.value;
  const events = Object.fromEntries([...known.event_types.map(({ type }) => type), TEST].map((type) => [type, type]));
  const to = Object.fromEntries(known.endpoints.map((one) => [one.id, hostAndPath(one.url)]));
  // A deleted endpoint is no choice any more, but its log can still be shown.
  const all = set.endpoint === "" || Object.hasOwn(to, set.endpoint) ? to : { ...to, [set.endpoint]: "A deleted endpoint" };
  return html`<div class="filters log-filters" role="search" aria-label="Deliveries">
    <${Choice} name="state" label="State" testid="filter-state" words=${DELIVERY} value=${set.state} none="Any state" onChange=${(/** @type {string} */ state) => filter({ state })} />
    <${Choice} name="event" label="Event" testid="filter-event" words=${events} value=${set.event} none="Any event" onChange=${(/** @type {string} */ event) => filter({ event })} />
    <${Choice} name="endpoint" label="Endpoint" testid="filter-endpoint" words=${all} value=${set.endpoint} none="Any endpoint" onChange=${(/** @type {string} */ endpoint) => filter({ endpoint })} />
    <div class="filters-actions">${isNarrowed.value && html`<button type="button" class="button small quiet" data-testid="filters-clear" onClick=${clear}><${Icon} name="cross" />Clear filters</button>`}</div>
  </div>`;
}

function Nothing() {
  if (isNarrowed.value) return html`<${Empty} title="No delivery passes these filters"><button type="button" class="button small" onClick=${clear}>Clear filters</button><//>`;
  return html`<${Empty} title="No deliveries yet">They appear here by themselves, as soon as something happens that an endpoint wants, or a test is sent.<//>`;
}

/** @param {{ page: DeliveryPage, endpoints: Endpoint[] }} props */
function Table({ page, endpoints }) {
  const to = new Map(endpoints.map((one) => [one.id, hostAndPath(one.url)]));
  return html`<table class="cards" data-testid="deliveries" aria-labelledby="log-title" aria-busy=${list.busy.value} role="table">
    <thead role="rowgroup"><tr role="row">
      <th scope="col" role="columnheader">Event</th><th scope="col" role="columnheader">State</th>
      <th scope="col" role="columnheader">Last attempt</th><th scope="col" role="columnheader">Endpoint</th><th scope="col" role="columnheader">Since</th>
    </tr></thead>
    <tbody role="rowgroup">${page.deliveries.map((row) => html`<${Row} key=${row.id} row=${row} to=${to.get(row.endpoint_id) ?? "A deleted endpoint"} />`)}</tbody>
  </table>`;
}

/** @param {{ row: Delivery, to: string }} props */
function Row({ row, to }) {
  const came = outcome(row.last_status, row.last_error);
  return html`<tr role="row" data-testid="delivery-row" data-delivery-id=${row.id} data-state=${row.state}>
    <th scope="row" role="rowheader"><a href=${deliveryPath(row.id)} data-testid="delivery-link">${row.event}</a>
      ${row.origin === "replay" && html`<span class="under">Replay</span>`}</th>
    <td role="cell" data-label="State"><${Chip} words=${DELIVERY} value=${row.state} testid="delivery-state" />
      ${row.next_attempt_at && row.attempts > 0 && html`<span class="under" data-testid="delivery-next">Next attempt ${soon(row.next_attempt_at, Date.now())}</span>`}</td>
    <td role="cell" data-label="Last attempt" class=${row.attempts === 0 ? "nothing" : ""} title=${explain(row.last_status, row.last_error)}>
      <span data-testid="delivery-outcome">${came}</span>${row.attempts > 1 && html`<span class="under">Attempt ${row.attempts}</span>`}</td>
    <td role="cell" data-label="Endpoint" class="break">${to}</td>
    <td role="cell" data-label="Since"><span class="nowrap">${showDate(row.created_at)}</span><span class="under nowrap">${showClock(row.created_at)} IST</span></td>
  </tr>`;
}

/** @param {{ page: DeliveryPage }} props */
function Paging({ page }) {
  if (pageIndex.value === 0 && page.next_cursor === null) return null;
  return html`<nav class="pager" aria-label="Pages of deliveries">
    <p data-testid="page-total">Page ${pageIndex.value + 1}, newest first</p>
    <div class="pager-buttons">
      <button type="button" class="button small" data-testid="page-prev" disabled=${pageIndex.value === 0} onClick=${newer}><${Icon} name="left" />Newer</button>
      <button type="button" class="button small" data-testid="page-next" disabled=${page.next_cursor === null} onClick=${older}>Older<${Icon} name="right" /></button>
    </div></nav>`;
}
