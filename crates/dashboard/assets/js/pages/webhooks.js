import "../ui/calls-style.js";
import { html } from "../html.js";
import { useEffect } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { arrive, endpoints, list } from "../state/deliveries.js";
import { arrival } from "../state/page.js";
import { usePolling } from "../state/poll.js";
import { Empty, Failure, Icon, PageTitle, Skeleton } from "../ui/parts.js";
import { EditDialog } from "./webhooks/edit.js";
import { EndpointCard } from "./webhooks/endpoint.js";
import { Log } from "./webhooks/log.js";
import { SecretShown } from "./webhooks/secret.js";

/** @import { Endpoints, EndpointWithSecret } from "../api/types.js" */

/** An endpoint's health changes by itself. */
const EVERY_MS = 6000;

/** Where the partner is told, and what it was told. */
export function Webhooks() {
  const at = arrival.value;
  useEffect(() => { arrive(); }, [at]);
  useEffect(() => () => {
    endpoints.stop();
    list.stop();
  }, []);
  usePolling(endpoints.renew, EVERY_MS);
  const known = endpoints.data.value;
  const failed = endpoints.error.value;
  return html`<${PageTitle} tab="Webhooks">Webhooks<//>
    <section class="card" aria-labelledby="endpoints-title">
      ${failed !== null && html`<${Failure} error=${failed} retry=${endpoints.start} />`}
      ${known === null ? failed === null && html`<${Skeleton} lines=${5} tall />` : html`<${List} known=${known} />`}
    </section>
    ${known !== null && html`<${Log} known=${known} />`}`;
}

/** @param {{ known: Endpoints }} props */
function List({ known }) {
  const adding = useSignal(false);
  const fresh = useSignal(/** @type {EndpointWithSecret | null} */ (null));
  const full = known.endpoints.length >= known.most;
  return html`<div class="card-head"><h2 id="endpoints-title">Endpoints</h2>
      <button type="button" class="button small" data-testid="endpoint-add" disabled=${full} aria-describedby=${full ? "endpoints-full" : undefined}
        onClick=${() => { adding.value = true; }}>Add an endpoint…</button></div>
    <p class="muted">An endpoint is an address of yours that we call (POST, JSON) when something happens. Each call is signed with the endpoint's secret,
      so that you can tell it is ours. What is not taken with 2xx is tried again for three days.</p>
    ${full && html`<p class="notice notice-info" id="endpoints-full" data-testid="endpoints-full"><${Icon} name="alert" />There are ${known.most} endpoints, and no more are possible. Delete one to add another.</p>`}
    ${fresh.value && html`<${SecretShown} endpoint=${fresh.value} title="The endpoint's secret" onDone=${() => { fresh.value = null; }} />`}
    ${known.endpoints.length === 0 ? html`<${Empty} title="No endpoints yet">Add one, and your programs hear of a disbursal or a payout within seconds, without asking for it.<//>`
      : html`<ul class="plain endpoints" data-testid="endpoints">${known.endpoints.map((one) => html`<${EndpointCard} key=${one.id} endpoint=${one} types=${known.event_types} />`)}</ul>`}
    ${adding.value && html`<${EditDialog} types=${known.event_types} onClose=${() => { adding.value = false; }}
      onCreated=${(/** @type {EndpointWithSecret} */ created) => { fresh.value = created; }} />`}`;
}
