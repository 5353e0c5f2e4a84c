import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { showTime } from "../../lib/show.js";
import { DELIVERY, MOST_ATTEMPTS, ORIGIN, outcome, pretty, showSecond, soon, took } from "../../lib/webhooks.js";
import { Load } from "../../state/load.js";
import { announce, arrival, go } from "../../state/page.js";
import { usePolling } from "../../state/poll.js";
import { Copy } from "../../ui/copy.js";
import { Card, Facts } from "../../ui/facts.js";
import { Chip, Empty, FormError, Icon, PageTitle, Skeleton } from "../../ui/parts.js";
import { deliveryOf, replay } from "../api/calls.js";
import { query } from "../api/client.js";
import { DELIVERIES, deliveryPath, partnerPath } from "../lib/route.js";
import { filters, names } from "../state/deliveries.js";
import { may } from "../state/me.js";
import { useAction } from "../ui/action.js";
import { isMissing, Problem } from "../ui/problem.js";

/** @import { DeliveryDetail } from "../api/types.js" */

const EVERY_MS = 3000;

/**
 * One delivery of a partner: what was sent, how often, what came of it.
 * @param {{ id: string }} props
 */
export function DeliveryPage({ id }) {
  const load = useMemo(() => new Load((abort) => deliveryOf(id, abort)), [id]);
  const at = arrival.value;
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load, at]);
  const [known, failed] = [load.data.value, load.error.value];
  usePolling(load.renew, EVERY_MS, known?.state === "pending");
  const set = query(filters.value).toString();
  const missing = isMissing(failed);
  return html`<p class="back"><a href=${set === "" ? DELIVERIES : `${DELIVERIES}?${set}`} data-testid="back-to-list"><${Icon} name="back" />All deliveries</a></p>
    <${PageTitle} tab="Delivery">${missing ? "Delivery not found" : known?.event ?? "Delivery"}<//>
    ${missing ? html`<div data-testid="delivery-missing"><${Empty} title="There is no such delivery">Old ones are deleted after a while.<//></div>`
      : failed !== null ? html`<section class="card"><${Problem} error=${failed} retry=${load.start} /></section>`
      : known === null ? html`<section class="card"><${Skeleton} lines=${8} tall /></section>`
      : html`<${About} delivery=${known} /><${Attempts} delivery=${known} /><${Body} payload=${known.payload} />`}`;
}

/** @param {{ delivery: DeliveryDetail }} props */
function About({ delivery }) {
  const next = delivery.next_attempt_at;
  return html`<${Card} title="Delivery" extra=${html`<${Chip} words=${DELIVERY} value=${delivery.state} testid="delivery-state" />`}>
    <div class="roomy"><${Facts} testid="delivery-facts" rows=${[
      { label: "Partner", value: html`<a class="break" href=${partnerPath(delivery.partner_id)}>${delivery.partner_name}</a>`, testid: "fact-partner" },
      { label: "Endpoint", value: html`<a class="break" href=${`${DELIVERIES}?endpoint=${delivery.endpoint_id}`}>${names.value.hosts[delivery.endpoint_id] ?? "Its deliveries"}</a>`, testid: "fact-endpoint" },
      { label: "Why", value: ORIGIN[delivery.origin] ?? delivery.origin, testid: "fact-origin" },
      { label: "Since", value: showTime(delivery.created_at), testid: "fact-created" },
      ...(delivery.finished_at ? [{ label: delivery.state === "delivered" ? "Taken" : "Given up", value: showTime(delivery.finished_at), testid: "fact-finished" }] : []),
      ...(delivery.state === "pending" && next ? [{ label: "Next attempt", value: `No. ${delivery.attempts + 1} of at most ${MOST_ATTEMPTS}, ${soon(next, Date.now())}`, testid: "fact-next" }] : []),
      { label: "webhook-id", value: html`<code>${delivery.event_id}</code>`, testid: "fact-event-id", wide: true },
    ]} /></div>
    ${may("webhooks_write") && delivery.state !== "pending" && html`<${Again} id=${delivery.id} />`}<//>`;
}

/** @param {{ id: string }} props */
function Again({ id }) {
  const { busy, error, run } = useAction();
  const send = () => run(async () => {
    const made = await replay(id);
    announce("It is sent again. This is the new delivery.");
    go(deliveryPath(made.delivery_id));
  });
  return html`<div class="after-facts"><${FormError} error=${error.value} testid="replay-error" />
    <button type="button" class="button small" data-testid="delivery-replay" aria-disabled=${busy.value} onClick=${() => void send()}>${busy.value ? "Sending…" : "Send it again"}</button></div>`;
}

/** @param {{ delivery: DeliveryDetail }} props */
function Attempts({ delivery: { attempt_log: attempts } }) {
  return html`<${Card} title="Attempts">${attempts.length === 0 ? html`<p class="muted" data-testid="attempts-none">None yet.</p>`
    : html`<table class="cards" data-testid="attempts" role="table" aria-label="Attempts">
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">No.</th><th scope="col" role="columnheader">When</th>
        <th scope="col" role="columnheader" class="number">Took</th><th scope="col" role="columnheader">What came of it</th></tr></thead>
      <tbody role="rowgroup">${[...attempts].reverse().map(({ number, at, took_ms: ms, status, error }) => html`<tr role="row" key=${number} data-testid="attempt">
        <th scope="row" role="rowheader"><span class="narrow-only">Attempt </span>${number}</th><td role="cell" data-label="When">${showSecond(at)}</td>
        <td role="cell" data-label="Took" class="number">${took(ms)}</td><td role="cell" data-label="What came of it" data-testid="attempt-outcome">${outcome(status, error)}</td></tr>`)}</tbody>
    </table>`}<//>`;
}

/** @param {{ payload: unknown }} props */
function Body({ payload }) {
  const text = pretty(payload);
  return html`<${Card} title="Body" extra=${html`<${Copy} text=${text} what="body" testid="payload-copy" />`}>
    <pre class="code-block payload" tabindex="0" role="region" aria-label="Body" data-testid="payload"><code>${text}</code></pre><//>`;
}
