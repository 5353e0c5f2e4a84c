import { html } from "../../../html.js";
import { useEffect, useRef } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { isAbort } from "../../../api/wire.js";
import { dayOf, plural, size } from "../../../lib/show.js";
import { announce } from "../../../state/page.js";
import { FormError, Icon } from "../../../ui/parts.js";
import { download } from "../../api/client.js";
import { auditFile, verifyAudit } from "../../api/house.js";
import { narrowing } from "../../lib/audit.js";
import { useAction } from "../../ui/action.js";

/** @import { Filters } from "../../lib/audit.js" */
/** @import { Verified } from "../../api/types.js" */

/** Proves that nobody touched the log. */
export function Verify() {
  const { busy, error, run } = useAction();
  const found = useSignal(/** @type {Verified | null} */ (null));
  const go = () => run(async () => {
    found.value = null;
    found.value = await verifyAudit();
  });
  return html`<button type="button" class="button" data-testid="audit-verify" aria-disabled=${busy.value} onClick=${() => void go()}>${busy.value ? "Looking…" : "Verify the log"}</button>
    <div class="proof" role="status">
      <${FormError} error=${error.value} testid="audit-verify-error" />
      ${found.value && html`<${Found} found=${found.value} />`}</div>`;
}

/** @param {{ found: Verified }} props */
function Found({ found }) {
  if (found.intact) {
    return html`<div class="notice notice-good" data-testid="audit-intact"><${Icon} name="check" /><div><p class="notice-title">The log is as it was written</p>
      <p>${plural(found.entries, "entry", "entries")}, sealed up to no. ${found.sealed_up_to}. Nothing was changed or removed.</p></div></div>`;
  }
  const at = found.broken_at;
  return html`<div class="notice notice-bad" data-testid="audit-broken"><${Icon} name="alert" /><div><p class="notice-title">The log was touched</p>
    <p data-testid="audit-broken-at">${at?.reason ?? "It does not fit together."}</p>
    <p>Everything up to no. ${found.sealed_up_to} is as it was written. Keep the database as it is, and tell whoever answers for security.</p></div></div>`;
}

/**
 * The entries as they are filtered now, all of them, as CSV.
 * @param {{ filters: Filters, disabled: boolean }} props
 */
export function Export({ filters, disabled }) {
  const { busy, error, run } = useAction();
  const bytes = useSignal(0);
  /** @type {{ current: AbortController | null }} */
  const running = useRef(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = () => run(async () => {
    const abort = (running.current = new AbortController());
    bytes.value = 0;
    try {
      await download(auditFile(narrowing(filters)), `audit-${dayOf(Date.now())}.csv`, { signal: abort.signal, onBytes: (now) => { bytes.value = now; } });
      announce("The export is ready.");
    } catch (failed) {
      if (!isAbort(failed)) throw failed;
    }
  });
  if (busy.value) {
    return html`<span class="export" data-testid="export-progress">Exporting… <span class="numbers">${size(bytes.value)}</span></span>
      <button type="button" class="button small" data-testid="export-cancel" onClick=${() => running.current?.abort()}>Cancel</button>`;
  }
  return html`<button type="button" class="button small" data-testid="export-csv" disabled=${disabled} onClick=${() => void start()}><${Icon} name="download" />Export CSV</button>
    <${FormError} error=${error.value} testid="export-error" />`;
}
