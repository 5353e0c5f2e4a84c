import { html } from "../html.js";
import { Announcer, ThemeButton } from "../ui/frame.js";

const ICON = new URL("../../icon.svg", import.meta.url).href;

/**
 * A card in the middle of the page.
 * @param {{ testid: string, state: string, children: any }} props
 */
export function CardPage({ testid, state, children }) {
  return html`<div class="login">
    <main id="main" tabindex="-1" class="login-card" data-testid=${testid} data-state=${state}>
      <div class="login-head"><img src=${ICON} alt="" width="40" height="40" /><${ThemeButton} /></div>
      ${children}
    </main>
  </div><${Announcer} />`;
}

/**
 * The frame of who is signed in.
 * @param {{ who: string, tools: any, children: any }} props
 */
export function Frame({ who, tools, children }) {
  return html`<div class="shell way-shell" data-testid="candidate">
    <header class="top"><div class="top-row">
      <p class="brand"><img src=${ICON} alt="" width="24" height="24" />Your practice</p>
      <p class="who"><span data-testid="candidate-email">${who}</span></p>
      <div class="top-tools"><${ThemeButton} />${tools}</div>
    </div></header>
    <main id="main" tabindex="-1">${children}</main>
    <footer class="foot"><p>Times are Indian Standard Time. Questions? Contact whoever invited you.</p></footer>
  </div><${Announcer} />`;
}
