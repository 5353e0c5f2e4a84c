import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";

/** @import { Word } from "../../lib/words.js" */

/**
 * A field of a form.
 * @param {{ name: string, label: string, testid: string, value?: string | number | null, type?: string, help?: string, fault?: string | undefined,
 *   rows?: number, required?: boolean, maxLength?: number, min?: string | number, max?: string | number, autocomplete?: string }} props
 *   `fault` is what is wrong with it
 */
export function Field({ name, label, testid, value, type = "text", help, fault, rows, required = false, maxLength, min, max, autocomplete = "off" }) {
  const id = `field-${testid}`;
  const told = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(" ") || undefined;
  const shared = { id, name, required, maxLength, autocomplete, "data-testid": testid, "aria-describedby": told, "aria-invalid": fault ? "true" : undefined };
  return html`<div class="field"><label for=${id}>${label}</label>
    ${rows ? html`<textarea ...${shared} rows=${rows} defaultValue=${value ?? ""}></textarea>`
      : html`<input ...${shared} type=${type} min=${min} max=${max} spellcheck=${false} defaultValue=${value ?? ""} />`}
    ${help && html`<p class="help" id="${id}-help">${help}</p>`}
    ${fault && html`<p class="fault" id="${id}-fault">${label} ${fault}.</p>`}
  </div>`;
}

/**
 * A choice among words. Without `onChange` it keeps by itself what was chosen.
 * @param {{ name: string, label: string, testid: string, value?: string | null, words: Record<string, Word | string>, none?: string, fault?: string | undefined,
 *   onChange?: (value: string) => void }} props `none` is the choice of nothing, where there is one
 */
export function Choice({ name, label, testid, value, words, none, fault, onChange }) {
  const id = `field-${testid}`;
  const own = useSignal(value ?? "");
  /** @param {Event & { currentTarget: HTMLSelectElement }} event */
  const choose = ({ currentTarget }) => {
    own.value = currentTarget.value;
    onChange?.(currentTarget.value);
  };
  return html`<div class="field"><label for=${id}>${label}</label>
    <select id=${id} name=${name} data-testid=${testid} aria-invalid=${fault ? "true" : undefined} aria-describedby=${fault ? `${id}-fault` : undefined}
      value=${onChange ? value ?? "" : own.value} onChange=${choose}>
      ${none !== undefined && html`<option value="">${none}</option>`}
      ${Object.entries(words).map(([word, told]) => html`<option key=${word} value=${word}>${typeof told === "string" ? told : told.label}</option>`)}
    </select>
    ${fault && html`<p class="fault" id="${id}-fault">${label} ${fault}.</p>`}
  </div>`;
}

/**
 * What was entered under a name, without blanks around it.
 * @param {FormData} form
 * @param {string} name
 */
export const entered = (form, name) => String(form.get(name) ?? "").trim();
