import { html } from "../../html.js";
import { ThemeButton } from "../../ui/frame.js";
import { Maintenance } from "../../ui/maintenance.js";
import { Icon } from "../../ui/parts.js";
import { kept, signOut } from "../api/session.js";
import { afterLogin, sectionOf, SECTIONS } from "../lib/route.js";
import { ROLES } from "../lib/roles.js";
import { current, may, role } from "../state/me.js";

/** @import { VNode } from "../../../vendor/preact.js" */

const ICON = new URL("../../../icon.svg", import.meta.url).href;

/**
 * The frame around a page.
 * @param {{ children: VNode<any> }} props
 */
export function Shell({ children }) {
  return html`<div class="shell staff" data-testid="shell">
    <header class="top">
      <div class="top-row">
        <a class="brand" href=${afterLogin(null, may)}><img src=${ICON} alt="" width="24" height="24" />Partner administration</a>
        <p class="who"><span data-testid="staff-email">${kept()?.email ?? ""}</span>
          <span class="chip chip-plain" data-testid="staff-role">${ROLES[role.value]?.label ?? role.value}</span></p>
        <div class="top-tools"><${ThemeButton} />
          <button type="button" class="button quiet" data-testid="sign-out" onClick=${() => void signOut()}>
            <${Icon} name="out" /><span class="wide-text">Sign out</span></button></div>
      </div>
      <${Navigation} />
    </header>
    <${Maintenance} />
    <main id="main" tabindex="-1">${children}</main>
    <footer class="foot"><p>Times are Indian Standard Time. What you change here is written into the audit log under your name.</p></footer>
  </div>`;
}

/** What the role may see. */
function Navigation() {
  const shown = sectionOf(current.value.page)?.page;
  return html`<nav class="tabs" aria-label="Pages">
    ${SECTIONS.filter(({ needs }) => may(needs)).map(({ page, path, label }) => html`<a key=${page} href=${path} data-testid="nav-${page}"
      aria-current=${page === shown ? "page" : undefined}>${label}</a>`)}
  </nav>`;
}
