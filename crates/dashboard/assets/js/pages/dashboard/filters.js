import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { download, isAbort } from "../../api/client.js";
import { advice } from "../../api/errors.js";
import { csvQuery, hint, isNarrowed } from "../../lib/filters.js";
import { dayOf, size } from "../../lib/show.js";
import { DEDUPE, LOAN, PAYOUT } from "../../lib/words.js";
import { clear, filter, filterFault, filters, search, searchSent, type, typed } from "../../state/leads.js";
import { announce } from "../../state/page.js";
import { Icon } from "../../ui/parts.js";

/** @import { Filters as Set } from "../../lib/filters.js" */
/** @import { Word } from "../../lib/words.js" */

/** What narrows the list. */
export function Filters() {
  const set = filters.value;
  const more = set.loan_status !== "" || set.payout_status !== "";
  const wrong = filterFault.value;
  return html`<form class="filters" role="search" aria-label="Leads" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <${SearchField} />
    <${Choice} id="status" label="Status" testid="filter-status" words=${DEDUPE} name="status" all="Any status" />
    <${DayField} id="start" label="From" testid="filter-start" name="start_date" />
    <${DayField} id="end" label="To" testid="filter-end" name="end_date" />
    <details class="filters-more" open=${more}>
      <summary data-testid="filters-more">More filters</summary>
      <div class="filters-row">
        <${Choice} id="loan" label="Loan" testid="filter-loan-status" words=${LOAN} name="loan_status" all="Any loan status" />
        <${Choice} id="payout" label="Payout" testid="filter-payout-status" words=${PAYOUT} name="payout_status" all="Any payout status" />
      </div>
    </details>
    <div class="filters-actions">
      ${(isNarrowed(set) || typed.value !== "") && html`<button type="button" class="button small quiet" data-testid="filters-clear" onClick=${clear}>
        <${Icon} name="cross" />Clear filters</button>`}
      <${Export} />
    </div>
    <p class="filters-fault" role="alert" id="filter-fault">${wrong && html`<span class="notice notice-bad" data-testid="filter-error"><${Icon} name="alert" />${wrong}</span>`}</p>
  </form>`;
}

function SearchField() {
  return html`<div class="field field-search">
    <label for="search">Search</label>
    <div class="with-icon"><${Icon} name="search" />
      <input id="search" type="search" autocomplete="off" spellcheck=${false} maxLength=${120} value=${typed.value} aria-describedby="search-hint"
        data-testid="filter-search" onInput=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) => type(event.currentTarget.value)} /></div>
    <p class="help" id="search-hint" data-testid="search-hint" aria-live="polite">${hint(search.value)}</p>
  </div>`;
}

/** @param {{ id: string, label: string, testid: string, words: Record<string, Word>, name: keyof Set, all: string }} props */
function Choice({ id, label, testid, words, name, all }) {
  return html`<div class="field">
    <label for="filter-${id}">${label}</label>
    <select id="filter-${id}" data-testid=${testid} value=${filters.value[name]}
      onChange=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => filter({ [name]: event.currentTarget.value })}>
      <option value="">${all}</option>
      ${Object.entries(words).map(([value, { label: text }]) => html`<option key=${value} value=${value}>${text}</option>`)}
    </select>
  </div>`;
}

/** @param {{ id: string, label: string, testid: string, name: "start_date" | "end_date" }} props */
function DayField({ id, label, testid, name }) {
  return html`<div class="field field-day">
    <label for="filter-${id}">${label}</label>
    <input id="filter-${id}" type="date" data-testid=${testid} value=${filters.value[name]} min="2000-01-01" max="2099-12-31"
      aria-invalid=${filterFault.value !== null} aria-describedby="filter-fault"
      onChange=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => filter({ [name]: event.currentTarget.value })} />
  </div>`;
}

/** The list as it is filtered now, all of it, as CSV. */
export function Export() {
  const bytes = useSignal(/** @type {number | null} */ (null));
  const failed = useSignal("");
  /** @type {{ current: AbortController | null }} */
  const running = useRef(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async () => {
    const abort = (running.current = new AbortController());
    bytes.value = 0;
    failed.value = "";
    try {
      const path = `/dashboard/leads.csv?${csvQuery(filters.value, searchSent())}`;
      await download(path, `leads-${dayOf(Date.now())}.csv`, { signal: abort.signal, onBytes: (now) => { bytes.value = now; } });
      announce("The export is ready.");
    } catch (error) {
      if (!isAbort(error)) failed.value = `${advice(error).title}. ${advice(error).advice}`;
    }
    bytes.value = null;
  };

  if (bytes.value !== null) {
    return html`<span class="export" data-testid="export-progress">Exporting… <span class="numbers">${size(bytes.value)}</span></span>
      <button type="button" class="button small" data-testid="export-cancel" onClick=${() => running.current?.abort()}>Cancel</button>`;
  }
  return html`<button type="button" class="button small" data-testid="export-csv" disabled=${filterFault.value !== null} onClick=${start}>
      <${Icon} name="download" />Export CSV</button>
    ${failed.value && html`<p class="notice notice-bad" role="alert" data-testid="export-error"><${Icon} name="alert" />${failed.value}</p>`}`;
}
