import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { INVITES, PAID } from "../../lib/candidates.js";
import { CANDIDATES } from "../../lib/route.js";
import { count } from "../../lib/show.js";
import { batches, clear, filter, filters, isNarrowed, list, next, pageIndex, previous, type, typed } from "../../state/candidates.js";
import { usePolling } from "../../state/poll.js";
import { Choice } from "../../admin/ui/field.js";
import { Empty, Failure, Icon, Pager, Skeleton } from "../../ui/parts.js";
import { AddDialog } from "./add.js";
import { Row } from "./row.js";

/** @import { CandidatePage } from "../../api/candidates.js" */

/** Invites are accepted by themselves. */
const EVERY_MS = 20_000;

/** Who practises. */
export function List() {
  usePolling(list.renew, EVERY_MS);
  const adding = useSignal(false);
  const page = list.data.value;
  const failed = list.error.value;
  return html`<section class="card" aria-labelledby="candidates-title">
    <div class="card-head"><h2 id="candidates-title">All candidates</h2>
      <button type="button" class="button small" data-testid="candidate-add" onClick=${() => { adding.value = true; }}>Add a candidate…</button></div>
    <${Filters} />
    ${failed !== null ? html`<${Failure} error=${failed} retry=${list.start} />`
      : page === null ? html`<${Skeleton} lines=${8} tall />`
      : page.candidates.length === 0 ? html`<${Nothing} page=${page} />`
      : html`<${Table} page=${page} /><${Pager} text=${place(page)} label="Pages of candidates"
        onPrevious=${pageIndex.value > 0 ? previous : null} onNext=${page.pagination.next_cursor === null ? null : next} />`}
    ${adding.value && html`<${AddDialog} onClose=${() => { adding.value = false; }} />`}
  </section>`;
}

/** @param {CandidatePage} page */
function place({ candidates, pagination: { per_page: limit, total } }) {
  const from = pageIndex.value * limit + 1;
  return `Candidates ${count(from)}–${count(from + candidates.length - 1)} of ${count(total)}`;
}

function Filters() {
  const set = filters.value;
  const known = Object.fromEntries((batches.data.value ?? []).map(({ batch_id: id, batch_name: name }) => [id, name]));
  // A batch that is not known yet, or not among the newest, is a choice all the same.
  const all = set.batch_id === "" || Object.hasOwn(known, set.batch_id) ? known : { ...known, [set.batch_id]: "The chosen batch" };
  return html`<form class="filters candidate-filters" role="search" aria-label="Candidates" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <div class="field field-search"><label for="search">Search</label>
      <div class="with-icon"><${Icon} name="search" />
        <input id="search" type="search" autocomplete="off" spellcheck=${false} maxLength=${254} value=${typed.value} aria-describedby="search-hint" data-testid="filter-search"
          onInput=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) => type(event.currentTarget.value)} /></div>
      <p class="help" id="search-hint">How a name begins, or a whole e-mail address.</p></div>
    <${Choice} name="batch" label="Batch" testid="filter-batch" words=${all} value=${set.batch_id} none="Any batch" onChange=${(/** @type {string} */ id) => filter({ batch_id: id })} />
    <${Choice} name="invite" label="Invite" testid="filter-invite" words=${INVITES} value=${set.invite_status} none="Any invite" onChange=${(/** @type {string} */ status) => filter({ invite_status: status })} />
    <${Choice} name="paid" label="Payment" testid="filter-paid" words=${PAID} value=${set.is_paid_for} none="Paid or not" onChange=${(/** @type {string} */ paid) => filter({ is_paid_for: paid })} />
    <div class="filters-actions">${isNarrowed.value && html`<button type="button" class="button small quiet" data-testid="filters-clear" onClick=${clear}><${Icon} name="cross" />Clear filters</button>`}</div>
  </form>`;
}

/** @param {{ page: CandidatePage }} props */
function Nothing({ page }) {
  if (isNarrowed.value && page.total_candidates > 0) return html`<${Empty} title="No candidate passes these filters"><button type="button" class="button small" onClick=${clear}>Clear filters</button><//>`;
  return html`<${Empty} title="No candidates yet">Add them one by one, or <a href="${CANDIDATES}/upload">upload a CSV</a> with many at once. Each gets an invite by e-mail.<//>`;
}

/** @param {{ page: CandidatePage }} props */
function Table({ page }) {
  return html`<table class="cards" data-testid="candidates" aria-labelledby="candidates-title" aria-busy=${list.busy.value} role="table">
    <thead role="rowgroup"><tr role="row">
      <th scope="col" role="columnheader">Candidate</th><th scope="col" role="columnheader">Batch</th><th scope="col" role="columnheader">Payment</th>
      <th scope="col" role="columnheader">Invite</th><th scope="col" role="columnheader"><span class="visually-hidden">What can be done</span></th>
    </tr></thead>
    <tbody role="rowgroup">${page.candidates.map((row) => html`<${Row} key=${row.partner_candidate_id} row=${row} />`)}</tbody>
  </table>`;
}
