import { html } from "../../html.js";
import { useEffect, useMemo } from "../../../vendor/hooks.js";
import { NOTHING, showTime } from "../../lib/show.js";
import { word } from "../../lib/words.js";
import { Load } from "../../state/load.js";
import { arrival } from "../../state/page.js";
import { Card, Facts } from "../../ui/facts.js";
import { Chip, Empty, Icon, PageTitle, Skeleton } from "../../ui/parts.js";
import { partner as readPartner } from "../api/partners.js";
import { auditOf, PARTNERS } from "../lib/route.js";
import { PARTNER, TYPE } from "../lib/words.js";
import { may } from "../state/me.js";
import { isMissing, Problem } from "../ui/problem.js";
import { Actions } from "./partner/actions.js";
import { Figures } from "./partner/analytics.js";
import { Business } from "./partner/business.js";
import { Credentials } from "./partner/credentials.js";
import { Documents } from "./partner/documents.js";
import { Limits } from "./partner/limits.js";
import { Notes } from "./partner/notes.js";
import { People } from "./partner/people.js";
import { PracticePayouts } from "./partner/practice-payouts.js";
import { Progress } from "./partner/progress.js";
import { Webhooks } from "./partner/webhooks.js";

/** @import { Partner } from "../api/types.js" */

/**
 * One partner with everything staff does for it.
 * @param {{ id: string }} props
 */
export function PartnerPage({ id }) {
  const load = useMemo(() => new Load((abort) => readPartner(id, abort)), [id]);
  const at = arrival.value;
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load, at]);
  const known = load.data.value;
  const failed = load.error.value;
  return html`<p class="back"><a href=${PARTNERS} data-testid="back-to-list"><${Icon} name="back" />All partners</a></p>
    ${known === null || isMissing(failed) ? html`<${PageTitle} tab="Partner">${isMissing(failed) ? "Partner not found" : "Partner"}<//>` : html`<${Head} partner=${known} />`}
    ${isMissing(failed) ? html`<div data-testid="partner-missing"><${Empty} title="There is no such partner">Check the address, or find it in the list, also among the deleted ones.<//></div>`
      : failed !== null ? html`<section class="card"><${Problem} error=${failed} retry=${load.start} /></section>`
      : known === null ? html`<section class="card"><${Skeleton} lines=${8} tall /></section>`
      : html`<${Whole} partner=${known} reload=${load.start} />`}`;
}

/** @param {{ partner: Partner }} props */
function Head({ partner }) {
  return html`<div class="head-row"><${PageTitle} tab="Partner"><span class="break" data-testid="partner-title">${partner.name}</span><//>
    <p class="head-chips"><${Chip} words=${PARTNER} value=${partner.status} testid="partner-status" />
      ${partner.sandbox && html`<span class="chip chip-wait" data-testid="partner-sandbox">Sandbox</span>`}
      ${partner.deletedAt && html`<span class="chip chip-bad" data-testid="partner-deleted"><${Icon} name="cross" />Deleted</span>`}</p></div>`;
}

/** @param {{ partner: Partner, reload: () => Promise<void> }} props */
function Whole({ partner, reload }) {
  const gone = Boolean(partner.deletedAt);
  return html`<${Actions} partner=${partner} onChanged=${reload} />
    <div class="lead-grid">
      <div class="column">
        <${Identity} partner=${partner} />
        <${Business} partner=${partner} />
        <${Documents} partner=${partner} />
        ${!gone && html`<${People} partner=${partner} />`}
        ${!gone && html`<${Figures} partner=${partner} />`}
        ${!gone && may("usage_read") && html`<${Limits} partner=${partner} />`}
      </div>
      <div class="column">
        <${Progress} partner=${partner} onChanged=${reload} />
        ${!gone && html`<${Credentials} partner=${partner} onChanged=${reload} />`}
        ${!gone && may("webhooks_read") && html`<${Webhooks} partner=${partner} />`}
        ${!gone && may("payout_runs_read") && html`<${PracticePayouts} id=${partner.id} name=${partner.name} />`}
        ${!gone && html`<${Notes} partner=${partner} />`}
      </div>
    </div>`;
}

/** @param {{ partner: Partner }} props */
function Identity({ partner }) {
  const trail = may("audit_read") && html`<a href=${auditOf(partner.id)} data-testid="partner-audit">Audit trail</a>`;
  return html`<${Card} title="Facts" testid="partner-facts" extra=${trail}><${Facts} rows=${[
    { label: "E-mail address", value: partner.email, testid: "fact-email", wide: true },
    { label: "Telephone", value: partner.phoneNumber ?? NOTHING, testid: "fact-phone" },
    { label: "Type", value: partner.partnerType ? word(TYPE, partner.partnerType).label : NOTHING, testid: "fact-type" },
    { label: "Short name", value: partner.slug, testid: "fact-slug" },
    { label: "Rate", value: rate(partner.rateBps), testid: "fact-rate" },
    { label: "Registered", value: showTime(partner.createdAt), testid: "fact-created" },
    { label: "Last changed", value: showTime(partner.updatedAt), testid: "fact-updated" },
    ...(partner.deletedAt ? [{ label: "Deleted", value: showTime(partner.deletedAt), testid: "fact-deleted" }] : []),
    { label: "Client ID", value: html`<code>${partner.clientId}</code>`, testid: "fact-client-id", wide: true },
    { label: "Partner number", value: html`<code>${partner.id}</code>`, testid: "fact-id", wide: true },
  ]} /><//>`;
}

/** Basis points as per cent: `1.25 %`. @param {number | null | undefined} bps */
export const rate = (bps) => (bps === null || bps === undefined ? NOTHING : `${(bps / 100).toFixed(2)} %`);
