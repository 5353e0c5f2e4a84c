import { html } from "../../html.js";
import { useCallback } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { deliveryOf, test } from "../../api/webhooks.js";
import { deliveryPath } from "../../lib/route.js";
import { explain, hostAndPath, outcome, showSecond, took } from "../../lib/webhooks.js";
import { endpoints, list } from "../../state/deliveries.js";
import { usePolling } from "../../state/poll.js";
import { FormError, Icon } from "../../ui/parts.js";

/** @import { DeliveryDetail, Endpoint } from "../../api/types.js" */

const EVERY_MS = 700;

/**
 * Sends a test, and tells what became of it as soon as the log has it.
 * @param {{ endpoint: Endpoint }} props
 */
export function Trial({ endpoint }) {
  const id = useSignal(/** @type {string | null} */ (null));
  const seen = useSignal(/** @type {DeliveryDetail | null} */ (null));
  const error = useSignal(/** @type {unknown} */ (null));
  const busy = useSignal(false);
  const look = useCallback(async () => {
    if (id.value === null) return;
    const before = seen.value?.attempts ?? 0;
    seen.value = await deliveryOf(id.value);
    if (seen.value.attempts === before) return;
    void endpoints.renew().catch(() => {});
    void list.renew().catch(() => {});
  }, []);
  usePolling(look, EVERY_MS, id.value !== null && seen.value?.state !== "delivered" && seen.value?.state !== "failed");
  const send = async () => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    try {
      seen.value = null;
      id.value = (await test(endpoint.id)).delivery_id;
    } catch (refused) {
      error.value = refused;
    }
    busy.value = false;
  };
  return html`<button type="button" class="button small" data-testid="endpoint-test" aria-disabled=${busy.value} onClick=${send}>
      <${Icon} name="arrow" />Send a test<span class="visually-hidden"> to ${hostAndPath(endpoint.url)}</span></button>
    <div class="trial" role="status">
      <${FormError} error=${error.value} testid="test-error" />
      ${id.value !== null && error.value === null && html`<${Result} id=${id.value} seen=${seen.value} />`}
    </div>`;
}

/** @param {{ id: string, seen: DeliveryDetail | null }} props */
function Result({ id, seen }) {
  const last = seen?.attempt_log.at(-1);
  if (!seen || !last) return html`<p class="notice notice-info" data-testid="test-result" data-state="pending"><${Icon} name="clock" />The test is on its way…</p>`;
  const good = seen.state === "delivered";
  return html`<div class="notice ${good ? "notice-good" : "notice-bad"}" data-testid="test-result" data-state=${seen.state}><${Icon} name=${good ? "check" : "cross"} /><div>
    <p class="notice-title" data-testid="test-outcome">${good ? "The test was taken" : "The test was not taken"}: ${outcome(last.status, last.error)}</p>
    <p>${explain(last.status, last.error)}</p>
    <p class="small-print" data-testid="test-attempt">Attempt ${last.number} on ${showSecond(last.at)}; the answer took ${took(last.took_ms)}. A test is tried once.
      ${" "}<a href=${deliveryPath(id)} data-testid="test-link">See the delivery</a></p>
  </div></div>`;
}
