import { html } from "../../html.js";
import { useMemo } from "../../../vendor/hooks.js";
import { advice } from "../../api/errors.js";
import { change, remove, replaySince, rotateSecret } from "../../api/webhooks.js";
import { plural, showTime } from "../../lib/show.js";
import { fromField, hostAndPath, toField } from "../../lib/webhooks.js";
import { endpoints, list } from "../../state/deliveries.js";
import { announce } from "../../state/page.js";
import { ActionDialog } from "../../admin/ui/action.js";
import { entered, Field } from "../../admin/ui/field.js";

/** @import { Endpoint, EndpointWithSecret } from "../../api/types.js" */

/** @typedef {{ endpoint: Endpoint, onClose: () => void, onTold: (text: string) => void }} Shared */

const MOST_HOURS = 168;
const USUAL_HOURS = 24;
const DAY_MS = 24 * 3_600_000;

/** An event is older than its first attempt; hardly ever by so much. */
const BEFORE_MS = 3_600_000;

const again = () => {
  void endpoints.start();
  void list.start();
};

/** @param {number} replayed */
const replayedText = (replayed) => (replayed === 0 ? "There is nothing to send again." : `${plural(replayed, "event")} will be sent again.`);

/**
 * Sends to the endpoint again; what became of it, in words.
 * @param {Endpoint} endpoint
 */
export async function enable(endpoint) {
  try {
    await change(endpoint.id, { status: "active" });
    again();
    return "The endpoint is enabled.";
  } catch (error) {
    const told = advice(error);
    return `${told.title}. ${told.advice}`;
  }
}

/** @param {Shared} props */
export function DisableDialog({ endpoint, onClose, onTold }) {
  return html`<${ActionDialog} title="Disable the endpoint?" testid="disable-dialog" verb="Disable" doing="Disabling…" onClose=${onClose}
    job=${() => change(endpoint.id, { status: "disabled" })} onDone=${() => { onTold("The endpoint is disabled."); again(); }}>
    <p>Nothing is sent to <code>${hostAndPath(endpoint.url)}</code> until you enable it again. What happens meanwhile can be replayed afterwards.</p><//>`;
}

/** @param {Shared} props */
export function DeleteDialog({ endpoint, onClose }) {
  const done = () => {
    announce("The endpoint is deleted.");
    again();
  };
  return html`<${ActionDialog} title="Delete the endpoint?" testid="delete-dialog" verb="Delete" doing="Deleting…" danger=${true} onClose=${onClose}
    job=${() => remove(endpoint.id)} onDone=${done}>
    <p><code>${hostAndPath(endpoint.url)}</code> is told nothing any more, and what waits for it is given up. Its secret ends. This cannot be undone; to stop for a while, disable it.</p><//>`;
}

/** @param {Shared & { onRotated: (made: EndpointWithSecret) => void }} props */
export function RotateDialog({ endpoint, onRotated, onClose, onTold }) {
  /** @param {FormData} form */
  const job = async (form) => {
    const hours = entered(form, "hours");
    if (!/^\d+$/.test(hours) || Number(hours) > MOST_HOURS) throw `Enter whole hours from 0 to ${MOST_HOURS}.`;
    onRotated(await rotateSecret(endpoint.id, Number(hours)));
  };
  return html`<${ActionDialog} title="Rotate the secret?" testid="rotate-dialog" verb="Rotate secret" doing="Rotating…" onClose=${onClose} job=${job} onDone=${() => { onTold(""); again(); }}>
    <p>You get a new secret. While both are known, each call to <code>${hostAndPath(endpoint.url)}</code> is signed with the new one and the old one, and a program that checks either is content.</p>
    <${Field} name="hours" label="Hours the old secret goes on signing" type="number" testid="rotate-hours" value=${USUAL_HOURS} min=${0} max=${MOST_HOURS} help="0 ends it at once, for a secret that leaked; ${MOST_HOURS} hours are a week." /><//>`;
}

/** @param {Shared} props */
export function ReplayDialog({ endpoint, onClose, onTold }) {
  const start = useMemo(() => toField(Date.now() - DAY_MS), []);
  /** @param {FormData} form */
  const job = async (form) => {
    const since = fromField(entered(form, "since"));
    if (since === null) throw "Enter a day and a time.";
    if (Date.parse(since) > Date.now()) throw "The time must be past.";
    const { replayed } = await replaySince(endpoint.id, since, form.get("missed") === "on");
    onTold(replayedText(replayed));
  };
  return html`<${ActionDialog} title="Replay events" testid="replay-dialog" verb="Replay" doing="Replaying…" onClose=${onClose} job=${job} onDone=${again}>
    <p>Events that <code>${hostAndPath(endpoint.url)}</code> wants are sent to it again, the oldest first. They keep their <code>webhook-id</code>, by which your program can tell what it has seen.</p>
    <${Field} name="since" label="Everything since (Indian Standard Time)" type="datetime-local" testid="replay-since" value=${start} max=${toField(Date.now())} />
    <div class="choices"><label><input type="checkbox" name="missed" defaultChecked=${true} data-testid="replay-missed" />Only what was missed (not taken yet)</label></div><//>`;
}

/**
 * Ends a pause, and sends what fell into it. What failed before the pause was given up with it.
 * @param {Shared} props
 */
export function ResumeDialog({ endpoint, onClose, onTold }) {
  const since = useMemo(() => {
    const began = [endpoint.failing_since, endpoint.paused_at].filter((at) => at !== null).sort()[0] ?? endpoint.created_at;
    return new Date(Date.parse(began) - BEFORE_MS).toISOString();
  }, []);
  /** @param {FormData} form */
  const job = async (form) => {
    await change(endpoint.id, { status: "active" });
    const text = form.get("missed") === "on" ? ` ${replayedText((await replaySince(endpoint.id, since, true)).replayed)}` : "";
    onTold(`The endpoint is active again.${text}`);
  };
  return html`<${ActionDialog} title="Resume the endpoint?" testid="resume-dialog" verb="Resume" doing="Resuming…" onClose=${onClose} job=${job} onDone=${again}>
    <p><code>${hostAndPath(endpoint.url)}</code> was paused on ${showTime(endpoint.paused_at)}. Make sure that it answers with 2xx again, else it will be paused again.</p>
    <div class="choices"><label><input type="checkbox" name="missed" defaultChecked=${true} data-testid="resume-missed" />Also send what was missed since ${showTime(since)}</label></div><//>`;
}
