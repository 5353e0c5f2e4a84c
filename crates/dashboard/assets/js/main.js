import { html } from "./html.js";
import { useEffect, useErrorBoundary } from "../vendor/hooks.js";
import { render } from "../vendor/preact.js";
import { useSignal } from "../vendor/signals.js";
import { demandSignIn, isSignedIn, watchTabs } from "./api/session.js";
import { DASHBOARD } from "./lib/route.js";
import { Dashboard } from "./pages/dashboard.js";
import { startLive } from "./state/live.js";
import { announced, current, watchLinks } from "./state/page.js";
import { profile } from "./state/partner.js";
import { Empty, Failure, Icon, PageTitle, Skeleton } from "./ui/parts.js";
import { Shell } from "./ui/shell.js";

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
      <p class="notice-title" data-testid="error-title">The connection broke, or the dashboard was updated</p>
      <p data-testid="error-advice">Check your connection, then reload the page.</p>
      <button type="button" class="button small" data-testid="error-retry" onClick=${() => location.reload()}>Reload</button></div></div>`;
  };
}

const LeadPage = lazy(() => import("./pages/lead.js").then((page) => page.LeadPage));
const Statements = lazy(() => import("./pages/statements.js").then((page) => page.Statements));
const StatementPage = lazy(() => import("./pages/statement.js").then((page) => page.StatementPage));
const Settings = lazy(() => import("./pages/settings.js").then((page) => page.Settings));

/** The page of the address, in its frame. */
export function App() {
  return html`<${Shell}><${Guarded} /><//><${Announcer} />`;
}

function Announcer() {
  return html`<div class="visually-hidden" role="status" data-testid="announcer">${announced.value}</div>`;
}

/** A page; one that breaks takes neither the frame nor the way out with it. */
function Guarded() {
  const at = current.value;
  const [broken, reset] = useErrorBoundary();
  useEffect(reset, [at]);
  if (broken) return html`<${PageTitle} tab="Error">This page broke<//><${Failure} error=${broken} retry=${() => location.reload()} />`;
  return html`<${Page} />`;
}

function Page() {
  const at = current.value;
  switch (at.page) {
    case "dashboard": return html`<${Dashboard} />`;
    case "lead": return html`<${LeadPage} key=${at.id} id=${at.id} />`;
    case "statements": return html`<${Statements} />`;
    case "statement": return html`<${StatementPage} key=${at.id} id=${at.id} />`;
    case "settings": return html`<${Settings} />`;
    default: return html`<div data-testid="not-found"><${PageTitle} tab="Not found">Page not found<//>
      <${Empty} title="There is no such page"><a href=${DASHBOARD}>Go to the dashboard</a><//></div>`;
  }
}

/** @param {HTMLElement} place */
function start(place) {
  watchTabs();
  if (current.value.page === "login") {
    import("./pages/login.js").then(({ Login }) => {
      place.replaceChildren();
      render(html`<${Login} />`, place);
    }, () => { place.textContent = "The dashboard could not be loaded. Reload the page."; });
  } else if (!isSignedIn()) {
    demandSignIn();
  } else {
    watchLinks();
    place.replaceChildren();
    render(html`<${App} />`, place);
    void profile.start();
    startLive();
  }
}

const place = document.getElementById("app");
if (place) start(place);
