import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { add, createBatch } from "../../api/candidates.js";
import { ApiError } from "../../api/errors.js";
import { added, batches, filters } from "../../state/candidates.js";
import { announce } from "../../state/page.js";
import { ActionDialog } from "../../admin/ui/action.js";
import { Choice, entered, Field } from "../../admin/ui/field.js";

/** @import { Signal } from "../../../vendor/signals.js" */
/** @import { Batch } from "../../api/candidates.js" */

const WRONG = "Please correct what is marked.";

/** @typedef {Record<string, string>} Faults */

/**
 * Does `job`; what the API finds wrong is marked at the fields, if all of it has one here.
 * @param {Signal<Faults>} faults
 * @param {string[]} names of the fields there are
 * @param {() => Promise<void>} job
 */
async function marking(faults, names, job) {
  faults.value = {};
  try {
    await job();
  } catch (error) {
    const told = error instanceof ApiError ? error.errors : [];
    if (told.length === 0 || !told.every(({ field }) => names.includes(field ?? ""))) throw error;
    faults.value = Object.fromEntries(told.map(({ field, reason }) => [field, reason]));
    throw WRONG;
  }
}

/**
 * One more candidate.
 * @param {{ onClose: () => void }} props
 */
export function AddDialog({ onClose }) {
  const faults = useSignal(/** @type {Faults} */ ({}));
  const names = Object.fromEntries((batches.data.value ?? []).map(({ batch_id: id, batch_name: name }) => [id, name]));
  /** @param {FormData} form */
  const job = (form) => marking(faults, ["firstname", "lastname", "email", "batch_id"], async () => {
    const batch = entered(form, "batch_id");
    await add({ firstname: entered(form, "firstname"), lastname: entered(form, "lastname"), email: entered(form, "email"), ...(batch !== "" && { batch_id: batch }) });
  });
  const done = () => {
    announce("The candidate is added. The invite is on its way.");
    added();
  };
  return html`<${ActionDialog} title="Add a candidate" testid="candidate-dialog" verb="Add candidate" doing="Adding…" job=${job} onDone=${done} onClose=${onClose}>
    <p>An invite goes to the address at once.</p>
    <${Field} name="firstname" label="First name" testid="candidate-firstname" required=${true} maxLength=${100} fault=${faults.value["firstname"]} />
    <${Field} name="lastname" label="Last name" testid="candidate-lastname" required=${true} maxLength=${100} fault=${faults.value["lastname"]} />
    <${Field} name="email" label="E-mail" type="email" testid="candidate-address" required=${true} maxLength=${254} fault=${faults.value["email"]} />
    <${Choice} name="batch_id" label="Batch" testid="candidate-batch-choice" words=${names} none="No batch" value=${Object.hasOwn(names, filters.value.batch_id) ? filters.value.batch_id : ""} fault=${faults.value["batch_id"]} />
  <//>`;
}

/**
 * One more batch.
 * @param {{ onCreated?: (batch: Batch) => void, onClose: () => void }} props
 */
export function BatchDialog({ onCreated, onClose }) {
  const faults = useSignal(/** @type {Faults} */ ({}));
  /** @param {FormData} form */
  const job = (form) => marking(faults, ["batch_name"], async () => {
    const made = await createBatch(entered(form, "batch_name"));
    // At once, so that it can be chosen.
    batches.data.value = [made, ...(batches.data.value ?? [])];
    onCreated?.(made);
  });
  const done = () => {
    announce("The batch is created.");
    void batches.start();
  };
  return html`<${ActionDialog} title="New batch" testid="batch-dialog" verb="Create batch" doing="Creating…" job=${job} onDone=${done} onClose=${onClose}>
    <${Field} name="batch_name" label="Name" testid="batch-name-field" required=${true} maxLength=${100} fault=${faults.value["batch_name"]} help="Such as a course or a month. You cannot have two of the same name." /><//>`;
}
