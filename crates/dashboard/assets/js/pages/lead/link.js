import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { useEffect } from "../../../vendor/hooks.js";
import { Copy } from "../../ui/copy.js";
import { Card } from "../../ui/facts.js";

/**
 * The link that credits the customer to this lead.
 * @param {{ link: string | null }} props
 */
export function LinkCard({ link }) {
  return html`<${Card} title="Link for the customer" testid="utm-card">
    ${link === null ? html`<p class="muted" data-testid="utm-none">None: the person had an active loan or was barred when the lead was shared.</p>`
      : html`<div class="link-row"><div><p class="link-text"><code data-testid="utm-link">${link}</code></p>
          <${Copy} text=${link} what="link" testid="utm-copy" />
          <p class="help">Who registers through this link is credited to this lead. Have it scanned on the spot, or send it.</p></div>
        <${Qr} text=${link} /></div>`}
  <//>`;
}

/** @param {{ text: string }} props */
function Qr({ text }) {
  const code = useSignal(/** @type {{ path: string, size: number } | null} */ (null));
  useEffect(() => {
    let gone = false;
    import("./qr.js").then(({ qr }) => {
      if (!gone) code.value = qr(text);
    }, () => {
      // The link and its button serve without the picture.
    });
    return () => { gone = true; };
  }, [text]);
  const known = code.value;
  if (known === null) return html`<div class="qr"></div>`;
  return html`<svg class="qr" viewBox="0 0 ${known.size} ${known.size}" role="img" aria-label="QR code of the link" data-testid="utm-qr" shape-rendering="crispEdges">
    <rect width=${known.size} height=${known.size} fill="#fff" /><path d=${known.path} fill="#000" /></svg>`;
}
