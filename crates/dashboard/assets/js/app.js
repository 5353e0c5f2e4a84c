import { html } from "./html.js";
import { useEffect, useErrorBoundary } from "../vendor/hooks.js";
import { DASHBOARD } from "./lib/route.js";
import { announced } from "./state/announce.js";
import { current } from "./state/router.js";
import { Dashboard } from "./pages/dashboard.js";
import { Login } from "./pages/login.js";
import { lazy } from "./ui/lazy.js";
import { Empty, Failure } from "./ui/notice.js";
import { Shell } from "./ui/shell.js";
import { PageTitle } from "./ui/title.js";

const LeadPage = lazy(() => import("./pages/lead.js").then((page) => page.LeadPage));
const Statements = lazy(() => import("./pages/statements.js").then((page) => page.Statements));
const StatementPage = lazy(() => import("./pages/statement.js").then((page) => page.StatementPage));
const Settings = lazy(() => import("./pages/settings.js").then((page) => page.Settings));

/** The page of the address, in its frame. */
export function App() {
  return html`${current.value.page === "login" ? html`<${Login} />` : html`<${Shell}><${Guarded} /><//>`}
    <${Announcer} />`;
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
