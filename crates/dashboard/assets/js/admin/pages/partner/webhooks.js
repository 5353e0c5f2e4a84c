import { html } from "../../../html.js";
import { useEffect, useMemo } from "../../../../vendor/hooks.js";
import { showTime } from "../../../lib/show.js";
import { condition, ENDPOINT } from "../../../lib/webhooks.js";
import { Load } from "../../../state/load.js";
import { Card } from "../../../ui/facts.js";
import { Chip, Skeleton } from "../../../ui/parts.js";
import { endpoints } from "../../api/calls.js";
import { deliveriesOf } from "../../lib/route.js";
import { Problem } from "../../ui/problem.js";

/** @import { Partner } from "../../api/types.js" */

/** More than a partner can have. */
const ALL = 100;

/**
 * Where the partner is told of events.
 * @param {{ partner: Partner }} props
 */
export function Webhooks({ partner }) {
  const load = useMemo(() => new Load((abort) => endpoints({ partner: partner.id, limit: ALL }, abort)), [partner.id]);
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load]);
  const known = load.data.value;
  return html`<${Card} title="Webhooks" testid="partner-webhooks" extra=${html`<a href=${deliveriesOf(partner.id)} data-testid="partner-deliveries">Deliveries</a>`}>
    ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
      : known === null ? html`<${Skeleton} lines=${2} />`
      : known.endpoints.length === 0 ? html`<p class="muted" data-testid="webhooks-none">No endpoints: it is told nothing by its programs.</p>`
      : html`<ul class="plain people">${known.endpoints.map((one) => html`<li key=${one.id} class="document-line" data-testid="partner-endpoint">
          <div><span class="break" data-testid="endpoint-host">${one.host}</span>${one.failing_since && html`<span class="under">Failing since ${showTime(one.failing_since)}</span>`}</div>
          <${Chip} words=${ENDPOINT} value=${condition(one)} testid="endpoint-status" /></li>`)}</ul>`}<//>`;
}
