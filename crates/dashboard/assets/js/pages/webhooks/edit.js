import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { ApiError } from "../../api/errors.js";
import { change, create } from "../../api/webhooks.js";
import { EVERY } from "../../lib/webhooks.js";
import { endpoints } from "../../state/deliveries.js";
import { announce } from "../../state/page.js";
import { ActionDialog } from "../../admin/ui/action.js";
import { entered, Field } from "../../admin/ui/field.js";

/** @import { Endpoint, EndpointWithSecret, EventType } from "../../api/types.js" */

/** @typedef {{ url?: string, description?: string, events?: string }} Faults */

const LONGEST = 200;

/**
 * What was entered; what is wrong with it is told before anything is sent.
 * @param {FormData} form
 */
function read(form) {
  const events = form.get("which") === "some" ? form.getAll("event").map(String) : [EVERY];
  return { url: entered(form, "url"), description: entered(form, "description") || null, events };
}

/** @param {ReturnType<typeof read>} wanted @returns {Faults} */
function check({ url, events }) {
  return {
    ...(/^https?:\/\/[^/]/i.test(url) ? {} : { url: "must be a whole https address" }),
    ...(events.length > 0 ? {} : { events: "Choose at least one event." }),
  };
}

/** What the server found wrong, by field; null if it was something else. @param {unknown} error @returns {Faults | null} */
function refused(error) {
  if (!(error instanceof ApiError) || error.code !== 4220) return null;
  /** @param {string} name */
  const reason = (name) => error.errors.find(({ field }) => field === name || field?.startsWith(`${name}[`))?.reason;
  const [url, description, events] = [reason("url"), reason("description"), reason("events")];
  if (!url && !description && !events) return null;
  return { ...(url && { url }), ...(description && { description }), ...(events && { events: `The events: ${events}.` }) };
}

const WRONG = "Please correct what is marked.";

/**
 * A new endpoint, or another address, description or choice of events for one.
 * @param {{ endpoint?: Endpoint, types: EventType[], onCreated?: (made: EndpointWithSecret) => void, onClose: () => void }} props
 */
export function EditDialog({ endpoint, types, onCreated, onClose }) {
  const faults = useSignal(/** @type {Faults} */ ({}));
  /** @param {FormData} form */
  const job = async (form) => {
    const wanted = read(form);
    faults.value = check(wanted);
    if (Object.keys(faults.value).length > 0) throw WRONG;
    try {
      if (endpoint) await change(endpoint.id, wanted.url === endpoint.url ? { description: wanted.description, events: wanted.events } : wanted);
      else onCreated?.(await create(wanted));
    } catch (error) {
      const told = refused(error);
      faults.value = told ?? {};
      if (told !== null) throw WRONG;
      if (error instanceof ApiError && error.code === 4092) error.told = { title: "There are as many endpoints as there may be", advice: "Delete one to add another." };
      throw error;
    }
  };
  const done = () => {
    announce(endpoint ? "The endpoint is changed." : "The endpoint is added.");
    void endpoints.start();
  };
  return html`<${ActionDialog} title=${endpoint ? "Edit the endpoint" : "Add an endpoint"} testid="endpoint-dialog" verb=${endpoint ? "Save" : "Add endpoint"} doing=${endpoint ? "Saving…" : "Adding…"}
    job=${job} onDone=${done} onClose=${onClose}>
    <${Field} name="url" label="Address" type="url" testid="endpoint-url" value=${endpoint?.url} required=${true} maxLength=${2000} fault=${faults.value.url}
      help="It must be an https address that can be reached from the internet. Redirects are not followed." />
    <${Field} name="description" label="Description" testid="endpoint-description" value=${endpoint?.description} maxLength=${LONGEST} fault=${faults.value.description} help="For yourself; may be empty." />
    <${Events} endpoint=${endpoint} types=${types} fault=${faults.value.events} />
  <//>`;
}

/** @param {{ endpoint: Endpoint | undefined, types: EventType[], fault: string | undefined }} props */
function Events({ endpoint, types, fault }) {
  const chosen = endpoint && !endpoint.events.includes(EVERY) ? endpoint.events : null;
  const some = useSignal(chosen !== null);
  return html`<fieldset class="choices" aria-describedby=${fault ? "events-fault" : undefined}><legend>Events</legend>
    <label><input type="radio" name="which" value="all" checked=${!some.value} data-testid="events-all" onChange=${() => { some.value = false; }} />All, also kinds that are added later</label>
    <label><input type="radio" name="which" value="some" checked=${some.value} data-testid="events-some" onChange=${() => { some.value = true; }} />Only these</label>
    ${some.value && html`<div class="choices events" data-testid="events">${types.map(({ type, description }) => html`<label key=${type} class="event-choice">
      <input type="checkbox" name="event" value=${type} defaultChecked=${chosen?.includes(type) ?? false} data-testid="event-${type}" /><span><code>${type}</code><span class="under">${description}</span></span></label>`)}</div>`}
    ${fault && html`<p class="fault" id="events-fault" data-testid="events-fault">${fault}</p>`}
  </fieldset>`;
}
