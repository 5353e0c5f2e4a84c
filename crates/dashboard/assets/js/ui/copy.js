import { html } from "../html.js";
import { useSignal } from "../../vendor/signals.js";
import { announce } from "../state/page.js";
import { Icon } from "./parts.js";

/**
 * A button that puts `text` on the clipboard.
 * @param {{ text: string, what: string, testid: string }} props `what` is copied, for screen readers
 */
export function Copy({ text, what, testid }) {
  const state = useSignal("idle");
  const copy = async () => {
    state.value = (await toClipboard(text)) ? "done" : "failed";
    announce(state.value === "done" ? `${what} copied.` : "Copying failed. Select the text and copy it by hand.");
    setTimeout(() => { state.value = "idle"; }, 3000);
  };
  const label = state.value === "done" ? "Copied" : state.value === "failed" ? "Select and copy by hand" : "Copy";
  return html`<button type="button" class="button small" data-testid=${testid} onClick=${copy}>
    <${Icon} name=${state.value === "done" ? "check" : "copy"} />${label}<span class="visually-hidden"> ${what}</span>
  </button>`;
}

/**
 * Browsers have a clipboard in secure contexts only; elsewhere the old way serves.
 * @param {string} text
 */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
