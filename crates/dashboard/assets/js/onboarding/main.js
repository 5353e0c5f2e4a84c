import { html } from "../html.js";
import { render } from "../../vendor/preact.js";
import { site } from "../lib/site.js";
// Both pages need it at once.
import "../ui/parts.js";

/** The pages of people who are not signed in. They have nothing to do with the session of this browser. */
const PAGES = {
  onboarding: () => import("../pages/onboarding.js").then((page) => page.Onboarding),
  password: () => import("../pages/set-password.js").then((page) => page.SetPassword),
};

site.helper = "the lender's partner team";

/** @param {HTMLElement} place */
function start(place) {
  const page = location.pathname.startsWith("/partner/set-password") ? PAGES.password : PAGES.onboarding;
  page().then((Page) => {
    place.replaceChildren();
    render(html`<${Page} />`, place);
  }, () => { place.textContent = "The page could not be loaded. Reload it."; });
}

const place = document.getElementById("app");
if (place) start(place);
