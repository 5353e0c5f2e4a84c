import { html } from "../html.js";
import { render } from "../../vendor/preact.js";
import { site } from "../lib/site.js";
import { watchLinks } from "../state/page.js";
import { Announcer, Guarded, lazy } from "../ui/frame.js";
import { Empty, PageTitle } from "../ui/parts.js";
import { demandSignIn, kept, watchSession } from "./api/session.js";
import { afterLogin, route, sectionOf } from "./lib/route.js";
import { Partners } from "./pages/partners.js";
import { current, may, me } from "./state/me.js";
import { Denied } from "./ui/problem.js";
import { Shell } from "./ui/shell.js";

site.name = "Partner administration";
site.helper = "whoever runs this service";

const PartnerPage = lazy(() => import("./pages/partner.js").then((page) => page.PartnerPage));
const Review = lazy(() => import("./pages/review.js").then((page) => page.Review));
const Audit = lazy(() => import("./pages/audit.js").then((page) => page.Audit));
const Runs = lazy(() => import("./pages/payouts.js").then((page) => page.Runs));
const RunPage = lazy(() => import("./pages/run.js").then((page) => page.RunPage));
const Disputes = lazy(() => import("./pages/disputes.js").then((page) => page.Disputes));
const Deliveries = lazy(() => import("./pages/deliveries.js").then((page) => page.Deliveries));
const DeliveryPage = lazy(() => import("./pages/delivery.js").then((page) => page.DeliveryPage));
const Usage = lazy(() => import("./pages/usage.js").then((page) => page.Usage));
const Maintenance = lazy(() => import("./pages/maintenance.js").then((page) => page.Maintenance));
const Staff = lazy(() => import("./pages/staff.js").then((page) => page.Staff));
const Health = lazy(() => import("./pages/health.js").then((page) => page.Health));

/** The page of the address, in its frame. */
function App() {
  return html`<${Shell}><${Guarded} at=${current.value}><${Page} /><//><//><${Announcer} />`;
}

function Page() {
  const at = current.value;
  const section = sectionOf(at.page);
  if (section && !may(section.needs)) {
    return html`<${PageTitle} tab=${section.label}>${section.label}<//><section class="card"><${Denied} /></section>`;
  }
  switch (at.page) {
    case "partners": return html`<${Partners} />`;
    case "partner": return html`<${PartnerPage} key=${at.id} id=${at.id} />`;
    case "review": return html`<${Review} />`;
    case "audit": return html`<${Audit} />`;
    case "payouts": return html`<${Runs} />`;
    case "run": return html`<${RunPage} key=${at.id} id=${at.id} />`;
    case "disputes": return html`<${Disputes} />`;
    case "deliveries": return html`<${Deliveries} />`;
    case "delivery": return html`<${DeliveryPage} key=${at.id} id=${at.id} />`;
    case "usage": return html`<${Usage} />`;
    case "maintenance": return html`<${Maintenance} />`;
    case "staff": return html`<${Staff} />`;
    case "health": return html`<${Health} />`;
    default: return html`<div data-testid="not-found"><${PageTitle} tab="Not found">Page not found<//>
      <${Empty} title="There is no such page"><a href=${afterLogin(null, may)}>Go to the first page</a><//></div>`;
  }
}

/** @param {string} path */
const isOurs = (path) => !["missing", "login"].includes(route(path).page);

/** @param {HTMLElement} place */
function start(place) {
  if (current.value.page === "login") {
    import("./pages/login.js").then(({ Login }) => {
      place.replaceChildren();
      render(html`<${Login} />`, place);
    }, () => { place.textContent = "The page could not be loaded. Reload it."; });
  } else if (kept() === null) {
    demandSignIn();
  } else {
    watchSession();
    watchLinks(isOurs);
    place.replaceChildren();
    render(html`<${App} />`, place);
    void me.start();
  }
}

const place = document.getElementById("app");
if (place) start(place);
