import { html } from "../../../html.js";
import { useMemo } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { plural } from "../../../lib/show.js";
import { fromField, toField } from "../../../lib/webhooks.js";
import { announce } from "../../../state/page.js";
import { replaySince, switchEndpoint } from "../../api/calls.js";
import { again } from "../../state/deliveries.js";
import { ActionDialog } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";

/** @import { Endpoint } from "../../api/types.js" */

/** @typedef {{ endpoint: Endpoint, onClose: () => void }} Props */

const DAY_MS = 24 * 3_600_000;

/**
 * Stops sending to an endpoint, or begins again.
 * @param {Props} props
 */
export function SwitchDialog({ endpoint, onClose }) {
  // What it was when one asked: the list may be read anew meanwhile.
  const to = useMemo(() => (endpoint.status === "active" ? "disabled" : "active"), []);
  const off = to === "disabled";
  return html`<${ActionDialog} title=${off ? "Disable this endpoint?" : "Resume this endpoint?"} testid="switch-dialog" verb=${off ? "Disable" : "Resume"} doing="One moment…" danger=${off}
    job=${() => switchEndpoint(endpoint.id, to)} onDone=${() => { announce(off ? "The endpoint is disabled." : "The endpoint is active again."); again(); }} onClose=${onClose}>
    <p><strong class="break">${endpoint.host}</strong> · <span class="break">${endpoint.partner_name}</span></p>
    <p>${off ? "Nothing is sent there until somebody enables it again, here or in the partner's dashboard. What happens meanwhile can be replayed."
      : "Events are sent there again as they happen. If it still does not answer with 2xx, it will be paused again. What it missed can be replayed."}</p><//>`;
}

/**
 * Sends everything since a time again.
 * @param {Props} props
 */
export function ReplayDialog({ endpoint, onClose }) {
  const sent = useSignal(0);
  const start = useMemo(() => toField(Date.now() - DAY_MS), []);
  /** @param {FormData} form */
  const job = async (form) => {
    const since = fromField(entered(form, "since"));
    if (since === null) throw "Enter a day and a time.";
    if (Date.parse(since) > Date.now()) throw "The time must be past.";
    sent.value = (await replaySince(endpoint.id, since, form.get("missed") === "on")).replayed;
  };
  const done = () => {
    announce(sent.value === 0 ? "There is nothing to send again." : `${plural(sent.value, "event")} will be sent again.`);
    again();
  };
  return html`<${ActionDialog} title="Replay events" testid="replay-dialog" verb="Replay" doing="Replaying…" job=${job} onDone=${done} onClose=${onClose}>
    <p>To <strong class="break">${endpoint.host}</strong> of <span class="break">${endpoint.partner_name}</span>, the oldest first and with the same <code>webhook-id</code> as before.</p>
    <${Field} name="since" label="Everything since (Indian Standard Time)" type="datetime-local" testid="replay-since" value=${start} max=${toField(Date.now())} />
    <div class="choices"><label><input type="checkbox" name="missed" defaultChecked=${true} data-testid="replay-missed" />Only what was missed (not taken yet)</label></div><//>`;
}
