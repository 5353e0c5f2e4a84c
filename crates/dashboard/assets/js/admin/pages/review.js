import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { age, plural } from "../../lib/show.js";
import { word } from "../../lib/words.js";
import { Load } from "../../state/load.js";
import { arrival } from "../../state/page.js";
import { Card, Facts } from "../../ui/facts.js";
import { Empty, PageTitle, Skeleton } from "../../ui/parts.js";
import { partner as readPartner, partners } from "../api/partners.js";
import { bySubmission, submitted } from "../lib/queue.js";
import { partnerPath } from "../lib/route.js";
import { TYPE } from "../lib/words.js";
import { may } from "../state/me.js";
import { isMissing, Problem } from "../ui/problem.js";
import { facts } from "./partner/business.js";
import { DocumentList } from "./partner/documents.js";
import { Decide } from "./review/decide.js";

/** @import { Partner } from "../api/types.js" */

/** As many are looked through at a time. */
const MOST = 100;

/** Who waits for a decision, oldest first, and what there is to judge by. */
export function Review() {
  const load = useMemo(() => new Load((abort) => partners({ review: "waiting", sortBy: "createdAt", sortOrder: "asc", limit: MOST }, abort)), []);
  const chosen = useSignal("");
  const at = arrival.value;
  useEffect(() => { void load.start(); }, [at]);
  const page = load.data.value;
  const queue = page === null ? [] : bySubmission(page.partners);
  const now = queue.find(({ id }) => id === chosen.value) ?? queue[0];
  /** Goes on with the one after. */
  const decided = () => {
    const next = queue[queue.findIndex(({ id }) => id === now?.id) + 1];
    chosen.value = next?.id ?? "";
    void load.start();
  };
  return html`<${PageTitle} tab="Review">Review<//>
    ${load.error.value !== null ? html`<section class="card"><${Problem} error=${load.error.value} retry=${load.start} /></section>`
      : page === null ? html`<section class="card"><${Skeleton} lines=${6} tall /></section>`
      : now === undefined ? html`<section class="card" data-testid="review-none"><${Empty} title="Nobody waits for a review">A partner appears here as soon as it has handed in its documents.<//></section>`
      : html`<div class="review-grid">
          <${Queue} queue=${queue} total=${page.pagination.total} now=${now.id} choose=${(/** @type {string} */ id) => { chosen.value = id; }} />
          <${Candidate} key=${now.id} id=${now.id} onDecided=${decided} onGone=${load.start} /></div>`}`;
}

/** @param {{ queue: Partner[], total: number, now: string, choose: (id: string) => void }} props */
function Queue({ queue, total, now, choose }) {
  return html`<nav class="card queue" aria-label="Partners that wait"><p class="muted" data-testid="review-total">${plural(total, "partner")} ${total === 1 ? "waits" : "wait"}, oldest first</p>
    <ol class="plain" data-testid="review-queue">${queue.map((one) => html`<li key=${one.id}>
      <button type="button" class="queue-item" data-testid="review-item" data-partner-id=${one.id} aria-current=${one.id === now ? "true" : undefined} onClick=${() => choose(one.id)}>
        <span class="break">${one.name}</span><span class="under">Handed in ${age(submitted(one), Date.now())}</span></button></li>`)}</ol></nav>`;
}

/** @param {{ id: string, onDecided: () => void, onGone: () => void }} props */
function Candidate({ id, onDecided, onGone }) {
  const load = useMemo(() => new Load((abort) => readPartner(id, abort)), [id]);
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load]);
  const known = load.data.value;
  const failed = load.error.value;
  if (isMissing(failed)) return html`<section class="card"><${Empty} title="This partner is gone"><button type="button" class="button small" onClick=${onGone}>Read the queue anew</button><//></section>`;
  if (failed !== null) return html`<section class="card"><${Problem} error=${failed} retry=${load.start} /></section>`;
  if (known === null) return html`<section class="card"><${Skeleton} lines=${8} tall /></section>`;
  const documents = known.documents ?? [];
  return html`<div class="review-partner" data-testid="review-partner" data-partner-id=${known.id}>
    <${Card} title=${known.name} testid="review-facts" extra=${html`<a href=${partnerPath(known.id)} data-testid="review-open">Whole record</a>`}>
      <${Facts} rows=${[
        { label: "E-mail address", value: known.email, wide: true },
        { label: "Type", value: known.partnerType ? word(TYPE, known.partnerType).label : "Not said" },
        ...facts(known.businessInfo ?? {}),
      ]} />
      ${known.review.state !== "waiting" ? html`<p class="notice notice-info after" data-testid="review-decided">
          Somebody has decided this meanwhile. <button type="button" class="chip-button" onClick=${onDecided}>Go on</button></p>`
        : may("review_write") ? html`<${Decide} partner=${known} onDecided=${onDecided} />`
        : html`<p class="muted after" data-testid="review-read-only">Your role may look, but not decide.</p>`}<//>
    <${Card} title="Documents" testid="review-documents">
      ${documents.length === 0 ? html`<p class="muted">None handed in.</p>` : html`<${DocumentList} partner=${known.id} documents=${documents} />`}<//>
  </div>`;
}
