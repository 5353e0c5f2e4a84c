import { html } from "./html.js";
import { render } from "../vendor/preact.js";
import { demandSignIn, isSignedIn, watchTabs } from "./api/session.js";
import { App } from "./app.js";
import { startLive } from "./state/live.js";
import { profile } from "./state/profile.js";
import { current, watchLinks } from "./state/router.js";

const place = document.getElementById("app");
const isLogin = current.value.page === "login";

watchTabs();
if (!isLogin && !isSignedIn()) {
  demandSignIn();
} else if (place) {
  watchLinks();
  place.replaceChildren();
  render(html`<${App} />`, place);
  if (!isLogin) {
    void profile.start();
    startLive();
  }
}
