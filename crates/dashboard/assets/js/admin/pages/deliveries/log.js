import { html } from "../../../html.js";
import { showClock, showDate } from "../../../lib/show.js";
import { DELIVERY, outcome, soon } from "../../../lib/webhooks.js";
import { Card } from "../../../ui/facts.js";
import { Chip, Empty, Skeleton } from "../../../ui/parts.js";
import { choices, EVENTS } from "../../lib/deliveries.js";
import { deliveryPath, partnerPath } from "../../lib/route.js";
import { filter, filters, log, names } from "../../state/deliveries.js";
import { Choice } from "../../ui/field.js";
import { Problem } from "../../ui/problem.js";
import { Turn } from "../../ui/turn.js";

/** @import { Delivery } from "../../api/types.js" */

/** What was sent to partners, newest first. */
export function Log() {
  const { data, error, busy, start } = log.load;
  const { partner, endpoint, state, event } = filters.value;
  const narrowed = [partner, endpoint, state, event].some((value) => value !== "");
  return html`<${Card} title="Delivery log">
    <${Filters} />
    ${error.value !== null ? html`<${Problem} error=${error.value} retry=${start} />`
      : data.value === null ? html`<${Skeleton} lines=${6} tall />`
      : data.value.deliveries.length === 0 ? html`<${Empty} title=${narrowed ? "No delivery passes these filters" : "No deliveries yet"}>They appear here by themselves.<//>`
      : html`<${Table} rows=${data.value.deliveries} busy=${busy.value} /><${Turn} pages=${log} label="Pages of deliveries" testid="log" />`}<//>`;
}

function Filters() {
  const set = filters.value;
  /** @param {string} name */
  const change = (name) => (/** @type {string} */ value) => filter({ [name]: value });
  return html`<div class="filters log-filters" role="search" aria-label="Deliveries">
    <${Choice} name="endpoint" label="Endpoint" testid="filter-endpoint" words=${choices(names.value.hosts, set.endpoint)} value=${set.endpoint} none="Any endpoint" onChange=${change("endpoint")} />
    <${Choice} name="state" label="State" testid="filter-state" words=${DELIVERY} value=${set.state} none="Any state" onChange=${change("state")} />
    <${Choice} name="event" label="Event" testid="filter-event" words=${Object.fromEntries(EVENTS.map((one) => [one, one]))} value=${set.event} none="Any event" onChange=${change("event")} />
  </div>`;
}

/** @param {{ rows: Delivery[], busy: boolean }} props */
function Table({ rows, busy }) {
  return html`<table class="cards" data-testid="deliveries" aria-busy=${busy} role="table" aria-label="Deliveries">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Event</th><th scope="col" role="columnheader">Partner</th><th scope="col" role="columnheader">State</th>
      <th scope="col" role="columnheader">Last attempt</th><th scope="col" role="columnheader">Since</th></tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<${Row} key=${row.id} row=${row} />`)}</tbody></table>`;
}

/** @param {{ row: Delivery }} props */
function Row({ row }) {
  const { last_status: status, last_error: error, next_attempt_at: next } = row;
  const host = names.value.hosts[row.endpoint_id];
  return html`<tr role="row" data-testid="delivery-row" data-delivery-id=${row.id} data-state=${row.state}>
    <th scope="row" role="rowheader"><a href=${deliveryPath(row.id)} data-testid="delivery-link">${row.event}</a>${row.origin !== "event" && html`<span class="under">${row.origin === "replay" ? "Replay" : "Test"}</span>`}</th>
    <td role="cell" data-label="Partner"><a class="break" href=${partnerPath(row.partner_id)} data-testid="delivery-partner">${row.partner_name}</a>${host && html`<span class="under break">${host}</span>`}</td>
    <td role="cell" data-label="State"><${Chip} words=${DELIVERY} value=${row.state} testid="delivery-state" />
      ${next && row.attempts > 0 && html`<span class="under" data-testid="delivery-next">Next attempt ${soon(next, Date.now())}</span>`}</td>
    <td role="cell" data-label="Last attempt" class=${row.attempts === 0 ? "nothing" : ""}><span data-testid="delivery-outcome">${outcome(status, error)}</span>
      ${row.attempts > 1 && html`<span class="under">Attempt ${row.attempts}</span>`}</td>
    <td role="cell" data-label="Since"><span class="nowrap">${showDate(row.created_at)}</span><span class="under nowrap">${showClock(row.created_at)} IST</span></td>
  </tr>`;
}
