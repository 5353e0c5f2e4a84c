import { html } from "../../html.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { Dialog } from "../../ui/dialog.js";
import { FormError } from "../../ui/parts.js";

/** @import { Signal } from "../../../vendor/signals.js" */

/**
 * Something that is done by pressing a button: whether it is under way, what went wrong. While
 * it is, nothing else begins.
 * @returns {{ busy: Signal<boolean>, error: Signal<unknown>, run: (job: () => Promise<unknown>) => Promise<boolean> }}
 *   `run` says whether it was done
 */
export function useAction() {
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);
  /** @param {() => Promise<unknown>} job */
  const run = async (job) => {
    if (busy.value) return false;
    busy.value = true;
    error.value = null;
    try {
      await job();
      return true;
    } catch (refused) {
      if (here.current) error.value = refused;
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, error, run };
}

/**
 * A dialog that does something, after a form was filled in or just after a look.
 * @param {{ title: string, testid: string, verb: string, doing: string, danger?: boolean, children: any,
 *   job: (form: FormData) => Promise<unknown>, onDone: () => void, onClose: () => void }} props
 *   `job` throws what is to be told: an error, or a text
 */
export function ActionDialog({ title, testid, verb, doing, danger = false, children, job, onDone, onClose }) {
  const { busy, error, run } = useAction();
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    if (!(await run(() => job(form)))) return;
    onDone();
    onClose();
  };
  return html`<${Dialog} title=${title} testid=${testid} onClose=${onClose}>
    <form onSubmit=${submit} noValidate>
      ${children}
      <${FormError} error=${error.value} testid="${testid}-error" />
      <div class="dialog-actions">
        <button type="button" class="button" data-testid="${testid}-cancel" onClick=${onClose}>Cancel</button>
        <button type="submit" class=${danger ? "button danger" : "button primary"} data-testid="${testid}-confirm" aria-disabled=${busy.value}>
          ${busy.value ? doing : verb}</button>
      </div>
    </form><//>`;
}
