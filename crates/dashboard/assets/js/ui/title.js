import { html } from "../html.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { arrival } from "../state/router.js";

/** @import { VNode } from "../../vendor/preact.js" */

/**
 * The heading of a page. After a change of page it takes the focus, so that keyboard and
 * screen reader begin there.
 * @param {{ children: string | VNode<any>, tab: string }} props `tab` is the document's title
 */
export function PageTitle({ children, tab }) {
  /** @type {import("../../vendor/preact.js").RefObject<HTMLHeadingElement | null>} */
  const heading = useRef(null);
  const at = arrival.value;
  useEffect(() => { document.title = `${tab} – Partner dashboard`; }, [tab]);
  useEffect(() => {
    if (at > 0) heading.current?.focus({ preventScroll: true });
  }, [at]);
  return html`<h1 tabindex="-1" ref=${heading} data-testid="page-title">${children}</h1>`;
}
