import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { showTime, size } from "../../../lib/show.js";
import { Card } from "../../../ui/facts.js";
import { kindOf } from "../../lib/media.js";
import { called, DOCUMENT } from "../../lib/words.js";
import { Elsewhere } from "../../ui/elsewhere.js";
import { Preview } from "../../ui/preview.js";

/** @import { DocumentInfo, Partner } from "../../api/types.js" */

/**
 * What the partner handed in; one at a time is looked at.
 * @param {{ partner: Partner }} props
 */
export function Documents({ partner }) {
  const documents = partner.documents ?? [];
  return html`<${Card} title="Documents" testid="partner-documents">
    ${documents.length === 0 ? html`<p class="muted" data-testid="documents-empty">None handed in.</p>`
      : html`<${DocumentList} partner=${partner.id} documents=${documents} closed=${Boolean(partner.deletedAt)} />`}
  <//>`;
}

/** @param {{ partner: string, documents: DocumentInfo[], closed?: boolean }} props `closed`: they are only named */
export function DocumentList({ partner, documents, closed = false }) {
  const shown = useSignal("");
  return html`<ul class="plain documents">${documents.map((one) => html`<li key=${one.id} data-testid="document" data-document-id=${one.id}>
    <${Line} document=${one} closed=${closed} shown=${shown.value === one.id} onToggle=${() => { shown.value = shown.value === one.id ? "" : one.id; }} />
    ${shown.value === one.id && html`<${Preview} key=${one.id} partner=${partner} document=${one} />`}</li>`)}</ul>`;
}

/** @param {{ document: DocumentInfo, closed: boolean, shown: boolean, onToggle: () => void }} props */
function Line({ document: one, closed, shown, onToggle }) {
  const kind = kindOf(one);
  return html`<div class="document-line"><div>
      <p><strong>${called(DOCUMENT, one.type)}</strong>${kind && html` <span class="chip chip-plain">${kind.label}</span>`}</p>
      <p class="under break" data-testid="document-name">${one.name}</p>
      ${one.url && html`<p class="under" data-testid="document-url">Lies elsewhere, unchecked: <${Elsewhere} address=${one.url} /></p>`}
      <p class="under">${showTime(one.uploadedAt)}${typeof one.size === "number" && `, ${size(one.size)}`}</p></div>
    ${!one.url && !closed && html`<button type="button" class="button small" data-testid="document-preview" aria-expanded=${shown} onClick=${onToggle}>
      ${shown ? "Close" : "Look at it"}<span class="visually-hidden"> ${called(DOCUMENT, one.type)}, ${one.name}</span></button>`}</div>`;
}
