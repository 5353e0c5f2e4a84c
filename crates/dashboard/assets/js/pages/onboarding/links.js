import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { links } from "../../onboarding/state.js";
import { DOCUMENT_TYPES, label } from "../../onboarding/words.js";
import { announce } from "../../state/page.js";
import { Icon } from "../../ui/parts.js";

/**
 * What is wrong with an address, in words; null if nothing is to be seen.
 * @param {string} name
 * @param {string} url
 */
function fault(name, url) {
  if (name === "") return "Give the document a name.";
  try {
    if (new URL(url).protocol === "https:") return null;
  } catch {
    // Said below.
  }
  return "Enter an https address, with all that belongs to it.";
}

/**
 * Names a document that lies elsewhere. It goes out with the rest when everything is handed in.
 * @param {{ type: string, onMissing: () => void }} props
 */
export function AddLink({ type, onMissing }) {
  const wrong = useSignal(/** @type {string | null} */ (null));
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const given = new FormData(form);
    const [name, url] = [String(given.get("name") ?? "").trim(), String(given.get("url") ?? "").trim()];
    wrong.value = fault(name, url);
    if (wrong.value !== null) return;
    if (type === "") {
      onMissing();
      return;
    }
    links.value = [...links.value, { type, name, url }];
    announce(`${name} is added.`);
    form.reset();
  };
  return html`<details class="way-link"><summary data-testid="link-open">Or name the address of a document</summary>
    <form class="way-form" data-testid="link-form" onSubmit=${submit} noValidate>
      <div class="way-fields">
        <div class="field"><label for="link-name">Name of the document</label><input id="link-name" name="name" type="text" maxLength="200" data-testid="link-name" /></div>
        <div class="field"><label for="link-url">Address</label><input id="link-url" name="url" type="url" inputMode="url" autocapitalize="none" spellcheck=${false} data-testid="link-url"
          aria-invalid=${wrong.value === null ? undefined : "true"} aria-describedby=${wrong.value === null ? undefined : "link-fault"} /></div>
      </div>
      ${wrong.value !== null && html`<p class="fault" id="link-fault" role="alert" data-testid="link-fault"><${Icon} name="alert" />${wrong.value}</p>`}
      <div class="way-actions"><button type="submit" class="button" data-testid="link-add">Add address</button></div>
    </form></details>`;
}

/** Addresses that go out when everything is handed in. */
export function PendingLinks() {
  /** @param {number} index */
  const drop = (index) => { links.value = links.value.filter((_, other) => other !== index); };
  return html`${links.value.map(({ type, name, url }, index) => html`<li key=${`${index} ${url}`} data-testid="link-row">
    <span class="chip chip-wait"><${Icon} name="clock" />${label(DOCUMENT_TYPES, type)}</span>
    <div><p class="break">${name}</p><p class="under break">${url}, goes out when you hand in</p></div>
    <button type="button" class="button small" data-testid="link-remove" onClick=${() => drop(index)}><${Icon} name="cross" />Remove<span class="visually-hidden"> ${name}</span></button>
  </li>`)}`;
}
