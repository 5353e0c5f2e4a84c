import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { lead as readLead, leadPayout } from "../api/client.js";
import { ApiError } from "../api/errors.js";
import { writeFilters } from "../lib/filters.js";
import { DASHBOARD } from "../lib/route.js";
import { NOTHING, rupees, showDate, showTime } from "../lib/show.js";
import { DEDUPE, LOAN, USER } from "../lib/words.js";
import { LinkCard } from "./lead/link.js";
import { PayoutCard } from "./lead/payout.js";
import { Timeline } from "./lead/timeline.js";
import { filters } from "../state/leads.js";
import { lastLead, live } from "../state/live.js";
import { Load } from "../state/load.js";
import { arrival } from "../state/page.js";
import { Card, Facts } from "../ui/facts.js";
import { Chip, Empty, Failure, Icon, PageTitle, Skeleton } from "../ui/parts.js";

/** @import { LeadDetail, LeadPayout } from "../api/types.js" */

/**
 * One lead: who, how far, what it earns.
 * @param {{ id: number }} props
 */
export function LeadPage({ id }) {
  const load = useMemo(() => new Load(async (abort) => {
    const [lead, payout] = await Promise.all([readLead(id, abort), leadPayout(id, abort)]);
    return { lead, payout };
  }), [id]);
  const at = arrival.value;
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load, at]);
  const changed = lastLead.value;
  useEffect(() => {
    if (changed?.id === id) void load.start();
  }, [changed]);
  const state = live.value;
  useEffect(() => {
    if (state === "on" && load.data.value !== null) void load.start();
  }, [state]);

  const known = load.data.value;
  const failed = load.error.value;
  if (failed instanceof ApiError && failed.status === 404) return html`<${Missing} />`;
  const name = known ? `${known.lead.first_name} ${known.lead.last_name}` : "Lead";
  return html`<${Back} />
    <${PageTitle} tab="Lead">${name}<//>
    ${failed !== null && html`<${Failure} error=${failed} retry=${load.start} />`}
    ${known ? html`<${Content} lead=${known.lead} payout=${known.payout} />` : failed === null && html`<${Loading} />`}`;
}

function Back() {
  const query = writeFilters(filters.value).toString();
  return html`<p class="back"><a href=${query === "" ? DASHBOARD : `${DASHBOARD}?${query}`} data-testid="back-to-list"><${Icon} name="back" />All leads</a></p>`;
}

function Missing() {
  return html`<${Back} /><${PageTitle} tab="Lead not found">Lead not found<//>
    <div data-testid="lead-missing"><${Empty} title="There is no such lead">Check the address, or find the lead in the list.<//></div>`;
}

function Loading() {
  return html`<div class="split lead-split"><section class="card"><${Skeleton} lines=${6} tall /></section>
    <section class="card"><${Skeleton} lines=${6} tall /></section></div>`;
}

/** @param {{ lead: LeadDetail, payout: LeadPayout }} props */
function Content({ lead, payout }) {
  return html`<div class="lead-grid">
      <div class="column"><${Person} lead=${lead} /><${PayoutCard} payout=${payout} /></div>
      <div class="column"><${Timeline} lead=${lead} payout=${payout} /><${Loan} lead=${lead} /></div>
    </div>
    <${LinkCard} link=${lead.utm_link} />`;
}

/** @param {{ lead: LeadDetail }} props */
function Person({ lead }) {
  return html`<${Card} title="Lead"><${Facts} testid="lead-facts" rows=${[
    { label: "Name", value: `${lead.first_name} ${lead.last_name}`, testid: "fact-name", wide: true },
    { label: "Mobile", value: lead.mobile_number, testid: "fact-mobile" },
    { label: "PAN", value: lead.pan_number, testid: "fact-pan" },
    { label: "E-mail", value: lead.email ?? NOTHING, testid: "fact-email", wide: true },
    { label: "Status when shared", value: html`<${Chip} words=${DEDUPE} value=${lead.dedupe_status} />`, testid: "fact-status" },
    { label: "Customer", value: html`<${Chip} words=${USER} value=${lead.user_status} />`, testid: "fact-user-status" },
    { label: "Lead number", value: String(lead.id), testid: "fact-id" },
  ]} /><//>`;
}

/** @param {{ lead: LeadDetail }} props */
function Loan({ lead }) {
  return html`<${Card} title="Loan" testid="lead-loan-card">
    ${lead.loan_application_id === null ? html`<p class="muted">No loan application is credited to this lead.</p>` : html`<${Facts} rows=${[
      { label: "Application", value: lead.application_number ?? String(lead.loan_application_id), testid: "loan-number" },
      { label: "Status", value: html`<${Chip} words=${LOAN} value=${lead.loan_status} />`, testid: "loan-status" },
      { label: "Applied for", value: rupees(lead.loan_amount), testid: "loan-amount" },
      { label: "Applied on", value: showDate(lead.loan_created_at), testid: "loan-applied" },
      { label: "Disbursed", value: rupees(lead.disbursal_amount), testid: "loan-disbursed-amount" },
      { label: "Disbursed on", value: showTime(lead.disbursed_at), testid: "loan-disbursed-at" },
    ]} />`}<//>`;
}
