import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { showTime } from "../../lib/show.js";
import { condition, ENDPOINT, EVERY, hostAndPath } from "../../lib/webhooks.js";
import { filter } from "../../state/deliveries.js";
import { Facts } from "../../ui/facts.js";
import { Chip } from "../../ui/parts.js";
import { DeleteDialog, DisableDialog, enable, ReplayDialog, ResumeDialog, RotateDialog } from "./actions.js";
import { EditDialog } from "./edit.js";
import { SecretShown } from "./secret.js";
import { Trial } from "./trial.js";

/** @import { Endpoint, EndpointWithSecret, EventType } from "../../api/types.js" */

/** What a condition means. @param {Endpoint} endpoint */
function meaning(endpoint) {
  switch (condition(endpoint)) {
    case "active": return "Events are sent as they happen.";
    case "failing": return `Nothing has been taken here since ${showTime(endpoint.failing_since)}. We go on trying; if it stays so, the endpoint is paused.`;
    case "paused": return `Paused on ${showTime(endpoint.paused_at)}, because nothing was taken here for long. Nothing but tests is sent until you resume it.`;
    default: return "Nothing but tests is sent until it is enabled.";
  }
}

/** @typedef {"edit" | "rotate" | "replay" | "disable" | "resume" | "delete"} Asked */

/**
 * One endpoint, and all that can be done with it.
 * @param {{ endpoint: Endpoint, types: EventType[] }} props
 */
export function EndpointCard({ endpoint, types }) {
  const fresh = useSignal(/** @type {EndpointWithSecret | null} */ (null));
  const asked = useSignal(/** @type {Asked | null} */ (null));
  const told = useSignal("");
  const close = () => { asked.value = null; };
  const shared = { endpoint, onClose: close, onTold: (/** @type {string} */ text) => { told.value = text; } };
  return html`<li data-testid="endpoint" data-endpoint-id=${endpoint.id} data-status=${endpoint.status}>
    <div class="endpoint-head"><h3 id="endpoint-${endpoint.id}"><code data-testid="endpoint-address">${hostAndPath(endpoint.url)}</code></h3>
      <${Chip} words=${ENDPOINT} value=${condition(endpoint)} testid="endpoint-status" /></div>
    ${endpoint.description && html`<p class="break" data-testid="endpoint-described">${endpoint.description}</p>`}
    <p class="muted" data-testid="endpoint-meaning">${meaning(endpoint)}</p>
    <${About} endpoint=${endpoint} />
    <${Buttons} endpoint=${endpoint} ask=${(/** @type {Asked} */ what) => { asked.value = what; }} onTold=${shared.onTold} />
    <p class="told" role="status" data-testid="endpoint-told">${told.value}</p>
    ${fresh.value && html`<${SecretShown} endpoint=${fresh.value} title="The new secret" onDone=${() => { fresh.value = null; }} />`}
    ${asked.value === "edit" && html`<${EditDialog} endpoint=${endpoint} types=${types} onClose=${close} />`}
    ${asked.value === "rotate" && html`<${RotateDialog} ...${shared} onRotated=${(/** @type {EndpointWithSecret} */ made) => { fresh.value = made; }} />`}
    ${asked.value === "replay" && html`<${ReplayDialog} ...${shared} />`}
    ${asked.value === "disable" && html`<${DisableDialog} ...${shared} />`}
    ${asked.value === "resume" && html`<${ResumeDialog} ...${shared} />`}
    ${asked.value === "delete" && html`<${DeleteDialog} ...${shared} />`}
  </li>`;
}

/** @param {{ endpoint: Endpoint }} props */
function About({ endpoint }) {
  const { failing_since: failing, previous_secret_ends_at: old } = endpoint;
  const events = endpoint.events.includes(EVERY) ? "All" : html`<span class="words">${endpoint.events.map((event) => html`<code key=${event}>${event}</code>`)}</span>`;
  return html`<${Facts} rows=${[
    { label: "Events", value: events, testid: "endpoint-events", wide: true },
    { label: "Last success", value: endpoint.last_success_at ? showTime(endpoint.last_success_at) : "None yet", testid: "endpoint-success" },
    ...(failing ? [{ label: "Failing since", value: showTime(failing), testid: "endpoint-failing" }] : []),
    ...(old && Date.parse(old) > Date.now() ? [{ label: "Old secret signs until", value: showTime(old), testid: "endpoint-old-secret" }] : []),
    { label: "Added", value: endpoint.from_setup ? `${showTime(endpoint.created_at)}, at onboarding` : showTime(endpoint.created_at), testid: "endpoint-created" },
  ]} />`;
}

/** @param {{ endpoint: Endpoint, ask: (what: Asked) => void, onTold: (text: string) => void }} props */
function Buttons({ endpoint, ask, onTold }) {
  const busy = useSignal(false);
  const on = async () => {
    if (busy.value) return;
    busy.value = true;
    onTold(await enable(endpoint));
    busy.value = false;
  };
  /** @param {Asked} what @param {string} label @param {string} [look] */
  const button = (what, label, look = "") => html`<button type="button" class="button small ${look}" data-testid="endpoint-${what}" onClick=${() => ask(what)}>${label}…<span class="visually-hidden"> ${hostAndPath(endpoint.url)}</span></button>`;
  return html`<div class="endpoint-actions">
    ${endpoint.status === "paused" && button("resume", "Resume", "primary")}
    ${endpoint.status === "disabled" && html`<button type="button" class="button small primary" data-testid="endpoint-enable" aria-disabled=${busy.value} onClick=${on}>Enable<span class="visually-hidden"> ${hostAndPath(endpoint.url)}</span></button>`}
    <${Trial} endpoint=${endpoint} />
    ${button("edit", "Edit")} ${button("rotate", "Rotate secret")} ${endpoint.status === "active" && button("replay", "Replay")}
    <button type="button" class="button small" data-testid="endpoint-log" onClick=${() => show(endpoint)}>Deliveries<span class="visually-hidden"> to ${hostAndPath(endpoint.url)}</span></button>
    ${endpoint.status !== "disabled" && button("disable", "Disable")} ${button("delete", "Delete", "danger-text")}
  </div>`;
}

/** The log of this endpoint alone. @param {Endpoint} endpoint */
function show(endpoint) {
  filter({ endpoint: endpoint.id, state: "", event: "" });
  const title = document.getElementById("log-title");
  title?.scrollIntoView({ block: "start" });
  title?.focus({ preventScroll: true });
}
