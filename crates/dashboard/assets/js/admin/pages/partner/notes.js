import { html } from "../../../html.js";
import { useEffect, useMemo } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { count, showTime } from "../../../lib/show.js";
import { Load } from "../../../state/load.js";
import { announce } from "../../../state/page.js";
import { Card } from "../../../ui/facts.js";
import { FormError, Pager, Skeleton } from "../../../ui/parts.js";
import { addNote, notes as readNotes } from "../../api/partners.js";
import { may } from "../../state/me.js";
import { useAction } from "../../ui/action.js";
import { entered } from "../../ui/field.js";
import { Problem } from "../../ui/problem.js";

/** @import { Note, NotePage, Partner } from "../../api/types.js" */

const LONGEST = 5000;

/**
 * What staff note about a partner, newest first. The partner never sees it.
 * @param {{ partner: Partner }} props
 */
export function Notes({ partner }) {
  const number = useSignal(1);
  const load = useMemo(() => new Load((abort) => readNotes(partner.id, number.value, abort)), [partner.id]);
  const asked = number.value;
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load, asked]);
  const known = load.data.value;
  return html`<${Card} title="Notes" testid="partner-notes">
    ${may("partners_write") && html`<${Add} partner=${partner} onAdded=${() => { number.value = 1; void load.start(); }} />`}
    ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
      : known === null ? html`<${Skeleton} lines=${3} />`
      : known.notes.length === 0 ? html`<p class="muted" data-testid="notes-empty">No notes yet.</p>`
      : html`<ul class="plain notes" data-testid="notes" aria-busy=${load.busy.value}>${known.notes.map((note) => html`<${One} key=${note.id} note=${note} />`)}</ul>
        <${Paging} page=${known} go=${(/** @type {number} */ to) => { number.value = to; }} />`}
  <//>`;
}

/** @param {{ note: Note }} props */
function One({ note }) {
  return html`<li data-testid="note"><p class="break" data-testid="note-content">${note.content}</p>
    <p class="under">${showTime(note.createdAt)}${note.author?.email && html` · <span class="break" data-testid="note-author">${note.author.email}</span>`}</p></li>`;
}

/** @param {{ page: NotePage, go: (page: number) => void }} props */
function Paging({ page: { pagination }, go }) {
  const { page, total, total_pages: last } = pagination;
  if (last < 2) return null;
  return html`<${Pager} label="Pages of notes" text="${count(total)} notes" onPrevious=${page > 1 ? () => go(page - 1) : null} onNext=${page < last ? () => go(page + 1) : null} />`;
}

/** @param {{ partner: Partner, onAdded: () => void }} props */
function Add({ partner, onAdded }) {
  const { busy, error, run } = useAction();
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const content = entered(new FormData(form), "content");
    const done = await run(() => (content === "" ? Promise.reject("Write something first.") : addNote(partner.id, content)));
    if (!done) return;
    form.reset();
    announce("The note is kept.");
    onAdded();
  };
  return html`<form class="note-form" onSubmit=${submit} noValidate>
    <div class="field"><label for="note">New note</label>
      <textarea id="note" name="content" rows="3" maxLength=${LONGEST} aria-describedby="note-help" data-testid="note-text"></textarea>
      <p class="help" id="note-help">For colleagues. Notes cannot be changed or taken back.</p></div>
    <${FormError} error=${error.value} testid="note-error" />
    <button type="submit" class="button small" data-testid="note-add" aria-disabled=${busy.value}>${busy.value ? "Keeping it…" : "Add note"}</button>
  </form>`;
}
