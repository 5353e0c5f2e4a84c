import { html } from "../../../html.js";
import { NOTHING } from "../../../lib/show.js";
import { Card, Facts } from "../../../ui/facts.js";
import { called, CONSTITUTION } from "../../lib/words.js";
import { Elsewhere } from "../../ui/elsewhere.js";

/** @import { BusinessInfo, Partner } from "../../api/types.js" */

/**
 * What the partner says of its business, and where it is called.
 * @param {{ partner: Partner }} props
 */
export function Business({ partner }) {
  const told = partner.businessInfo;
  const setup = partner.apiSetup;
  return html`<${Card} title="Business" testid="partner-business">
    ${told && Object.values(told).some((value) => value !== null) ? html`<${Facts} rows=${facts(told)} />` : html`<p class="muted">Nothing told yet: the second step of the onboarding asks for it.</p>`}
    ${(setup?.webhookUrl || setup?.callbackUrl) && html`<h3>API</h3><${Facts} rows=${[
      { label: "Webhook address", value: html`<code>${setup.webhookUrl ?? NOTHING}</code>`, testid: "fact-webhook", wide: true },
      { label: "Callback address", value: html`<code>${setup.callbackUrl ?? NOTHING}</code>`, testid: "fact-callback", wide: true },
    ]} />`}<//>`;
}

/** @param {BusinessInfo} told */
export function facts(told) {
  const lines = Object.entries(told.address ?? {}).map(([, line]) => line).filter((line) => typeof line === "string" && line !== "");
  return [
    { label: "Company", value: told.companyName ?? NOTHING, testid: "fact-company", wide: true },
    { label: "Constitution", value: told.constitution ? called(CONSTITUTION, told.constitution) : NOTHING },
    { label: "Industry", value: told.industry ?? NOTHING },
    { label: "PAN", value: told.pan ?? NOTHING, testid: "fact-pan" },
    { label: "GSTIN", value: told.gstin ?? NOTHING, testid: "fact-gstin" },
    { label: "Currency", value: told.currency ?? NOTHING },
    { label: "Time zone", value: told.timeZone ?? NOTHING },
    { label: "Website", value: told.website ? html`<${Elsewhere} address=${told.website} />` : NOTHING, testid: "fact-website", wide: true },
    { label: "Address", value: lines.length > 0 ? lines.join(", ") : NOTHING, testid: "fact-address", wide: true },
    { label: "Description", value: html`<span class="break">${told.description ?? NOTHING}</span>`, testid: "fact-description", wide: true },
  ];
}
