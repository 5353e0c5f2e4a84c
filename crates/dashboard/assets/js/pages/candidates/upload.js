import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { save } from "../../api/wire.js";
import { MOST_BYTES, MOST_ROWS, TEMPLATE } from "../../lib/sheet.js";
import { count } from "../../lib/show.js";
import { batches } from "../../state/candidates.js";
import { batchId, choose, chooseBatch, chosen, step } from "../../state/upload.js";
import { Choice } from "../../admin/ui/field.js";
import { Card } from "../../ui/facts.js";
import { Failure, Icon, Skeleton } from "../../ui/parts.js";
import { BatchDialog } from "./add.js";
import { Preview } from "./preview.js";

/** @import { Batch } from "../../api/candidates.js" */

/** Many candidates at once. */
export function Upload() {
  const failed = batches.error.value;
  const busy = ["checking", "saving"].includes(step.value.kind);
  return html`<${Card} title="Choose a batch and a file">
      ${failed !== null ? html`<${Failure} error=${failed} retry=${batches.start} />`
        : batches.data.value === null ? html`<${Skeleton} lines=${4} />`
        : html`<div class="upload">
          <${BatchChoice} known=${batches.data.value} busy=${busy} />
          <${Drop} busy=${busy} />
          <${Form} /></div>`}
      <${Told} /><//>
    ${chosen.value !== null && html`<${Preview} file=${chosen.value} />`}`;
}

/** @param {{ known: Batch[], busy: boolean }} props */
function BatchChoice({ known, busy }) {
  const adding = useSignal(false);
  if (busy) return html`<p data-testid="upload-batch">Into the batch <strong>${known.find(({ batch_id: id }) => id === batchId.value)?.batch_name}</strong>.</p>`;
  return html`<div class="batch-choice">
    <${Choice} name="batch_id" label="Batch" testid="upload-batch-choice" words=${Object.fromEntries(known.map(({ batch_id: id, batch_name: name }) => [id, name]))}
      none=${known.length === 0 ? "There are no batches yet" : "Choose one"} value=${batchId.value} onChange=${chooseBatch} />
    <button type="button" class="button" data-testid="batch-add" onClick=${() => { adding.value = true; }}>New batch…</button>
    ${adding.value && html`<${BatchDialog} onCreated=${(/** @type {Batch} */ made) => chooseBatch(made.batch_id)} onClose=${() => { adding.value = false; }} />`}
  </div>`;
}

/** @param {{ busy: boolean }} props */
function Drop({ busy }) {
  const over = useSignal(false);
  /** @type {import("../../../vendor/preact.js").RefObject<HTMLInputElement | null>} */
  const input = useRef(null);
  useEffect(() => {
    // A file that falls beside would replace the page.
    /** @param {DragEvent} event */
    const hold = (event) => event.preventDefault();
    const names = /** @type {const} */ (["dragover", "drop"]);
    names.forEach((name) => addEventListener(name, hold));
    return () => names.forEach((name) => removeEventListener(name, hold));
  }, []);
  /** @param {FileList | null | undefined} files */
  const take = (files) => {
    const file = files?.[0];
    if (file && !busy) void choose(file);
  };
  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  const picked = (event) => {
    take(event.currentTarget.files);
    // The same file may be chosen again.
    event.currentTarget.value = "";
  };
  return html`<div class=${over.value ? "drop over" : "drop"} data-testid="drop-zone" onDragOver=${() => { over.value = true; }} onDragLeave=${() => { over.value = false; }}
      onDrop=${(/** @type {DragEvent} */ event) => { over.value = false; take(event.dataTransfer?.files); }}>
    <p>Drop a CSV file here, or</p>
    <button type="button" class="button" data-testid="choose-file" disabled=${busy} onClick=${() => input.current?.click()}><${Icon} name="up" />Choose a file</button>
    <input ref=${input} type="file" hidden accept=".csv,text/csv,text/plain" data-testid="file-input" onChange=${picked} />
    <p class="help">It is read here first. Nothing is sent before you say so.</p>
  </div>`;
}

/** What a file must look like. */
function Form() {
  const template = () => save(new Blob([TEMPLATE], { type: "text/csv" }), "candidates-template.csv");
  return html`<div class="upload-form"><p class="help">The first line names the columns <code>firstname</code>, <code>lastname</code> and <code>email</code>, in any order. At most ${count(MOST_ROWS)} rows and ${MOST_BYTES / 1024 / 1024} MB;
      UTF-8 or UTF-16, with commas between the cells.</p>
    <button type="button" class="button small" data-testid="template-download" onClick=${template}><${Icon} name="download" />Download a template</button></div>`;
}

/** How far reading is, and what is wrong with a file as a whole. */
function Told() {
  const now = step.value;
  if (now.kind === "reading") {
    return html`<div class="upload-share" data-testid="reading"><progress value=${now.share} max="1" aria-label="Reading ${now.name}"></progress><span class="numbers">Reading… ${Math.floor(now.share * 100)} %</span></div>`;
  }
  if (now.kind !== "unreadable") return null;
  return html`<div class="notice notice-bad upload-told" role="alert" data-testid="file-fault"><${Icon} name="alert" /><div><p class="notice-title break">${now.name}</p><p>${now.fault}</p></div></div>`;
}
