import { computed, signal } from "../../vendor/signals.js";
import { fieldFaults } from "./refused.js";

/**
 * What somebody enters into a form. It outlives the form: another step may be looked at
 * meanwhile, and a refusal takes nothing away.
 */
export class Draft {
  constructor() {
    this.edits = signal(/** @type {Record<string, string>} */ ({}));
    /** What is wrong, by field. */
    this.faults = signal(/** @type {Record<string, string>} */ ({}));
    this.error = signal(/** @type {unknown} */ (null));
    this.busy = signal(false);
    /** Counts refusals, so that the first wrong field can take the focus. */
    this.refusals = signal(0);
    this.isDirty = computed(() => Object.keys(this.edits.value).length > 0);
  }

  /**
   * What stands in a field.
   * @param {string} name
   * @param {string} saved what the server has
   */
  get(name, saved) {
    return this.edits.value[name] ?? saved;
  }

  /** @param {string} name @param {string} text @param {string} saved */
  set(name, text, saved) {
    const { [name]: _, ...others } = this.edits.value;
    this.edits.value = text === saved ? others : { ...others, [name]: text };
    if (this.faults.value[name] === undefined) return;
    const { [name]: __, ...left } = this.faults.value;
    this.faults.value = left;
  }

  /**
   * Sends what was entered by `call`; once that has gone well there is nothing unsaved left.
   * @param {() => Promise<unknown>} call
   * @returns {Promise<boolean>} whether it went well
   */
  async send(call) {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.error.value = null;
    this.faults.value = {};
    try {
      await call();
      this.edits.value = {};
      return true;
    } catch (error) {
      this.faults.value = faultsOf(error);
      this.error.value = error;
      this.refusals.value += 1;
      return false;
    } finally {
      this.busy.value = false;
    }
  }

  clear() {
    this.edits.value = {};
    this.faults.value = {};
    this.error.value = null;
  }
}

/**
 * What the server found wrong, by field; of several faults of one field the first.
 * @param {unknown} error
 * @returns {Record<string, string>}
 */
export function faultsOf(error) {
  return Object.fromEntries(fieldFaults(error).map(({ field, message }) => [field, message]).reverse());
}

/**
 * The body that `values`, named by paths such as `address.city`, make: blanks around a text
 * are nobody's intention, and what is empty is left out.
 * @param {Record<string, string>} values
 * @returns {Record<string, any>}
 */
export function bodyOf(values) {
  /** @type {Record<string, any>} */
  const body = {};
  for (const [path, text] of Object.entries(values)) {
    if (text.trim() === "") continue;
    const names = path.split(".");
    const last = names.pop() ?? path;
    const place = names.reduce((object, name) => (object[name] ??= {}), body);
    place[last] = text.trim();
  }
  return body;
}

/**
 * The text at `path` of what the server has; empty if there is none.
 * @param {unknown} saved
 * @param {string} path
 */
export function textAt(saved, path) {
  const found = path.split(".").reduce((/** @type {any} */ object, name) => object?.[name], saved);
  return typeof found === "string" ? found : "";
}
