import { html } from "../../html.js";
import { useEffect } from "../../../vendor/hooks.js";
import { arrival } from "../../state/page.js";
import { usePolling } from "../../state/poll.js";
import { Card } from "../../ui/facts.js";
import { Empty, Icon, PageTitle, Skeleton } from "../../ui/parts.js";
import { choices, isNarrowed, STATUS } from "../lib/deliveries.js";
import { arrive, clear, endpoints, filter, filters, learn, log, names } from "../state/deliveries.js";
import { Choice } from "../ui/field.js";
import { Problem } from "../ui/problem.js";
import { Turn } from "../ui/turn.js";
import { Endpoints } from "./deliveries/endpoints.js";
import { Log } from "./deliveries/log.js";

const EVERY_MS = 5000;

/** The webhook endpoints of all partners, and what was sent to them. */
export function Deliveries() {
  const at = arrival.value;
  const [one, other] = [endpoints.load, log.load];
  useEffect(arrive, [at]);
  useEffect(() => () => { one.stop(); other.stop(); }, []);
  useEffect(learn, [one.data.value, other.data.value]);
  usePolling(other.renew, EVERY_MS);
  return html`<div class="head-row"><${PageTitle} tab="Deliveries">Deliveries<//>
      ${isNarrowed(filters.value) && html`<button type="button" class="button small quiet" data-testid="filters-clear" onClick=${clear}><${Icon} name="cross" />Clear filters</button>`}</div>
    <${Card} title="Webhook endpoints">
      <${Filters} />
      ${one.error.value !== null ? html`<${Problem} error=${one.error.value} retry=${one.start} />`
        : one.data.value === null ? html`<${Skeleton} lines=${4} />`
        : one.data.value.endpoints.length === 0 ? html`<${Empty} title=${filters.value.partner || filters.value.status ? "No endpoint passes these filters" : "No endpoints yet"}>Partners add them in their dashboard.<//>`
        : html`<${Endpoints} rows=${one.data.value.endpoints} busy=${one.busy.value} /><${Turn} pages=${endpoints} label="Pages of endpoints" testid="endpoints" />`}<//>
    <${Log} />`;
}

function Filters() {
  const set = filters.value;
  return html`<div class="filters short-filters" role="search" aria-label="Endpoints">
    <${Choice} name="partner" label="Partner" testid="filter-partner" words=${choices(names.value.partners, set.partner)} value=${set.partner} none="Any partner"
      onChange=${(/** @type {string} */ partner) => filter({ partner, endpoint: "" })} />
    <${Choice} name="status" label="Status" testid="filter-status" words=${STATUS} value=${set.status} none="Any status" onChange=${(/** @type {string} */ status) => filter({ status })} />
  </div>`;
}
