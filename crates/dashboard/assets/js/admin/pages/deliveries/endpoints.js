import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { NOTHING, showTime } from "../../../lib/show.js";
import { condition, ENDPOINT } from "../../../lib/webhooks.js";
import { Chip } from "../../../ui/parts.js";
import { partnerPath } from "../../lib/route.js";
import { may } from "../../state/me.js";
import { filter, filters } from "../../state/deliveries.js";
import { ReplayDialog, SwitchDialog } from "./actions.js";

/** @import { Endpoint } from "../../api/types.js" */

/** @param {{ rows: Endpoint[], busy: boolean }} props */
export function Endpoints({ rows, busy }) {
  return html`<table class="cards" data-testid="endpoints" aria-busy=${busy} role="table" aria-label="Webhook endpoints">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Host</th><th scope="col" role="columnheader">Partner</th><th scope="col" role="columnheader">Status</th>
      <th scope="col" role="columnheader">Failing since</th><th scope="col" role="columnheader">Last taken</th><th scope="col" role="columnheader"><span class="visually-hidden">What can be done</span></th></tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<${Row} key=${row.id} row=${row} />`)}</tbody></table>`;
}

/** @param {{ row: Endpoint }} props */
function Row({ row }) {
  const open = useSignal("");
  const close = () => { open.value = ""; };
  const chosen = filters.value.endpoint === row.id;
  return html`<tr role="row" data-testid="endpoint-row" data-endpoint-id=${row.id} data-status=${row.status}>
    <th scope="row" role="rowheader"><span class="break" data-testid="endpoint-host">${row.host}</span>${row.description && html`<span class="under break">${row.description}</span>`}</th>
    <td role="cell" data-label="Partner"><a class="break" href=${partnerPath(row.partner_id)} data-testid="endpoint-partner">${row.partner_name}</a></td>
    <td role="cell" data-label="Status"><${Chip} words=${ENDPOINT} value=${condition(row)} testid="endpoint-status" /></td>
    <td role="cell" data-label="Failing since" class=${row.failing_since ? "" : "nothing"}><span data-testid="endpoint-failing">${row.failing_since ? showTime(row.failing_since) : NOTHING}</span></td>
    <td role="cell" data-label="Last taken" class=${row.last_success_at ? "" : "nothing"}>${row.last_success_at ? showTime(row.last_success_at) : NOTHING}</td>
    <td role="cell" data-label="What can be done"><div class="button-row">
      <button type="button" class="button small" data-testid="endpoint-log" aria-pressed=${chosen} onClick=${() => filter({ endpoint: chosen ? "" : row.id })}>Deliveries<span class="visually-hidden"> of ${row.host}</span></button>
      ${may("webhooks_write") && html`<button type="button" class="button small" data-testid="endpoint-switch" onClick=${() => { open.value = "switch"; }}>
          ${row.status === "active" ? "Disable…" : "Resume…"}<span class="visually-hidden"> ${row.host}</span></button>
        <button type="button" class="button small" data-testid="endpoint-replay" onClick=${() => { open.value = "replay"; }}>Replay…<span class="visually-hidden"> for ${row.host}</span></button>`}</div>
      ${open.value === "switch" && html`<${SwitchDialog} endpoint=${row} onClose=${close} />`}
      ${open.value === "replay" && html`<${ReplayDialog} endpoint=${row} onClose=${close} />`}</td>
  </tr>`;
}
