import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { replaceQuery } from "../../../state/page.js";
import { Card } from "../../../ui/facts.js";
import { UUID } from "../../lib/route.js";
import { entered, Field } from "../../ui/field.js";
import { PracticePayouts } from "../partner/practice-payouts.js";

/** Where the address says which partner's are shown. */
const CHOSEN = "partner";

/** Practice payouts of one partner at a time, for who may not open the partner's own page. */
export function PracticeDesk() {
  const id = useSignal(chosen());
  const fault = useSignal(/** @type {string | undefined} */ (undefined));
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const text = entered(new FormData(event.currentTarget), "partner").toLowerCase();
    fault.value = UUID.test(text) ? undefined : "is not whole: it has 32 digits and letters in five groups";
    if (fault.value !== undefined) {
      document.getElementById("field-practice-partner")?.focus();
      return;
    }
    id.value = text;
    replaceQuery(new URLSearchParams({ [CHOSEN]: text }));
  };
  return html`<${Card} title="Practice payouts of a partner" testid="practice-desk">
      <form class="note-form" onSubmit=${submit} noValidate>
        <${Field} name="partner" label="Partner number" testid="practice-partner" value=${id.value} required maxLength=${36} fault=${fault.value}
          help="Such as 5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11. Partners find it in their settings, staff among the partner's facts." />
        <button type="submit" class="button small" data-testid="practice-partner-show">Show</button>
      </form><//>
    ${id.value !== "" && html`<${PracticePayouts} key=${id.value} id=${id.value} name="partner ${id.value}" title="Paid to this partner" />`}`;
}

/** @returns {string} the partner of the address, or nothing */
function chosen() {
  const text = new URLSearchParams(location.search).get(CHOSEN) ?? "";
  return UUID.test(text) ? text : "";
}
