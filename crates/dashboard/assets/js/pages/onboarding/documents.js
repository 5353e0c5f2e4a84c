import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { handIn, remove } from "../../onboarding/api.js";
import { ACCEPT } from "../../onboarding/files.js";
import { Fault } from "../../onboarding/fields.js";
import { Heading } from "../../onboarding/frame.js";
import { fieldFaults } from "../../onboarding/refused.js";
import { attempt, key, links, reread, show, turns, way } from "../../onboarding/state.js";
import { send, sending } from "../../onboarding/uploads.js";
import { DOCUMENT_TYPES, label } from "../../onboarding/words.js";
import { showDate, size } from "../../lib/show.js";
import { announce } from "../../state/page.js";
import { Card } from "../../ui/facts.js";
import { Empty, Icon } from "../../ui/parts.js";
import { AddLink, PendingLinks } from "./links.js";
import { Sendings } from "./sendings.js";
import { Standing } from "./standing.js";

/** @import { Document } from "../../onboarding/types.js" */

/** What shows who one is. */
export function Documents() {
  const documents = way.data.value?.documents ?? [];
  const none = documents.length + sending.value.length + links.value.length === 0;
  return html`<${Heading} tab="Documents – Become a partner" turn=${turns.value}>Documents<//>
    <${Standing} />
    <${Card} title="Add documents"><${Add} /><//>
    <${Card} title="Your documents" testid="documents">
      ${none && html`<${Empty} title="No documents yet">Add at least the registration of your business.<//>`}
      <ul class="plain way-documents">
        ${documents.map((one) => html`<${Row} key=${one.id} known=${one} />`)}
        <${PendingLinks} /><${Sendings} />
      </ul>
      <${HandIn} none=${documents.length + links.value.length === 0} />
    <//>`;
}

function Add() {
  const type = useSignal("");
  const fault = useSignal(false);
  /** @param {Iterable<File>} files */
  const take = (files) => {
    fault.value = type.value === "";
    if (!fault.value) send(files, type.value);
    else document.getElementById("document-type")?.focus();
  };
  return html`<div class="way-add">
    <div class="field"><label for="document-type">Kind of document</label>
      <select id="document-type" value=${type.value} data-testid="document-type" aria-invalid=${fault.value ? "true" : undefined} aria-describedby=${fault.value ? "document-type-fault" : undefined}
        onChange=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => { type.value = event.currentTarget.value; fault.value = false; }}>
        <option value="">Choose one</option>
        ${Object.entries(DOCUMENT_TYPES).map(([value, text]) => html`<option key=${value} value=${value} selected=${value === type.value}>${text}</option>`)}
      </select>
      ${fault.value && html`<p class="fault" id="document-type-fault" role="alert" data-testid="document-type-fault"><${Icon} name="alert" />Choose what it is first, then add it.</p>`}</div>
    <${Drop} onFiles=${take} />
    <${AddLink} type=${type.value} onMissing=${() => take([])} />
  </div>`;
}

/** @param {{ onFiles: (files: Iterable<File>) => void }} props */
function Drop({ onFiles }) {
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
  /** @param {DragEvent} event */
  const drop = (event) => {
    over.value = false;
    onFiles(event.dataTransfer?.files ?? []);
  };
  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  const chosen = (event) => {
    onFiles([...(event.currentTarget.files ?? [])]);
    // The same file may be chosen again.
    event.currentTarget.value = "";
  };
  return html`<div class=${over.value ? "way-drop over" : "way-drop"} data-testid="drop-zone" onDragOver=${() => { over.value = true; }}
      onDragLeave=${() => { over.value = false; }} onDrop=${drop}>
    <p>Drop files here, or</p>
    <button type="button" class="button" data-testid="choose-files" onClick=${() => input.current?.click()}><${Icon} name="up" />Choose files</button>
    <input ref=${input} type="file" multiple hidden accept=${ACCEPT} data-testid="file-input" onChange=${chosen} />
    <p class="help">PDF, PNG or JPEG, at most 10 MB each.</p>
  </div>`;
}

/** @param {{ known: Document }} props */
function Row({ known }) {
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const take = async () => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    try {
      await attempt(() => remove(key(), known.id));
      announce(`${known.name} is removed.`);
      document.getElementById("main")?.focus();
      await reread();
    } catch (refused) {
      error.value = refused;
      busy.value = false;
    }
  };
  const about = known.url ?? [size(known.size ?? 0), `sent ${showDate(known.uploadedAt)}`].join(", ");
  return html`<li data-testid="document-row" data-document-id=${known.id}>
    <span class="chip chip-good"><${Icon} name="check" />${label(DOCUMENT_TYPES, known.type)}</span>
    <div><p class="break" data-testid="document-name">${known.name}</p><p class="under break" data-testid="document-about">${about}</p>
      ${error.value !== null && html`<${Fault} error=${error.value} testid="document-error" />`}</div>
    <button type="button" class="button small" data-testid="document-remove" aria-disabled=${busy.value} onClick=${take}><${Icon} name="cross" />Remove<span class="visually-hidden"> ${known.name}</span></button>
  </li>`;
}

/** @param {{ none: boolean }} props */
function HandIn({ none }) {
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const isSending = sending.value.some((one) => one.state !== "failed");
  const go = async () => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    try {
      await attempt(() => handIn(key(), links.value));
      links.value = [];
      await reread();
      show("review");
    } catch (refused) {
      error.value = refused;
      busy.value = false;
    }
  };
  const why = none ? "Add a document first." : isSending ? "Wait until everything is sent." : "";
  return html`${error.value !== null && html`<${Fault} error=${error.value} testid="form-error" more=${linkFaults(error.value)} />`}
    <div class="way-actions"><button type="button" class="button primary" data-testid="hand-in" disabled=${why !== ""} aria-disabled=${busy.value} onClick=${go}>
      ${busy.value ? "Handing in…" : "Hand in for review"}<${Icon} name="right" /></button>${why && html`<span class="muted" data-testid="hand-in-why">${why}</span>`}</div>`;
}

/**
 * What is wrong with addresses that are handed in, by their names.
 * @param {unknown} error
 * @returns {string[]}
 */
function linkFaults(error) {
  return fieldFaults(error).map(({ field, message }) => {
    const at = /^documents\[(\d+)\]/.exec(field)?.[1];
    return `${links.value[Number(at)]?.name ?? field}: ${message}.`;
  });
}
