import { html } from "../html.js";
import { useEffect, useMemo } from "../../vendor/hooks.js";
import { useSignal } from "../../vendor/signals.js";
import { download, statement as readStatement } from "../api/client.js";
import { ApiError } from "../api/errors.js";
import { STATEMENTS } from "../lib/route.js";
import { NOTHING, rupees, showDay, showTime } from "../lib/show.js";
import { STATEMENT } from "../lib/words.js";
import { Lines } from "./statement/lines.js";
import { Load } from "../state/load.js";
import { Card, Facts } from "../ui/facts.js";
import { Chip, Empty, Failure, FormError, Icon, PageTitle, Skeleton } from "../ui/parts.js";

/** @import { StatementDetail, Tax } from "../api/types.js" */

/**
 * One statement with its lines.
 * @param {{ id: number }} props
 */
export function StatementPage({ id }) {
  const load = useMemo(() => new Load((abort) => readStatement(id, null, abort)), [id]);
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load]);
  const known = load.data.value;
  const failed = load.error.value;
  const missing = failed instanceof ApiError && failed.status === 404;
  const title = known ? `Statement ${showDay(known.from)} – ${showDay(known.to)}` : missing ? "Statement not found" : "Statement";
  return html`<p class="back"><a href=${STATEMENTS}><${Icon} name="back" />All statements</a></p>
    <${PageTitle} tab="Statement">${title}<//>
    ${missing ? html`<${Empty} title="There is no such statement">Check the address, or find it in the list.<//>`
      : failed !== null ? html`<${Failure} error=${failed} retry=${load.start} />`
      : known === null ? html`<section class="card"><${Skeleton} lines=${8} tall /></section>`
      : html`<${Figures} statement=${known} /><${Lines} key=${known.statement_id} statement=${known} />`}`;
}

/** @param {{ statement: StatementDetail }} props */
function Figures({ statement }) {
  return html`<${Card} title="Figures" extra=${html`<${Files} id=${statement.statement_id} />`}>
    <${Facts} rows=${[
      { label: "Number", value: String(statement.statement_id) },
      { label: "Status", value: html`<${Chip} words=${STATEMENT} value=${statement.status} testid="statement-status" />` },
      { label: "Approved", value: showTime(statement.approved_at) },
      { label: "Paid", value: showTime(statement.paid_at) },
      { label: "Bank reference", value: statement.bank_reference ?? NOTHING },
    ]} />
    <table class="sum" data-testid="statement-figures" aria-label="Figures of the statement"><tbody>
      <${Sum} label="Carried over" note="left to be set off by the statement before" amount=${statement.opening_balance} testid="figure-opening" />
      <${Sum} label="Earnings" amount=${statement.earnings} testid="figure-earnings" />
      <${Sum} label="Taken back" amount=${statement.reversals} testid="figure-reversals" />
      ${statement.gst && html`<${Sum} label="GST added" note=${taxed(statement.gst)} amount=${statement.gst.amount} testid="figure-gst" />`}
      ${statement.tds && html`<${Sum} label="TDS deducted" note=${taxed(statement.tds)} amount=${-statement.tds.amount} testid="figure-tds" />`}
      <${Sum} label=${statement.closing_balance > 0 ? "Payable" : "Carried forward"} amount=${statement.closing_balance} testid="figure-closing" total />
    </tbody></table><//>`;
}

/** @param {Tax} tax */
const taxed = (tax) => `${tax.rate_percent} % of ${rupees(tax.base)}, section ${tax.section}`;

/** @param {{ label: string, note?: string, amount: number, testid: string, total?: boolean }} props */
function Sum({ label, note, amount, testid, total }) {
  return html`<tr class=${total ? "total" : ""}><th scope="row">${label}${note && html`<span class="under">${note}</span>`}</th>
    <td class="number" data-testid=${testid}>${rupees(amount)}</td></tr>`;
}

/** @param {{ id: number }} props */
function Files({ id }) {
  const error = useSignal(/** @type {unknown} */ (null));
  const busy = useSignal("");
  /** @param {"csv" | "pdf"} kind */
  const fetchFile = async (kind) => {
    busy.value = kind;
    error.value = null;
    try {
      await download(`/statements/${id}.${kind}`, `statement-${id}.${kind}`);
    } catch (failed) {
      error.value = failed;
    }
    busy.value = "";
  };
  return html`<div class="files">${(/** @type {const} */ (["csv", "pdf"])).map((kind) => html`<button key=${kind} type="button" class="button small"
      data-testid="download-${kind}" aria-disabled=${busy.value !== ""} onClick=${() => void fetchFile(kind)}>
      <${Icon} name="download" />${busy.value === kind ? "Loading…" : kind.toUpperCase()}</button>`)}
    <${FormError} error=${error.value} testid="download-error" /></div>`;
}
