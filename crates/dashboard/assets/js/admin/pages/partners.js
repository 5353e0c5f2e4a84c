import { html } from "../../html.js";
import { useEffect } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { NOTHING, count, showClock, showDate } from "../../lib/show.js";
import { word } from "../../lib/words.js";
import { arrival } from "../../state/page.js";
import { Chip, Empty, Icon, Pager, PageTitle, Skeleton } from "../../ui/parts.js";
import { isNarrowed, LONGEST, REVIEWS, SORTS } from "../lib/filters.js";
import { partnerPath } from "../lib/route.js";
import { called, PARTNER, REVIEW, STEP, TYPE } from "../lib/words.js";
import { may } from "../state/me.js";
import { arrive, clear, filter, filters, LIMIT, list, type, typed } from "../state/partners.js";
import { Choice } from "../ui/field.js";
import { lazy } from "../../ui/frame.js";
import { Problem } from "../ui/problem.js";

/** @import { Partner } from "../api/types.js" */
/** @import { Filters as Set } from "../lib/filters.js" */

const NewPartner = lazy(() => import("./partner/new.js").then((page) => page.NewPartner));

/** All partners. */
export function Partners() {
  const at = arrival.value;
  const adding = useSignal(false);
  useEffect(arrive, [at]);
  return html`<div class="head-row"><${PageTitle} tab="Partners">Partners<//>
      ${may("partners_write") && html`<button type="button" class="button primary" data-testid="partner-add" onClick=${() => { adding.value = true; }}>New partner…</button>`}</div>
    <section class="card" aria-label="Partners"><${Filters} /><${List} /></section>
    ${adding.value && html`<${NewPartner} onClose=${() => { adding.value = false; }} onMade=${() => void list.start()} />`}`;
}

const YES_NO = { true: "Complete", false: "Under way" };
const DELETED = { true: "Deleted only" };

function Filters() {
  /** @param {keyof Set} name */
  const set = (name) => ({ value: filters.value[name], onChange: (/** @type {string} */ value) => filter({ [name]: value }) });
  return html`<form class="filters staff-filters" role="search" aria-label="Partners" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <div class="field field-search"><label for="search">Search</label>
      <div class="with-icon"><${Icon} name="search" />
        <input id="search" type="search" autocomplete="off" spellcheck=${false} maxLength=${LONGEST} value=${typed.value} aria-describedby="search-hint" data-testid="filter-search"
          onInput=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) => type(event.currentTarget.value)} /></div>
      <p class="help" id="search-hint">A part of a name, short name or company; or a whole e-mail address.</p></div>
    <${Choice} name="status" label="Status" testid="filter-status" words=${PARTNER} none="Any status" ...${set("status")} />
    <${Choice} name="type" label="Type" testid="filter-type" words=${TYPE} none="Any type" ...${set("partnerType")} />
    <${Choice} name="onboarding" label="Onboarding" testid="filter-onboarding" words=${YES_NO} none="Any" ...${set("onboardingCompleted")} />
    <${Choice} name="review" label="Review" testid="filter-review" words=${REVIEWS} none="Any" ...${set("review")} />
    <${Choice} name="deleted" label="Deleted" testid="filter-deleted" words=${DELETED} none="Not deleted" ...${set("deleted")} />
    <div class="sort-select staff-sort"><${Choice} name="sort" label="Order" testid="sort-select" words=${SORTS} ...${set("sort")} /></div>
    ${(isNarrowed(filters.value) || typed.value !== "") && html`<div class="filters-actions"><button type="button" class="button small quiet" data-testid="filters-clear" onClick=${clear}>
      <${Icon} name="cross" />Clear filters</button></div>`}
  </form>`;
}

function List() {
  const page = list.data.value;
  if (list.error.value !== null) return html`<${Problem} error=${list.error.value} retry=${list.start} />`;
  if (page === null) return html`<${Skeleton} lines=${8} tall />`;
  if (page.partners.length === 0) return html`<${Nobody} />`;
  const { page: now, total, total_pages: last } = page.pagination;
  const from = (now - 1) * LIMIT + 1;
  return html`<${Table} rows=${page.partners} />
    <${Pager} label="Pages of partners" text="Partners ${count(from)}–${count(from + page.partners.length - 1)} of ${count(total)}"
      onPrevious=${now > 1 ? () => filter({ page: now - 1 }) : null} onNext=${now < last ? () => filter({ page: now + 1 }) : null} />`;
}

function Nobody() {
  if (filters.value.page > 1) {
    return html`<${Empty} title="There is nobody on this page any more"><button type="button" class="button small" onClick=${() => filter({ page: 1 })}>First page</button><//>`;
  }
  if (isNarrowed(filters.value) || typed.value !== "") {
    return html`<${Empty} title="No partner passes these filters"><button type="button" class="button small" onClick=${clear}>Clear filters</button><//>`;
  }
  return html`<${Empty} title="No partners yet">They register themselves, or you make one here.<//>`;
}

/** @param {{ rows: Partner[] }} props */
function Table({ rows }) {
  return html`<table class="cards" data-testid="partners" aria-label="Partners" aria-busy=${list.busy.value} role="table">
    <thead role="rowgroup"><tr role="row">
      <${SortHeader} field="name" testid="sort-name" first="name">Partner<//>
      <${SortHeader} field="status" testid="sort-status" first="status">Status<//>
      <th scope="col" role="columnheader">Onboarding</th>
      <th scope="col" role="columnheader">Review</th>
      <th scope="col" role="columnheader">Type</th>
      <${SortHeader} field="createdAt" testid="sort-created" first="-createdAt">Since<//>
    </tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<${Row} key=${row.id} row=${row} />`)}</tbody>
  </table>`;
}

/** @param {{ field: string, first: string, testid: string, children: string }} props `first` is how a column is ordered first */
function SortHeader({ field, first, testid, children }) {
  const sort = filters.value.sort;
  const state = sort === field ? "ascending" : sort === `-${field}` ? "descending" : "none";
  const to = state === "none" ? first : state === "ascending" ? `-${field}` : field;
  const icon = state === "ascending" ? "up" : state === "descending" ? "down" : "both";
  return html`<th scope="col" role="columnheader" aria-sort=${state}>
    <button type="button" class="sort" data-testid=${testid} onClick=${() => filter({ sort: to })}>${children}<${Icon} name=${icon} /></button></th>`;
}

/** @param {{ row: Partner }} props */
function Row({ row }) {
  const { onboarding: { completed, progress, currentStep } } = row;
  return html`<tr role="row" data-testid="partner-row" data-partner-id=${row.id}>
    <th scope="row" role="rowheader"><a href=${partnerPath(row.id)} data-testid="partner-link"><span class="break" data-testid="partner-name">${row.name}</span></a>
      <span class="under break"><span data-testid="partner-slug">${row.slug}</span>${row.sandbox && " · sandbox"}</span>
      <span class="under break" data-testid="partner-email">${row.email}</span></th>
    <td role="cell" data-label="Status"><${Chip} words=${PARTNER} value=${row.status} testid="partner-status" />
      ${row.deletedAt && html`<span class="under">Deleted ${showDate(row.deletedAt)}</span>`}</td>
    <td role="cell" data-label="Onboarding" data-testid="partner-progress">${progress} %
      <span class="under">${completed ? "Complete" : `Next: ${called(STEP, currentStep).toLowerCase()}`}</span></td>
    <td role="cell" data-label="Review"><${Chip} words=${REVIEW} value=${row.review?.state} testid="partner-review" /></td>
    <td role="cell" data-label="Type">${row.partnerType ? word(TYPE, row.partnerType).label : NOTHING}</td>
    <td role="cell" data-label="Since"><span class="nowrap">${showDate(row.createdAt)}</span><span class="under nowrap">${showClock(row.createdAt)} IST</span></td>
  </tr>`;
}
