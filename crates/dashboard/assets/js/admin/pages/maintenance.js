import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { showTime, span } from "../../lib/show.js";
import { Load } from "../../state/load.js";
import { announce, arrival } from "../../state/page.js";
import { renewMaintenance } from "../../state/maintenance.js";
import { Chip, Empty, PageTitle, Skeleton } from "../../ui/parts.js";
import { cancelMaintenance, maintenance as readMaintenance } from "../api/calls.js";
import { standing, WINDOW } from "../lib/maintenance.js";
import { may } from "../state/me.js";
import { ActionDialog } from "../ui/action.js";
import { Problem } from "../ui/problem.js";
import { AnnounceDialog } from "./maintenance/announce.js";

/** @import { MaintenanceWindow } from "../api/types.js" */

/** When the service rests: announced, under way, over. */
export function Maintenance() {
  const adding = useSignal(false);
  const load = useMemo(() => new Load((abort) => readMaintenance(abort)), []);
  const at = arrival.value;
  useEffect(() => { void load.start(); }, [at]);
  useEffect(() => () => load.stop(), []);
  const known = load.data.value;
  const changed = () => {
    void load.start();
    renewMaintenance();
  };
  return html`<div class="head-row"><${PageTitle} tab="Maintenance">Maintenance<//>
      ${may("maintenance_write") && html`<button type="button" class="button primary" data-testid="maintenance-add" onClick=${() => { adding.value = true; }}>Announce…</button>`}</div>
    <section class="card" aria-label="Announcements">
      ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
        : known === null ? html`<${Skeleton} lines=${4} tall />`
        : known.length === 0 ? html`<${Empty} title="Nothing was announced yet">What is announced is sent to every partner by e-mail and webhook, and stands above their pages.<//>`
        : html`<${List} rows=${known} busy=${load.busy.value} onChanged=${changed} />`}
    </section>
    ${adding.value && html`<${AnnounceDialog} onDone=${changed} onClose=${() => { adding.value = false; }} />`}`;
}

/** @param {{ rows: MaintenanceWindow[], busy: boolean, onChanged: () => void }} props */
function List({ rows, busy, onChanged }) {
  return html`<table class="cards" data-testid="windows" aria-busy=${busy} role="table" aria-label="Announcements">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">When</th><th scope="col" role="columnheader">State</th><th scope="col" role="columnheader">Text</th>
      <th scope="col" role="columnheader">Announced</th><th scope="col" role="columnheader"><span class="visually-hidden">What can be done</span></th></tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<${Row} key=${row.id} row=${row} onChanged=${onChanged} />`)}</tbody></table>`;
}

/** @param {{ row: MaintenanceWindow, onChanged: () => void }} props */
function Row({ row, onChanged }) {
  const asking = useSignal(false);
  const state = standing(row, Date.now());
  const open = may("maintenance_write") && (state === "upcoming" || state === "running");
  return html`<tr role="row" data-testid="window-row" data-maintenance-id=${row.id}>
    <th scope="row" role="rowheader" data-testid="window-time">${span(row.from, row.to)}</th>
    <td role="cell" data-label="State"><${Chip} words=${WINDOW} value=${state} testid="window-state" /></td>
    <td role="cell" data-label="Text" class="wide-cell"><span class="break" data-testid="window-text">${row.text}</span></td>
    <td role="cell" data-label="Announced">${showTime(row.announced_at)}${row.cancelled_at && html`<span class="under">Cancelled ${showTime(row.cancelled_at)}</span>`}</td>
    <td role="cell" data-label="What can be done" class=${open ? "" : "nothing"}>${open && html`<button type="button" class="button small danger-text" data-testid="window-cancel" onClick=${() => { asking.value = true; }}>
        Cancel…<span class="visually-hidden"> the one of ${span(row.from, row.to)}</span></button>`}
      ${asking.value && html`<${Cancel} row=${row} onDone=${onChanged} onClose=${() => { asking.value = false; }} />`}</td>
  </tr>`;
}

/** @param {{ row: MaintenanceWindow, onDone: () => void, onClose: () => void }} props */
function Cancel({ row, onDone, onClose }) {
  return html`<${ActionDialog} title="Cancel this maintenance?" testid="cancel-dialog" verb="Cancel it" doing="One moment…" danger job=${() => cancelMaintenance(row.id)}
    onDone=${() => { announce("The maintenance is cancelled."); onDone(); }} onClose=${onClose}>
    <p><strong>${span(row.from, row.to)}</strong></p><p class="break">${row.text}</p>
    <p>The banner goes, and every partner is told by e-mail and webhook that it does not happen.</p><//>`;
}
