import { html } from "../html.js";
import { useEffect } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { Icon } from "./icon.js";
import { Skeleton } from "./notice.js";

/**
 * A page whose code comes when it is first shown. The code is gone after the server has been
 * updated; then a reload brings the new one.
 * @param {() => Promise<any>} read
 * @returns {(props: any) => any}
 */
export function lazy(read) {
  /** @type {any} */
  let known = null;
  return function Lazy(/** @type {any} */ props) {
    const state = useSignal(known === null ? "wait" : "ready");
    useEffect(() => {
      if (known !== null) return;
      read().then((page) => { known = page; state.value = "ready"; }, () => { state.value = "failed"; });
    }, []);
    if (state.value === "ready") return html`<${known} ...${props} />`;
    if (state.value === "wait") return html`<section class="card"><${Skeleton} lines=${6} tall /></section>`;
    return html`<div class="notice notice-bad" role="alert" data-testid="error"><${Icon} name="alert" /><div>
      <p class="notice-title">This page could not be loaded</p><p>The dashboard may have been updated meanwhile. Reload it.</p>
      <button type="button" class="button small" data-testid="error-retry" onClick=${() => location.reload()}>Reload</button></div></div>`;
  };
}
