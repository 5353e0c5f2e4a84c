import { html } from "../html.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { Icon } from "../ui/parts.js";
import { fieldFaults, told } from "./refused.js";

/** @import { Draft } from "./draft.js" */

/**
 * A field of a form.
 * @typedef {object} FieldSpec
 * @property {string} name in the form, the address and the test id
 * @property {string} path how the server calls it
 * @property {string} label
 * @property {string} [help]
 * @property {boolean} [required]
 * @property {"text" | "email" | "tel" | "url" | "area"} [type]
 * @property {string} [autocomplete]
 * @property {string} [placeholder]
 * @property {number} [longest] characters
 * @property {boolean} [wide]
 * @property {Record<string, string>} [options] makes it a select
 */

/**
 * @param {{ draft: Draft, saved: string, spec: FieldSpec }} props
 */
export function Field({ draft, saved, spec }) {
  const { name, path, label, help, required } = spec;
  const id = `field-${name}`;
  const fault = draft.faults.value[path];
  const described = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(" ");
  const shared = {
    id,
    name,
    required: required === true,
    value: draft.get(path, saved),
    "data-testid": id,
    "aria-invalid": fault ? "true" : undefined,
    "aria-describedby": described === "" ? undefined : described,
    [spec.options ? "onChange" : "onInput"]: (/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => draft.set(path, event.currentTarget.value, saved),
  };
  return html`<div class=${spec.wide ? "field wide" : "field"}>
    <label for=${id}>${label}${!required && html`<span class="muted"> (optional)</span>`}</label>
    <${Control} spec=${spec} shared=${shared} />
    ${help && html`<p class="help" id="${id}-help">${help}</p>`}
    ${fault && html`<p class="fault" id="${id}-fault" data-testid="${id}-fault"><${Icon} name="alert" />${label} ${fault}.</p>`}
  </div>`;
}

/** @param {{ spec: FieldSpec, shared: Record<string, unknown> }} props */
function Control({ spec, shared }) {
  if (spec.options) {
    const value = String(shared["value"]);
    // What was chosen elsewhere may be called otherwise here.
    const options = value === "" || Object.hasOwn(spec.options, value) ? spec.options : { [value]: value, ...spec.options };
    return html`<select ...${shared}>
      <option value="">${spec.required ? "Choose one" : "None chosen"}</option>
      ${Object.entries(options).map(([word, text]) => html`<option key=${word} value=${word} selected=${word === value}>${text}</option>`)}
    </select>`;
  }
  const more = { maxLength: spec.longest, autocomplete: spec.autocomplete, placeholder: spec.placeholder };
  if (spec.type === "area") return html`<textarea rows="4" ...${shared} ...${more}></textarea>`;
  const typed = spec.type === "url" ? { autocapitalize: "none", spellcheck: false, inputMode: "url" } : {};
  return html`<input type=${spec.type ?? "text"} ...${shared} ...${more} ...${typed} />`;
}

/**
 * What went wrong with a form: faults of its own fields stand there, others here. The first
 * wrong field takes the focus.
 * @param {{ draft: Draft, specs: FieldSpec[] }} props
 */
export function FormFault({ draft, specs }) {
  const refusals = draft.refusals.value;
  const before = useRef(refusals);
  useEffect(() => {
    if (before.current === refusals) return;
    before.current = refusals;
    const wrong = document.querySelector('form [aria-invalid="true"]') ?? document.querySelector('[data-testid="form-error"]');
    if (wrong instanceof HTMLElement) wrong.focus();
  }, [refusals]);
  const error = draft.error.value;
  if (error === null) return null;
  const paths = specs.map(({ path }) => path);
  const others = fieldFaults(error).filter(({ field }) => !paths.includes(field));
  return html`<${Fault} error=${error} testid="form-error" more=${others.map(({ field, message }) => `${field} ${message}.`)} />`;
}

/**
 * An error beside a form.
 * @param {{ error: unknown, testid: string, more?: string[], retry?: () => void }} props
 */
export function Fault({ error, testid, more = [], retry }) {
  const { title, advice, requestId } = told(error);
  return html`<div class="notice notice-bad" role="alert" tabindex="-1" data-testid=${testid}>
    <${Icon} name="alert" />
    <div>
      <p class="notice-title">${title}</p>
      <p>${advice}</p>
      ${more.map((text) => html`<p key=${text}>${text}</p>`)}
      ${requestId !== null && html`<p class="small-print">Request <code>${requestId}</code></p>`}
      ${retry && html`<button type="button" class="button small" data-testid="error-retry" onClick=${retry}>Try again</button>`}
    </div>
  </div>`;
}
