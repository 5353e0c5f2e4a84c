import { html } from "./html.js";
import { render } from "../vendor/preact.js";
import { demandSignIn, isSignedIn, watchTabs } from "./api/session.js";
import { DASHBOARD } from "./lib/route.js";
import { Dashboard } from "./pages/dashboard.js";
import { startLive } from "./state/live.js";
import { current, watchLinks } from "./state/page.js";
import { profile } from "./state/partner.js";
import { Announcer, Guarded, lazy } from "./ui/frame.js";
import { Empty, PageTitle } from "./ui/parts.js";
import { Shell } from "./ui/shell.js";

const LeadPage = lazy(() => import("./pages/lead.js").then((page) => page.LeadPage));
const Candidates = lazy(() => import("./pages/candidates.js").then((page) => page.Candidates));
const Practice = lazy(() => import("./pages/practice.js").then((page) => page.Practice));
const Statements = lazy(() => import("./pages/statements.js").then((page) => page.Statements));
const StatementPage = lazy(() => import("./pages/statement.js").then((page) => page.StatementPage));
const Webhooks = lazy(() => import("./pages/webhooks.js").then((page) => page.Webhooks));
const DeliveryPage = lazy(() => import("./pages/delivery.js").then((page) => page.DeliveryPage));
const Usage = lazy(() => import("./pages/usage.js").then((page) => page.Usage));
const Settings = lazy(() => import("./pages/settings.js").then((page) => page.Settings));

/** The page of the address, in its frame. */
export function App() {
  return html`<${Shell}><${Guarded} at=${current.value}><${Page} /><//><//><${Announcer} />`;
}

function Page() {
  const at = current.value;
  switch (at.page) {
    case "dashboard": return html`<${Dashboard} />`;
    case "lead": return html`<${LeadPage} key=${at.id} id=${at.id} />`;
    case "candidates": return html`<${Candidates} part=${at.part} />`;
    case "practice": return html`<${Practice} />`;
    case "statements": return html`<${Statements} />`;
    case "statement": return html`<${StatementPage} key=${at.id} id=${at.id} />`;
    case "webhooks": return html`<${Webhooks} />`;
    case "delivery": return html`<${DeliveryPage} key=${at.uuid} uuid=${at.uuid} />`;
    case "usage": return html`<${Usage} />`;
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
