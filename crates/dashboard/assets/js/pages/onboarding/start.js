import { html } from "../../html.js";
import { start } from "../../onboarding/api.js";
import { bodyOf } from "../../onboarding/draft.js";
import { Field, FormFault } from "../../onboarding/fields.js";
import { Heading } from "../../onboarding/frame.js";
import { drafts, fresh, hold, notice, turns } from "../../onboarding/state.js";
import { PARTNER_TYPES } from "../../onboarding/words.js";
import { Icon } from "../../ui/parts.js";
import { PasteLink } from "./link.js";

/** @import { FieldSpec } from "../../onboarding/fields.js" */

/** @type {Record<string, string>} */
const NOTICES = {
  forgotten: "This computer has forgotten the key. Open your link to go on.",
  "broken-link": "The link you opened is not whole. Copy all of it, to the last character, and paste it below.",
};

/** @type {FieldSpec[]} */
const SPECS = [
  { name: "name", path: "name", label: "Company or trading name", required: true, longest: 100, autocomplete: "organization" },
  { name: "email", path: "email", label: "E-mail", required: true, type: "email", autocomplete: "email", help: "Where the lender writes to, and later an account of yours." },
  { name: "phone", path: "phoneNumber", label: "Phone", required: true, type: "tel", autocomplete: "tel", placeholder: "+91…", help: "With the country code, such as +91." },
  { name: "type", path: "partnerType", label: "Kind of partner", options: PARTNER_TYPES },
];

/** The beginning, or the way back to where one was. */
export function Start() {
  const draft = drafts.start;
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    await draft.send(async () => {
      const begun = await start(bodyOf(Object.fromEntries(SPECS.map(({ path }) => [path, draft.get(path, "")]))));
      const key = { id: begun.partner.id, token: begun.onboardingToken };
      notice.value = "";
      hold(key);
      fresh.value = key;
    });
  };
  return html`<${Heading} tab="Become a partner" turn=${turns.value}>Become a partner<//>
    ${NOTICES[notice.value] && html`<p class="notice notice-info" role="status" data-testid="onboarding-notice"><${Icon} name="alert" />${NOTICES[notice.value]}</p>`}
    <div class="way-split">
      <section class="card"><h2>Tell us who you are</h2>
        <form class="way-form" data-testid="start-form" onSubmit=${submit} noValidate>
          <${FormFault} draft=${draft} specs=${SPECS} />
          ${SPECS.map((spec) => html`<${Field} key=${spec.name} draft=${draft} saved="" spec=${spec} />`)}
          <div class="way-actions"><button type="submit" class="button primary" data-testid="start-submit" aria-disabled=${draft.busy.value}>${draft.busy.value ? "Starting…" : "Start"}<${Icon} name="right" /></button></div>
        </form></section>
      <div class="column">
        <section class="card"><h2>What comes</h2><ol class="numbered way-list">
          <li>Your business details, and where the API calls you.</li>
          <li>Documents that show who you are.</li>
          <li>The lender looks at them.</li>
          <li>You go live and get your credentials.</li></ol>
          <p class="help">You may stop at any step and come back within 14 days.</p></section>
        <section class="card"><h2>Started before?</h2><${PasteLink} /></section>
        <p class="small-print">Already a partner? <a href="/partner/login" data-testid="to-login">Sign in</a></p>
      </div>
    </div>`;
}
