import { html } from "../html.js";
import { signOut } from "../api/session.js";
import { CANDIDATES, DASHBOARD, PRACTICE, SETTINGS, STATEMENTS, USAGE, WEBHOOKS } from "../lib/route.js";
import { live, retryNow } from "../state/live.js";
import { current } from "../state/page.js";
import { profile } from "../state/partner.js";
import { ThemeButton } from "./frame.js";
import { Maintenance } from "./maintenance.js";
import { Icon } from "./parts.js";

/** @import { VNode } from "../../vendor/preact.js" */

/** Pages below another in the navigation. @type {Record<string, string>} */
const PARENTS = { lead: "dashboard", statement: "statements", delivery: "webhooks" };

const LINKS = [
  ["dashboard", DASHBOARD, "Dashboard"],
  ["candidates", CANDIDATES, "Candidates"],
  ["practice", PRACTICE, "Practice"],
  ["statements", STATEMENTS, "Statements"],
  ["webhooks", WEBHOOKS, "Webhooks"],
  ["usage", USAGE, "Usage"],
  ["settings", SETTINGS, "Settings"],
];

/** What is said of the stream, and how it looks. */
const LIVE = { on: "Live", connecting: "Connecting", off: "Paused" };

/**
 * The frame around a page.
 * @param {{ children: VNode<any> }} props
 */
export function Shell({ children }) {
  return html`<div class="shell" data-testid="shell">
    <header class="top">
      <div class="top-row">
        <a class="brand" href=${DASHBOARD}><img src=${new URL("../../icon.svg", import.meta.url).href} alt="" width="24" height="24" />Partner dashboard</a>
        <${Who} />
        <${LiveState} />
        <div class="top-tools">
          <${ThemeButton} />
          <${SignOut} />
        </div>
      </div>
      <${Navigation} />
    </header>
    <${Maintenance} />
    <${LiveBanner} />
    <main id="main" tabindex="-1">${children}</main>
    <footer class="foot"><p>Times are Indian Standard Time. Questions? Contact your partner manager.</p></footer>
  </div>`;
}

function Who() {
  const known = profile.data.value;
  return html`<p class="who"><span data-testid="partner-name">${known?.name ?? ""}</span>
    ${known?.sandbox && html`<span class="chip chip-wait" data-testid="sandbox-badge">Sandbox</span>`}</p>`;
}

function Navigation() {
  const shown = PARENTS[current.value.page] ?? current.value.page;
  return html`<nav class="tabs" aria-label="Pages">
    ${LINKS.map(([page, href, label]) => html`<a key=${page} href=${href} data-testid="nav-${page}"
      aria-current=${page === shown ? "page" : undefined}>${label}</a>`)}
  </nav>`;
}

function LiveState() {
  const now = live.value;
  document.documentElement.dataset["live"] = now;
  return html`<span class="live live-${now}" data-testid="live-state"><span class="live-dot"></span>${LIVE[now]}</span>`;
}

function SignOut() {
  return html`<button type="button" class="button quiet" data-testid="sign-out" onClick=${() => void signOut()}>
    <${Icon} name="out" /><span class="wide-text">Sign out</span></button>`;
}

function LiveBanner() {
  if (live.value !== "off") return null;
  return html`<div class="banner" role="status" data-testid="live-banner">
    <${Icon} name="alert" />
    <p>Live updates are paused. What you see may be out of date; we keep trying.</p>
    <button type="button" class="button small" data-testid="live-retry" onClick=${retryNow}>Try now</button>
  </div>`;
}
