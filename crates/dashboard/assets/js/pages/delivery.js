import "../ui/calls-style.js";
import { html } from "../html.js";
import { useCallback, useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { ApiError } from "../api/errors.js";
import { deliveryOf, replay } from "../api/webhooks.js";
import { deliveryPath, WEBHOOKS } from "../lib/route.js";
import { NOTHING, showTime } from "../lib/show.js";
import { DELIVERY, explain, hostAndPath, MOST_ATTEMPTS, ORIGIN, outcome, pretty, showSecond, soon, took } from "../lib/webhooks.js";
import { endpoints, filters, written } from "../state/deliveries.js";
import { Load } from "../state/load.js";
import { announce, arrival, go } from "../state/page.js";
import { usePolling } from "../state/poll.js";
import { Copy } from "../ui/copy.js";
import { Card, Facts } from "../ui/facts.js";
import { Chip, Empty, Failure, FormError, Icon, PageTitle, Skeleton } from "../ui/parts.js";

/** @import { Attempt, DeliveryDetail } from "../api/types.js" */

const EVERY_MS = 3000;

/**
 * One delivery: what was sent, how often, what came of it.
 * @param {{ uuid: string }} props
 */
export function DeliveryPage({ uuid }) {
  const load = useMemo(() => new Load((abort) => deliveryOf(uuid, abort)), [uuid]);
  const at = arrival.value;
  useEffect(() => {
    void load.start();
    if (endpoints.data.value === null) void endpoints.start();
    return () => load.stop();
  }, [load, at]);
  const known = load.data.value;
  const failed = load.error.value;
  usePolling(load.renew, EVERY_MS, known?.state === "pending");
  if (failed instanceof ApiError && failed.status === 404) {
    return html`<${Back} /><${PageTitle} tab="Delivery not found">Delivery not found<//>
      <div data-testid="delivery-missing"><${Empty} title="There is no such delivery">Check the address, or find the delivery in the list. Old ones are deleted after a while.<//></div>`;
  }
  return html`<${Back} /><${PageTitle} tab="Delivery">${known?.event ?? "Delivery"}<//>
    ${failed !== null && html`<${Failure} error=${failed} retry=${load.start} />`}
    ${known ? html`<${About} delivery=${known} /><${Attempts} delivery=${known} /><${Payload} payload=${known.payload} />`
      : failed === null && html`<section class="card"><${Skeleton} lines=${8} tall /></section>`}`;
}

function Back() {
  const query = written(filters.value).toString();
  return html`<p class="back"><a href=${query === "" ? WEBHOOKS : `${WEBHOOKS}?${query}`} data-testid="back-to-list"><${Icon} name="back" />All deliveries</a></p>`;
}

/** @param {{ delivery: DeliveryDetail }} props */
function About({ delivery }) {
  const to = endpoints.data.value?.endpoints.find((one) => one.id === delivery.endpoint_id);
  const finished = { delivered: "Taken", failed: "Given up", pending: "" }[delivery.state];
  return html`<${Card} title="Delivery" extra=${html`<${Chip} words=${DELIVERY} value=${delivery.state} testid="delivery-state" />`}>
    <div class="roomy"><${Facts} testid="delivery-facts" rows=${[
      { label: "To", value: to ? html`<code>${hostAndPath(to.url)}</code>${to.description && html`<span class="under">${to.description}</span>`}` : endpoints.data.value ? "A deleted endpoint" : NOTHING, testid: "fact-endpoint", wide: true },
      { label: "webhook-id", value: html`<code>${delivery.event_id}</code>`, testid: "fact-event-id", wide: true },
      { label: "Why", value: ORIGIN[delivery.origin] ?? delivery.origin, testid: "fact-origin" },
      { label: "Since", value: showTime(delivery.created_at), testid: "fact-created" },
      ...(delivery.finished_at ? [{ label: finished, value: showTime(delivery.finished_at), testid: "fact-finished" }] : []),
      ...(delivery.state === "pending" ? [{ label: "Next attempt", value: next(delivery, to?.status), testid: "fact-next" }] : []),
    ]} /></div>
    <${Again} delivery=${delivery} status=${to?.status ?? (endpoints.data.value === null ? "unknown" : "deleted")} />
  <//>`;
}

/** @param {DeliveryDetail} delivery @param {string} [status] of the endpoint */
function next({ next_attempt_at: at, attempts, origin }, status = "active") {
  if (at === null) return NOTHING;
  if (status !== "active" && origin !== "test") return `It waits: the endpoint is ${status}.`;
  return html`Attempt ${attempts + 1}${origin !== "test" && ` of at most ${MOST_ATTEMPTS}`} follows ${soon(at, Date.now())}<span class="under">${showSecond(at)}</span>`;
}

/** @param {{ delivery: DeliveryDetail, status: string }} props `status` of the endpoint */
function Again({ delivery, status }) {
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const send = useCallback(async () => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    try {
      const { delivery_id: id } = await replay(delivery.id);
      announce("It is sent again. This is the new delivery.");
      go(deliveryPath(id));
    } catch (refused) {
      error.value = refused;
    }
    busy.value = false;
  }, [delivery.id]);
  // What waits is sent anyway; a deleted endpoint takes nothing, and we may not know yet.
  if (["deleted", "unknown"].includes(status) || delivery.state === "pending") return null;
  if (status !== "active") return html`<p class="small-print after-facts">The endpoint is ${status}. Once it is active again, this can be sent again.</p>`;
  return html`<div class="after-facts"><${FormError} error=${error.value} testid="replay-error" />
    <button type="button" class="button small" data-testid="delivery-replay" aria-disabled=${busy.value} onClick=${send}>${busy.value ? "Sending…" : "Send it again"}</button></div>`;
}

/** @param {{ delivery: DeliveryDetail }} props */
function Attempts({ delivery }) {
  return html`<section class="card" aria-labelledby="attempts-title"><div class="card-head"><h2 id="attempts-title">Attempts</h2></div>
    ${delivery.attempt_log.length === 0 ? html`<p class="muted" data-testid="attempts-none">None yet. The first one follows at once, unless the endpoint is paused or disabled.</p>`
      : html`<table class="cards" data-testid="attempts" role="table" aria-labelledby="attempts-title">
        <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">No.</th><th scope="col" role="columnheader">When</th><th scope="col" role="columnheader" class="number">Took</th><th scope="col" role="columnheader">What came of it</th></tr></thead>
        <tbody role="rowgroup">${[...delivery.attempt_log].reverse().map((one) => html`<${AttemptRow} key=${one.number} attempt=${one} />`)}</tbody>
      </table>`}
  </section>`;
}

/** @param {{ attempt: Attempt }} props */
function AttemptRow({ attempt: { number, at, took_ms: ms, status, error } }) {
  return html`<tr role="row" data-testid="attempt">
    <th scope="row" role="rowheader"><span class="narrow-only">Attempt </span>${number}</th>
    <td role="cell" data-label="When" data-testid="attempt-at">${showSecond(at)}</td>
    <td role="cell" data-label="Took" class="number" data-testid="attempt-took">${took(ms)}</td>
    <td role="cell" data-label="What came of it" class="wide-cell"><span data-testid="attempt-outcome">${outcome(status, error)}</span>
      <span class="under" data-testid="attempt-explained">${explain(status, error)}</span></td>
  </tr>`;
}

/** @param {{ payload: unknown }} props */
function Payload({ payload }) {
  const text = pretty(payload);
  return html`<${Card} title="Body" extra=${html`<${Copy} text=${text} what="body" testid="payload-copy" />`}>
    <pre class="code-block payload" tabindex="0" role="region" aria-label="Body" data-testid="payload"><code>${text}</code></pre>
    <p class="help">As it reads; on the wire it has no blanks. A signature is over the bytes as they came, so check it before you parse them.</p><//>`;
}
