import { html } from "../html.js";
import { useEffect } from "../../vendor/hooks.js";
import { NOTHING, span, spanHere } from "../lib/show.js";
import { dismiss, watchMaintenance, windows } from "../state/maintenance.js";
import { Icon } from "./parts.js";

/** @import { Window } from "../api/types.js" */

/** When the service rests, as staff announced it. */
export function Maintenance() {
  useEffect(watchMaintenance, []);
  return html`<div role="status" class="maintenance">
    ${windows.value.map((one) => html`<${Announcement} key=${one.id} window=${one} />`)}
  </div>`;
}

/**
 * One announcement; a preview cannot be waved aside.
 * @param {{ window: Window & { running: boolean }, preview?: boolean }} props
 */
export function Announcement({ window: one, preview = false }) {
  const here = spanHere(one.from, one.to);
  return html`<div class="banner" data-testid=${preview ? "preview-banner" : "maintenance"} data-maintenance-id=${one.id} data-state=${one.running ? "running" : "upcoming"}>
    <${Icon} name="clock" />
    <p><strong data-testid="maintenance-title">${one.running ? "Maintenance is under way" : "Maintenance is planned"}</strong>:${" "}
      <span data-testid="maintenance-time">${span(one.from, one.to)}${here !== NOTHING && `; where you are: ${here}`}</span>.${" "}
      <span class="break" data-testid="maintenance-text">${one.text}</span></p>
    ${!preview && html`<button type="button" class="button small" data-testid="maintenance-dismiss" onClick=${() => dismiss(one.id)}>
      Dismiss<span class="visually-hidden"> this announcement</span></button>`}
  </div>`;
}
