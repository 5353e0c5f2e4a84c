import { html } from "../html.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { Announcer, ThemeButton } from "../ui/frame.js";

/** @import { VNode } from "../../vendor/preact.js" */

/**
 * The frame of pages for people who are not signed in.
 * @param {{ title: string, who?: string, tools?: VNode<any> | null | false, children: any }} props
 */
export function Frame({ title, who, tools, children }) {
  return html`<div class="shell way-shell" data-testid="onboarding">
    <header class="top"><div class="top-row">
      <p class="brand"><img src=${new URL("../../icon.svg", import.meta.url).href} alt="" width="24" height="24" />${title}</p>
      <p class="who"><span data-testid="onboarding-partner">${who ?? ""}</span></p>
      <div class="top-tools"><${ThemeButton} />${tools}</div>
    </div></header>
    <main id="main" tabindex="-1">${children}</main>
    <footer class="foot"><p>Times are Indian Standard Time. Questions? Contact the lender's partner team.</p></footer>
  </div>
  <${Announcer} />`;
}

/**
 * The heading of what is shown. It takes the focus when `turn` changes, so that keyboard and
 * screen reader begin there.
 * @param {{ tab: string, turn?: number, children: any }} props `tab` is the document's title
 */
export function Heading({ tab, turn = 0, children }) {
  /** @type {import("../../vendor/preact.js").RefObject<HTMLHeadingElement | null>} */
  const heading = useRef(null);
  useEffect(() => { document.title = tab; }, [tab]);
  useEffect(() => {
    if (turn > 0) heading.current?.focus({ preventScroll: true });
  }, [turn]);
  return html`<h1 tabindex="-1" ref=${heading} data-testid="page-title">${children}</h1>`;
}
