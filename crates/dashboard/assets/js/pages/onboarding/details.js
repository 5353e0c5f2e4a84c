import { html } from "../../html.js";
import { putBusiness, putSetup } from "../../onboarding/api.js";
import { bodyOf, textAt } from "../../onboarding/draft.js";
import { Field, FormFault } from "../../onboarding/fields.js";
import { Heading } from "../../onboarding/frame.js";
import { drafts, key, save, turns, way } from "../../onboarding/state.js";
import { CONSTITUTIONS } from "../../onboarding/words.js";
import { Icon } from "../../ui/parts.js";
import { Standing } from "./standing.js";

/** @import { FieldSpec } from "../../onboarding/fields.js" */
/** @import { Draft } from "../../onboarding/draft.js" */

const ZONES = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
const ZONE_OPTIONS = Object.fromEntries(["Asia/Kolkata", ...ZONES.filter((zone) => zone !== "Asia/Calcutta" && zone !== "Asia/Kolkata")].map((zone) => [zone, zone.replaceAll("_", " ")]));

/** @param {FieldSpec} spec @returns {FieldSpec} */
const ofBusiness = (spec) => ({ ...spec, path: `businessInfo.${spec.path}` });

/** @type {FieldSpec[]} */
const COMPANY = [
  /** @type {const} */ ({ name: "company-name", path: "companyName", label: "Registered name", required: true, longest: 200, autocomplete: "organization", wide: true }),
  { name: "constitution", path: "constitution", label: "Constitution", options: CONSTITUTIONS },
  { name: "industry", path: "industry", label: "Industry", longest: 100 },
  { name: "website", path: "website", label: "Website", type: /** @type {const} */ ("url"), autocomplete: "url" },
  { name: "time-zone", path: "timeZone", label: "Time zone", options: ZONE_OPTIONS },
  { name: "pan", path: "pan", label: "PAN", longest: 10, help: "Ten characters. It decides how tax is withheld." },
  { name: "gstin", path: "gstin", label: "GSTIN", longest: 15, help: "Fifteen characters, if you are registered." },
  { name: "description", path: "description", label: "What you do", longest: 2000, type: /** @type {const} */ ("area"), wide: true },
].map(ofBusiness);

/** @type {FieldSpec[]} */
const ADDRESS = [
  { name: "line1", path: "address.line1", label: "First line", longest: 200, autocomplete: "address-line1", wide: true },
  { name: "line2", path: "address.line2", label: "Second line", longest: 200, autocomplete: "address-line2", wide: true },
  { name: "city", longest: 200, path: "address.city", label: "City", autocomplete: "address-level2" },
  { name: "state", longest: 200, path: "address.state", label: "State", autocomplete: "address-level1" },
  { name: "postal-code", longest: 200, path: "address.postalCode", label: "Postal code", autocomplete: "postal-code" },
  { name: "country", longest: 200, path: "address.country", label: "Country", autocomplete: "country-name" },
].map(ofBusiness);

/** @type {FieldSpec[]} */
const SETUP = [
  { name: "webhook-url", path: "webhookUrl", label: "Webhook address", required: true, type: "url", wide: true, help: "An https address of yours that is called when something happens to a lead." },
  { name: "callback-url", path: "callbackUrl", label: "Callback address", required: true, type: "url", wide: true, help: "An https page of yours to which a customer's browser may be sent back." },
];

/**
 * What stands in the fields, as a body.
 * @param {Draft} draft
 * @param {FieldSpec[]} specs
 * @param {unknown} saved
 */
const given = (draft, specs, saved) => bodyOf(Object.fromEntries(specs.map(({ path }) => [path, draft.get(path, textAt(saved, path))])));

/** What business it is. */
export function Business() {
  const specs = [...COMPANY, ...ADDRESS];
  const saved = { businessInfo: way.data.value?.businessInfo };
  const draft = drafts.business;
  const send = () => save("business", draft, () => putBusiness(key(), given(draft, specs, saved)["businessInfo"] ?? {}));
  return html`<${Step} title="Business details" draft=${draft} specs=${specs} onSend=${send} lead="As they stand in your registration. Statements and tax certificates are written with them.">
    <div class="way-fields">${COMPANY.map((spec) => html`<${Field} key=${spec.name} draft=${draft} saved=${textAt(saved, spec.path)} spec=${spec} />`)}</div>
    <fieldset><legend class="way-legend">Address</legend>
      <div class="way-fields">${ADDRESS.map((spec) => html`<${Field} key=${spec.name} draft=${draft} saved=${textAt(saved, spec.path)} spec=${spec} />`)}</div></fieldset>
  <//>`;
}

/** Where it is called. */
export function Api() {
  const saved = way.data.value?.apiSetup;
  const draft = drafts.api;
  const send = () => save("api", draft, () => putSetup(key(), given(draft, SETUP, saved)));
  return html`<${Step} title="API set-up" draft=${draft} specs=${SETUP} onSend=${send} lead="Where the lender's systems find yours. Your programmers know the addresses; they may change later.">
    <div class="way-fields">${SETUP.map((spec) => html`<${Field} key=${spec.name} draft=${draft} saved=${textAt(saved, spec.path)} spec=${spec} />`)}</div>
  <//>`;
}

/**
 * A step that is one form.
 * @param {{ title: string, lead: string, draft: Draft, specs: FieldSpec[], onSend: () => Promise<void>, children: any }} props
 */
function Step({ title, lead, draft, specs, onSend, children }) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    void onSend();
  };
  return html`<${Heading} tab="${title} – Become a partner" turn=${turns.value}>${title}<//>
    <${Standing} />
    <section class="card"><p class="muted">${lead}</p>
      <form class="way-form" data-testid="step-form" onSubmit=${submit} noValidate>
        <${FormFault} draft=${draft} specs=${specs} />
        ${children}
        <div class="way-actions"><button type="submit" class="button primary" data-testid="step-submit" aria-disabled=${draft.busy.value}>${draft.busy.value ? "Saving…" : "Save and go on"}<${Icon} name="right" /></button></div>
      </form></section>`;
}
