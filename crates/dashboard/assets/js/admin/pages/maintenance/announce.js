import { html } from "../../../html.js";
import { useMemo } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { fromField, toField } from "../../../lib/webhooks.js";
import { announce } from "../../../state/page.js";
import { Announcement } from "../../../ui/maintenance.js";
import { announceMaintenance } from "../../api/calls.js";
import { faults } from "../../api/explain.js";
import { LONGEST, wrongWith } from "../../lib/maintenance.js";
import { ActionDialog } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";

const HOUR_MS = 3_600_000;

/** @param {FormData} form */
const readForm = (form) => ({ from: fromField(entered(form, "from")), to: fromField(entered(form, "to")), text: entered(form, "text") });

/**
 * A new announcement, which is seen as it will be while it is written.
 * @param {{ onDone: () => void, onClose: () => void }} props
 */
export function AnnounceDialog({ onDone, onClose }) {
  const wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  const draft = useSignal(/** @type {ReturnType<typeof readForm> | null} */ (null));
  const begin = useMemo(() => Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 24 * HOUR_MS, []);
  /** @param {FormData} form */
  const job = async (form) => {
    const read = readForm(form);
    wrong.value = wrongWith(read, Date.now());
    const { from, to, text } = read;
    if (Object.keys(wrong.value).length > 0 || from === null || to === null) throw "Please correct what is marked.";
    try {
      await announceMaintenance({ from, to, text });
    } catch (refused) {
      wrong.value = faults(refused);
      throw refused;
    }
  };
  /** @param {Event & { currentTarget: HTMLElement }} event */
  const type = ({ currentTarget }) => {
    const form = currentTarget.closest("form");
    if (form) draft.value = readForm(new FormData(form));
  };
  return html`<${ActionDialog} title="Announce maintenance" testid="announce-dialog" verb="Announce" doing="Announcing…" job=${job}
    onDone=${() => { announce("The maintenance is announced."); onDone(); }} onClose=${onClose}>
    <p>Every active partner is told at once, by e-mail and webhook. From two weeks before, the banner stands above everybody's pages.</p>
    <div onInput=${type}>
      <${Field} name="from" label="From (Indian Standard Time)" type="datetime-local" testid="announce-from" value=${toField(begin)} required fault=${wrong.value["from"]} />
      <${Field} name="to" label="To (Indian Standard Time)" type="datetime-local" testid="announce-to" value=${toField(begin + HOUR_MS)} required fault=${wrong.value["to"]} />
      <${Field} name="text" label="What partners have to know" rows=${3} testid="announce-text" maxLength=${LONGEST} required fault=${wrong.value["text"]}
        help="At most ${LONGEST} characters. It is not translated." />
    </div>
    <${Preview} draft=${draft.value} /><//>`;
}

/** @param {{ draft: ReturnType<typeof readForm> | null }} props */
function Preview({ draft }) {
  if (draft === null || draft.from === null || draft.to === null || draft.text === "") return html`<p class="help">What you write shows here as partners will see it.</p>`;
  const running = Date.parse(draft.from) <= Date.now();
  return html`<figure class="after" data-testid="announce-preview"><figcaption class="help">As partners will see it:</figcaption>
    <${Announcement} window=${{ id: "preview", from: draft.from, to: draft.to, text: draft.text, running }} preview /></figure>`;
}
