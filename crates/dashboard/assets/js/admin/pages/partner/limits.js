import { html } from "../../../html.js";
import { useEffect, useMemo } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { count, plural } from "../../../lib/show.js";
import { totals } from "../../../lib/usage.js";
import { Load } from "../../../state/load.js";
import { announce } from "../../../state/page.js";
import { dayRange } from "../../../ui/calls-report.js";
import { CallsChart } from "../../../ui/calls-chart.js";
import { Card } from "../../../ui/facts.js";
import { Skeleton } from "../../../ui/parts.js";
import { Quota } from "../../../ui/quota.js";
import { limits as readLimitsOf, setLimits, usage } from "../../api/calls.js";
import { faults } from "../../api/explain.js";
import { LABEL, NAMES, readLimits } from "../../lib/limits.js";
import { may } from "../../state/me.js";
import { ActionDialog } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";
import { Problem } from "../../ui/problem.js";

/** @import { Partner, PartnerLimits } from "../../api/types.js" */

const DAYS = 30;

/**
 * How much the partner may call, and does.
 * @param {{ partner: Partner }} props
 */
export function Limits({ partner }) {
  const asking = useSignal(false);
  const load = useMemo(() => new Load(async (abort) => {
    const [limits, calls] = await Promise.all([readLimitsOf(partner.id, abort), usage({ ...dayRange(DAYS, Date.now()), partner: partner.id }, abort)]);
    return { limits, days: calls.days };
  }), [partner.id]);
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load]);
  const known = load.data.value;
  return html`<${Card} title="Limits and usage" testid="partner-limits"
      extra=${known && may("limits_write") && html`<button type="button" class="button small" data-testid="limits-change" onClick=${() => { asking.value = true; }}>Change limits…</button>`}>
    ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
      : known === null ? html`<${Skeleton} lines=${4} />`
      : html`<${Table} limits=${known.limits} /><div class="after"><${Quota} quota=${known.limits.quota} limited=${known.limits.limited} told="the partner was told" /></div>
        <div class="after" data-testid="partner-calls">${totals(known.days).calls === 0 ? html`<p class="muted">No calls in the last ${DAYS} days.</p>` : html`<${CallsChart} days=${known.days} />`}</div>`}
    ${known && asking.value && html`<${Change} partner=${partner} limits=${known.limits} onDone=${load.start} onClose=${() => { asking.value = false; }} />`}<//>`;
}

/** @param {{ limits: PartnerLimits }} props */
function Table({ limits: { own, effective, defaults, limited } }) {
  return html`${!limited && html`<p class="muted" data-testid="limits-lifted">Limits are lifted on this server: none of these is kept to.</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label="Table of limits"><table class="dense" data-testid="limits">
      <thead><tr><th scope="col">Limit</th><th scope="col" class="number">In force</th><th scope="col" class="number">Its own</th><th scope="col" class="number">Everybody's</th></tr></thead>
      <tbody>${NAMES.map((name) => html`<tr key=${name} data-testid="limit-${name}"><th scope="row">${LABEL[name]}</th><td class="number"><strong data-testid="limit-effective">${count(effective[name])}</strong></td>
        <td class="number" data-testid="limit-own">${own[name] === null ? html`<span class="muted">none</span>` : count(own[name])}</td><td class="number" data-testid="limit-default">${count(defaults[name])}</td></tr>`)}</tbody></table></div>`;
}

/** @param {{ partner: Partner, limits: PartnerLimits, onDone: () => void, onClose: () => void }} props */
function Change({ partner, limits: { own, defaults }, onDone, onClose }) {
  const wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  /** @param {FormData} form */
  const job = async (form) => {
    const read = readLimits((name) => entered(form, name));
    wrong.value = read.wrong;
    if (Object.keys(read.wrong).length > 0) throw "Please correct what is marked.";
    try {
      await setLimits(partner.id, read.own);
    } catch (refused) {
      wrong.value = faults(refused);
      throw refused;
    }
  };
  /** @param {typeof NAMES[number]} name */
  const field = (name) => html`<${Field} key=${name} name=${name} label=${LABEL[name]} testid="limits-${name}" value=${own[name]} fault=${wrong.value[name]} maxLength=${20}
    help="Empty: everybody's, which is ${plural(defaults[name], "call")}." />`;
  return html`<${ActionDialog} title="Change the limits" testid="limits-dialog" verb="Change" doing="Changing…" job=${job}
    onDone=${() => { announce("The limits are changed."); onDone(); }} onClose=${onClose}>
    <p>They count for all programs of <strong class="break">${partner.name}</strong> together, from now on. What was called this month stays counted.</p>
    ${NAMES.map(field)}<//>`;
}
