import { html } from "../../../html.js";
import { count, NOTHING, showClock, showDate } from "../../../lib/show.js";
import { ACTIONS, actorFilter, partyName, partyPath } from "../../lib/audit.js";
import { called } from "../../lib/words.js";

/** @import { Filters } from "../../lib/audit.js" */
/** @import { AuditEntry, AuditParty } from "../../api/types.js" */

/** @param {{ entries: AuditEntry[], busy: boolean, narrow: (change: Partial<Filters>) => void }} props */
export function Entries({ entries, busy, narrow }) {
  return html`<table class="cards" data-testid="audit" aria-busy=${busy} role="table" aria-label="Entries">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">What</th><th scope="col" role="columnheader">By</th>
      <th scope="col" role="columnheader">To</th><th scope="col" role="columnheader">Details</th><th scope="col" role="columnheader">When</th></tr></thead>
    <tbody role="rowgroup">${entries.map((entry) => html`<${Row} key=${entry.id} entry=${entry} narrow=${narrow} />`)}</tbody></table>`;
}

/** @param {{ entry: AuditEntry, narrow: (change: Partial<Filters>) => void }} props */
function Row({ entry, narrow }) {
  const rows = Object.entries(entry.details ?? {}).filter(([, value]) => value !== "");
  return html`<tr role="row" data-testid="audit-row" data-action=${entry.action}>
    <th scope="row" role="rowheader"><span data-testid="audit-action">${called(ACTIONS, entry.action)}</span><span class="under">${sealed(entry)}</span></th>
    <td role="cell" data-label="By"><button type="button" class="chip-button break" data-testid="audit-actor" onClick=${() => narrow({ actor: actorFilter(entry.actor) })}>
      ${partyName(entry.actor)}<span class="visually-hidden">: only what they did</span></button><span class="under">${entry.actor.kind}</span></td>
    <td role="cell" data-label="To"><${Subject} party=${entry.subject} /></td>
    <td role="cell" data-label="Details" class=${rows.length === 0 ? "nothing" : ""}>${rows.length === 0 ? html`<span class="muted">${NOTHING}</span>`
      : html`<dl class="change" data-testid="audit-details">${rows.map(([name, value]) => html`<dt key=${`${name}?`}>${name.replaceAll("_", " ")}</dt><dd key=${name}>${String(value)}</dd>`)}</dl>`}</td>
    <td role="cell" data-label="When"><span class="nowrap">${showDate(entry.at)}</span><span class="under nowrap">${showClock(entry.at)} IST</span></td>
  </tr>`;
}

/** @param {AuditEntry} entry */
const sealed = (entry) => (entry.sequence === null ? "Not sealed yet" : `No. ${count(entry.sequence)}`);

/** @param {{ party: AuditParty }} props */
function Subject({ party }) {
  const to = partyPath(party);
  const name = partyName(party);
  return html`<span class="break" data-testid="audit-subject">${to === null ? name : html`<a href=${to}>${name}</a>`}</span><span class="under">${party.kind.replaceAll("_", " ")}</span>`;
}
