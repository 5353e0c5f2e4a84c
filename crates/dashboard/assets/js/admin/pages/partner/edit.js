import { html } from "../../../html.js";
import { announce } from "../../../state/page.js";
import { Dialog } from "../../../ui/dialog.js";
import { FormError } from "../../../ui/parts.js";
import { faults } from "../../api/explain.js";
import { changePartner } from "../../api/partners.js";
import { changes } from "../../lib/edit.js";
import { CONSTITUTION, TYPE } from "../../lib/words.js";
import { useAction } from "../../ui/action.js";
import { Choice, Field } from "../../ui/field.js";

/** @import { Partner } from "../../api/types.js" */

/**
 * The record as a form; only what was changed is sent.
 * @param {{ partner: Partner, onDone: () => void, onClose: () => void }} props
 */
export function EditPartner({ partner, onDone, onClose }) {
  const { busy, error, run } = useAction();
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const done = await run(async () => {
      const changed = changes(partner, (name) => String(form.get(name) ?? "").trim());
      if (typeof changed === "string") throw changed;
      await changePartner(partner.id, changed);
    });
    if (!done) return;
    announce("The partner is changed.");
    onDone();
    onClose();
  };
  return html`<${Dialog} title="Edit the partner" testid="edit-dialog" onClose=${onClose}>
    <form onSubmit=${submit} noValidate>
      <${Fields} partner=${partner} wrong=${faults(error.value)} />
      <${FormError} error=${error.value} testid="edit-error" />
      <div class="dialog-actions">
        <button type="button" class="button" data-testid="edit-cancel" onClick=${onClose}>Cancel</button>
        <button type="submit" class="button primary" data-testid="edit-confirm" aria-disabled=${busy.value}>${busy.value ? "Saving…" : "Save"}</button>
      </div>
    </form><//>`;
}

/** @param {{ partner: Partner, wrong: Record<string, string> }} props */
function Fields({ partner, wrong }) {
  const business = partner.businessInfo ?? {};
  /** @param {string} name @param {string} label @param {Record<string, unknown>} [more] */
  const field = (name, label, more = {}) => html`<${Field} name=${name} label=${label} testid="edit-${name.replace("businessInfo.", "").replace("address.", "")}"
    fault=${wrong[name]} ...${more} />`;
  return html`<fieldset class="fields"><legend>Partner</legend>
      ${field("name", "Name", { value: partner.name, required: true, maxLength: 100 })}
      ${field("email", "E-mail address", { value: partner.email, type: "email", required: true })}
      ${field("phoneNumber", "Telephone number", { value: partner.phoneNumber, type: "tel" })}
      <${Choice} name="partnerType" label="Type" testid="edit-partnerType" words=${TYPE} none="Not said" value=${partner.partnerType} fault=${wrong["partnerType"]} />
      ${field("ratePercent", "Rate in per cent", { value: (partner.rateBps / 100).toFixed(2), fault: wrong["rateBps"],
        help: "Of the amount disbursed, for disbursals from now on. Empty: the usual rate." })}
    </fieldset>
    <fieldset class="fields"><legend>Business</legend>
      ${field("businessInfo.companyName", "Company", { value: business.companyName })}
      ${field("businessInfo.website", "Website", { value: business.website, type: "url" })}
      ${field("businessInfo.industry", "Industry", { value: business.industry })}
      <${Choice} name="businessInfo.constitution" label="Constitution" testid="edit-constitution" words=${CONSTITUTION} none="Not said" value=${business.constitution}
        fault=${wrong["businessInfo.constitution"]} />
      ${field("businessInfo.pan", "PAN", { value: business.pan, maxLength: 10 })}
      ${field("businessInfo.gstin", "GSTIN", { value: business.gstin, maxLength: 15 })}
      ${field("businessInfo.description", "Description", { value: business.description, rows: 3 })}
    </fieldset>
    <fieldset class="fields"><legend>Addresses its programs use</legend>
      ${field("webhookUrl", "Webhook address", { value: partner.apiSetup?.webhookUrl, type: "url" })}
      ${field("callbackUrl", "Callback address", { value: partner.apiSetup?.callbackUrl, type: "url" })}
    </fieldset>`;
}
