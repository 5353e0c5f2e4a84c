import { html } from "../html.js";
import { useEffect, useId, useRef } from "../../vendor/hooks.js";

/** @import { VNode } from "../../vendor/preact.js" */

/**
 * A modal dialog: the browser keeps the focus in it and gives it back.
 * @param {{ title: string, testid: string, onClose: () => void, children: VNode<any> | VNode<any>[] }} props
 */
export function Dialog({ title, testid, onClose, children }) {
  /** @type {import("../../vendor/preact.js").RefObject<HTMLDialogElement | null>} */
  const dialog = useRef(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const own = dialog.current;
    own?.showModal();
    return () => {
      // A dialog that was closed has given the focus back, and it may have gone on.
      const at = document.activeElement;
      if (at !== null && at !== document.body && !own?.contains(at)) return;
      // What opened it may be gone by then.
      const back = before instanceof HTMLElement && before.isConnected ? before : document.getElementById("main");
      back?.focus();
    };
  }, []);
  return html`<dialog ref=${dialog} aria-labelledby=${id} data-testid=${testid} onClose=${onClose}>
    <h2 id=${id}>${title}</h2>
    ${children}
  </dialog>`;
}
