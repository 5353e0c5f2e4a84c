import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { isAbort } from "../../api/client.js";
import { download } from "../../api/download.js";
import { advice } from "../../api/errors.js";
import { dayOf } from "../../lib/dates.js";
import { csvQuery } from "../../lib/filters.js";
import { size } from "../../lib/money.js";
import { announce } from "../../state/announce.js";
import { filterFault, filters, searchSent } from "../../state/leads.js";
import { Icon } from "../../ui/icon.js";

/** The list as it is filtered now, all of it, as CSV. */
export function Export() {
  const bytes = useSignal(/** @type {number | null} */ (null));
  const failed = useSignal("");
  /** @type {{ current: AbortController | null }} */
  const running = useRef(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async () => {
    const abort = (running.current = new AbortController());
    bytes.value = 0;
    failed.value = "";
    try {
      const path = `/dashboard/leads.csv?${csvQuery(filters.value, searchSent())}`;
      await download(path, `leads-${dayOf(Date.now())}.csv`, { signal: abort.signal, onBytes: (now) => { bytes.value = now; } });
      announce("The export is ready.");
    } catch (error) {
      if (!isAbort(error)) failed.value = `${advice(error).title}. ${advice(error).advice}`;
    }
    bytes.value = null;
  };

  if (bytes.value !== null) {
    return html`<span class="export" data-testid="export-progress">Exporting… <span class="numbers">${size(bytes.value)}</span></span>
      <button type="button" class="button small" data-testid="export-cancel" onClick=${() => running.current?.abort()}>Cancel</button>`;
  }
  return html`<button type="button" class="button small" data-testid="export-csv" disabled=${filterFault.value !== null} onClick=${start}>
      <${Icon} name="download" />Export CSV</button>
    ${failed.value && html`<p class="notice notice-bad" role="alert" data-testid="export-error"><${Icon} name="alert" />${failed.value}</p>`}`;
}
