import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { save } from "../../api/wire.js";
import { Load } from "../../state/load.js";
import { Icon, Skeleton } from "../../ui/parts.js";
import { documentFile } from "../api/partners.js";
import { fileName, kindOf } from "../lib/media.js";
import { Problem } from "./problem.js";

/** @import { DocumentInfo } from "../api/types.js" */

/**
 * A document as it is. A link could not carry the token, so that the file is fetched and shown out
 * of memory, as what we know it to be and not as what it says it is.
 * @param {{ partner: string, document: DocumentInfo }} props
 */
export function Preview({ partner, document: file }) {
  const address = useSignal("");
  const kind = kindOf(file);
  const load = useMemo(() => new Load(async (abort) => {
    const blob = await documentFile(partner, file.id, abort);
    return new Blob([blob], { type: kind?.type ?? "application/octet-stream" });
  }), [partner, file.id]);
  const blob = load.data.value;
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load]);
  useEffect(() => {
    if (blob === null) return undefined;
    const made = URL.createObjectURL(blob);
    address.value = made;
    return () => {
      address.value = "";
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  if (load.error.value !== null) return html`<${Problem} error=${load.error.value} retry=${load.start} />`;
  if (blob === null || address.value === "") return html`<${Skeleton} lines=${4} tall />`;
  return html`<figure class="preview" data-testid="preview" data-kind=${kind?.shown ?? "none"}>
    <${Content} address=${address.value} name=${file.name} shown=${kind?.shown} />
    <figcaption class="button-row">
      ${kind && html`<a class="button small" href=${address.value} target="_blank" rel="noopener" data-testid="preview-open">Open in a new tab</a>`}
      <button type="button" class="button small" data-testid="preview-download" onClick=${() => save(blob, fileName(file))}><${Icon} name="download" />Download</button>
    </figcaption></figure>`;
}

/** @param {{ address: string, name: string, shown: "image" | "pdf" | undefined }} props */
function Content({ address, name, shown }) {
  const broken = useSignal(false);
  if (broken.value) return html`<p class="muted" data-testid="preview-broken">The picture cannot be shown; it may be damaged. Download it to look closer.</p>`;
  if (shown === "image") {
    return html`<img src=${address} alt=${`Document ${name}`} data-testid="preview-image" onError=${() => { broken.value = true; }} />`;
  }
  if (shown === "pdf") return html`<iframe src="${address}#navpanes=0" title=${`Document ${name}`} data-testid="preview-pdf"></iframe>`;
  return html`<p class="muted">There is no preview of this kind of file.</p>`;
}
