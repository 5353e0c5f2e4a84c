import { html } from "../html.js";
import { render } from "../../vendor/preact.js";
import { site } from "../lib/site.js";
// Both pages need them at once.
import "../onboarding/fields.js";
import "../onboarding/password-parts.js";

/** The pages of candidates, whom a partner invited. */
const PAGES = {
  invite: () => import("./invite.js").then((page) => page.Invite),
  home: () => import("./home.js").then((page) => page.Home),
};

site.name = "Practice";
site.helper = "whoever invited you";

/** @param {HTMLElement} place */
function start(place) {
  const page = location.pathname.startsWith("/invite/") ? PAGES.invite : PAGES.home;
  page().then((Page) => {
    place.replaceChildren();
    render(html`<${Page} />`, place);
  }, () => { place.textContent = "The page could not be loaded. Reload it."; });
}

const place = document.getElementById("app");
if (place) start(place);
