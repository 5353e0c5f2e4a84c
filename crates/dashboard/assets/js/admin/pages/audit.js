import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { Load } from "../../state/load.js";
import { arrival, replaceQuery } from "../../state/page.js";
import { Empty, Icon, PageTitle, Skeleton } from "../../ui/parts.js";
import { query } from "../api/client.js";
import { audit as readAudit } from "../api/house.js";
import { ACTIONS, ACTORS, fault, isNarrowed, narrowing, NO_FILTERS, readFilters } from "../lib/audit.js";
import { Choice } from "../ui/field.js";
import { Problem } from "../ui/problem.js";
import { Entries } from "./audit/entries.js";
import { Export, Verify } from "./audit/proof.js";

/** @import { Filters as Set } from "../lib/audit.js" */

const LIMIT = 50;

/** The audit log, newest first. */
export function Audit() {
  const filters = useSignal(NO_FILTERS);
  const cursors = useSignal(/** @type {(string | null)[]} */ ([null]));
  const load = useMemo(() => new Load((abort) => readAudit({ ...narrowing(filters.value), cursor: cursors.value.at(-1) ?? null, limit: LIMIT }, abort)), []);
  const read = () => {
    if (fault(filters.value) === null) void load.start();
  };
  const at = arrival.value;
  useEffect(() => {
    filters.value = readFilters(location.search);
    cursors.value = [null];
    read();
  }, [at]);
  useEffect(() => () => load.stop(), [load]);
  /** @param {Partial<Set>} change */
  const narrow = (change) => {
    filters.value = { ...filters.value, ...change };
    cursors.value = [null];
    replaceQuery(query(filters.value));
    read();
  };
  /** @param {(string | null)[]} to */
  const turn = (to) => {
    if (load.busy.value) return;
    cursors.value = to;
    read();
  };
  const page = load.data.value;
  const next = page?.next_cursor ?? null;
  return html`<div class="head-row"><${PageTitle} tab="Audit log">Audit log<//><${Verify} /></div>
    <section class="card" aria-label="Audit log">
      <${Filters} filters=${filters.value} narrow=${narrow} />
      ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${read} />`
        : page === null ? html`<${Skeleton} lines=${8} tall />`
        : page.entries.length === 0 ? html`<${Empty} title=${isNarrowed(filters.value) ? "Nothing passes these filters" : "Nothing has happened yet"}>
            ${isNarrowed(filters.value) && html`<button type="button" class="button small" onClick=${() => narrow(NO_FILTERS)}>Clear filters</button>`}<//>`
        : html`<${Entries} entries=${page.entries} busy=${load.busy.value} narrow=${narrow} />
          <nav class="pager" aria-label="Pages of the audit log"><p data-testid="page-total">Page ${cursors.value.length}</p><div class="pager-buttons">
            <button type="button" class="button small" data-testid="page-prev" disabled=${cursors.value.length < 2} onClick=${() => turn(cursors.value.slice(0, -1))}><${Icon} name="left" />Newer</button>
            <button type="button" class="button small" data-testid="page-next" disabled=${next === null} onClick=${() => turn([...cursors.value, next])}>Older<${Icon} name="right" /></button></div></nav>`}
    </section>`;
}

/** @param {{ filters: Set, narrow: (change: Partial<Set>) => void }} props */
function Filters({ filters, narrow }) {
  const wrong = fault(filters);
  // An actor or partner that was chosen from an entry or another page.
  const one = filters.actor.includes(":") ? { [filters.actor]: "The one chosen" } : {};
  return html`<form class="filters audit-filters" role="search" aria-label="Audit log" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <${Choice} name="action" label="What" testid="filter-action" words=${ACTIONS} none="Anything" value=${filters.action} onChange=${(/** @type {string} */ action) => narrow({ action })} />
    <${Choice} name="actor" label="By" testid="filter-actor" words=${{ ...ACTORS, ...one }} none="Anybody" value=${filters.actor} onChange=${(/** @type {string} */ actor) => narrow({ actor })} />
    <${DayField} name="from" label="From" value=${filters.from} wrong=${wrong !== null} narrow=${narrow} />
    <${DayField} name="to" label="To" value=${filters.to} wrong=${wrong !== null} narrow=${narrow} />
    <div class="filters-actions">
      ${filters.partner !== "" && html`<button type="button" class="button small" data-testid="filter-partner" onClick=${() => narrow({ partner: "" })}>
        <${Icon} name="cross" />One partner only<span class="visually-hidden">: show all</span></button>`}
      ${isNarrowed(filters) && html`<button type="button" class="button small quiet" data-testid="filters-clear" onClick=${() => narrow(NO_FILTERS)}><${Icon} name="cross" />Clear filters</button>`}
      <${Export} filters=${filters} disabled=${wrong !== null} />
    </div>
    <p class="filters-fault" role="alert" id="filter-fault">${wrong && html`<span class="notice notice-bad" data-testid="filter-error"><${Icon} name="alert" />${wrong}</span>`}</p>
  </form>`;
}

/** @param {{ name: "from" | "to", label: string, value: string, wrong: boolean, narrow: (change: Partial<Set>) => void }} props */
function DayField({ name, label, value, wrong, narrow }) {
  return html`<div class="field field-day"><label for="filter-${name}">${label}</label>
    <input id="filter-${name}" type="date" data-testid="filter-${name}" value=${value} min="2000-01-01" max="2099-12-31" aria-invalid=${wrong} aria-describedby="filter-fault"
      onChange=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => narrow({ [name]: event.currentTarget.value })} /></div>`;
}
