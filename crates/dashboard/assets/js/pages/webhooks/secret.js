import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { showTime } from "../../lib/show.js";
import { hostAndPath } from "../../lib/webhooks.js";
import { leaving } from "../../state/page.js";
import { Copy } from "../../ui/copy.js";
import { Icon } from "../../ui/parts.js";

/** @import { EndpointWithSecret } from "../../api/types.js" */

/**
 * A secret that has just been made, for as long as it takes to put it away.
 * @param {{ endpoint: EndpointWithSecret, title: string, onDone: () => void }} props
 */
export function SecretShown({ endpoint, title, onDone }) {
  /** @type {import("../../../vendor/preact.js").RefObject<HTMLDivElement | null>} */
  const place = useRef(null);
  useEffect(() => {
    /** @param {BeforeUnloadEvent} event */
    const warn = (event) => event.preventDefault();
    addEventListener("beforeunload", warn);
    leaving.ask = () => "The secret is shown only here, only now. Leave without it?";
    place.current?.focus();
    return () => {
      removeEventListener("beforeunload", warn);
      leaving.ask = null;
    };
  }, []);
  const done = () => {
    onDone();
    document.getElementById("main")?.focus();
  };
  const until = endpoint.previous_secret_ends_at;
  return html`<div class="notice notice-good secret-shown" role="group" aria-label=${title} tabindex="-1" ref=${place} data-testid="new-secret"><${Icon} name="key" /><div>
    <p class="notice-title">${title}</p>
    <p>For <code>${hostAndPath(endpoint.url)}</code>. It is shown once: copy it now and keep it where the program behind this address reads its secrets. Whoever has it can make calls that look like ours.</p>
    <p class="secret-value"><code data-testid="new-secret-value">${endpoint.secret}</code></p>
    <div class="button-row"><${Copy} text=${endpoint.secret} what="secret" testid="new-secret-copy" />
      <button type="button" class="button small" data-testid="new-secret-done" onClick=${done}>I have stored it</button></div>
    ${until && html`<p class="small-print" data-testid="old-secret-ends">Until ${showTime(until)} we sign with the old secret as well.</p>`}
  </div></div>`;
}
