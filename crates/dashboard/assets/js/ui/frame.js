import { html } from "../html.js";
import { useEffect, useErrorBoundary } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { announced, theme, toggleTheme } from "../state/page.js";
import { Failure, Icon, PageTitle, Skeleton } from "./parts.js";

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
    return html`<${PageTitle} tab="Error">This page could not be loaded<//>
      <div class="notice notice-bad" role="alert" data-testid="error"><${Icon} name="alert" /><div>
      <p class="notice-title" data-testid="error-title">The connection broke, or the pages were updated</p>
      <p data-testid="error-advice">Check your connection, then reload the page.</p>
      <button type="button" class="button small" data-testid="error-retry" onClick=${() => location.reload()}>Reload</button></div></div>`;
  };
}

/** What is said to screen readers without taking the focus. */
export function Announcer() {
  return html`<div class="visually-hidden" role="status" data-testid="announcer">${announced.value}</div>`;
}

/**
 * A page; one that breaks takes neither the frame nor the way out with it.
 * @param {{ at: unknown, children: any }} props `at` is the page: another one is tried again
 */
export function Guarded({ at, children }) {
  const [broken, reset] = useErrorBoundary();
  useEffect(reset, [at]);
  if (broken) return html`<${PageTitle} tab="Error">This page broke<//><${Failure} error=${broken} retry=${() => location.reload()} />`;
  return children;
}

/** Changes between light and dark. */
export function ThemeButton() {
  const dark = theme.value === "dark";
  const label = dark ? "Use the light theme" : "Use the dark theme";
  return html`<button type="button" class="button quiet icon-only" data-testid="theme-toggle" aria-label=${label} title=${label}
    onClick=${toggleTheme}><${Icon} name=${dark ? "sun" : "moon"} /></button>`;
}
