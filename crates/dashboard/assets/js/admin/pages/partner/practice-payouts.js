import { html } from "../../../html.js";
import { useEffect, useMemo } from "../../../../vendor/hooks.js";
import { useSignal } from "../../../../vendor/signals.js";
import { rupees, showTime } from "../../../lib/show.js";
import { announce } from "../../../state/page.js";
import { Card } from "../../../ui/facts.js";
import { Skeleton } from "../../../ui/parts.js";
import { faults } from "../../api/explain.js";
import { practicePayouts, recordPracticePayout } from "../../api/house.js";
import { readAmount } from "../../lib/amount.js";
import { may } from "../../state/me.js";
import { Pages } from "../../state/pages.js";
import { ActionDialog } from "../../ui/action.js";
import { entered, Field } from "../../ui/field.js";
import { Problem } from "../../ui/problem.js";
import { Turn } from "../../ui/turn.js";

/** @import { PracticePayout } from "../../api/types.js" */

/**
 * What a partner was paid for practice sessions; leads are settled by payout runs.
 * @param {{ id: string, name: string, title?: string }} props `id` is the partner's
 */
export function PracticePayouts({ id, name, title = "Practice payouts" }) {
  const asking = useSignal(false);
  const pages = useMemo(() => new Pages((cursor, abort) => practicePayouts(id, cursor, abort)), [id]);
  useEffect(() => {
    void pages.first();
    return () => pages.load.stop();
  }, [pages]);
  const { data: { value: known }, error: { value: failed } } = pages.load;
  return html`<${Card} title=${title} testid="practice-payouts"
      extra=${known && may("payout_runs_write") && html`<button type="button" class="button small" data-testid="practice-payout-add" onClick=${() => { asking.value = true; }}>Record a payout…</button>`}>
    ${failed !== null ? html`<${Problem} error=${failed} retry=${pages.load.start} />`
      : known === null ? html`<${Skeleton} lines=${2} />`
      : known.payouts.length === 0 ? html`<p class="muted" data-testid="practice-payouts-none">Nothing was paid for practice sessions yet.</p>`
      : html`<${List} rows=${known.payouts} busy=${pages.load.busy.value} /><${Turn} pages=${pages} label="Pages of practice payouts" testid="practice-payouts" />`}
    ${asking.value && html`<${Record} id=${id} name=${name} onDone=${pages.first} onClose=${() => { asking.value = false; }} />`}<//>`;
}

/** @param {{ rows: PracticePayout[], busy: boolean }} props */
function List({ rows, busy }) {
  return html`<table class="cards" role="table" aria-label="Practice payouts" aria-busy=${busy}>
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Reference</th><th scope="col" role="columnheader">Recorded</th><th scope="col" role="columnheader" class="number">Amount</th></tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<tr role="row" key=${row.id} data-testid="practice-payout" data-payout-id=${row.id}>
      <th scope="row" role="rowheader"><span class="break" data-testid="practice-payout-reference">${row.reference}</span></th>
      <td role="cell" data-label="Recorded">${showTime(row.recorded_at)}</td>
      <td role="cell" data-label="Amount" class="number"><strong data-testid="practice-payout-amount">${rupees(row.amount)}</strong></td></tr>`)}</tbody></table>`;
}

/** @param {{ id: string, name: string, onDone: () => void, onClose: () => void }} props */
function Record({ id, name, onDone, onClose }) {
  const wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  /** @param {FormData} form */
  const job = async (form) => {
    const [amount, reference] = [readAmount(entered(form, "amount")), entered(form, "reference")];
    if (amount === null) throw "Enter the amount in rupees, such as 12500.50.";
    if (reference === "") throw "Enter the bank's reference of the transfer.";
    try {
      await recordPracticePayout(id, amount, reference);
    } catch (refused) {
      wrong.value = faults(refused);
      throw refused;
    }
  };
  return html`<${ActionDialog} title="Record a practice payout" testid="practice-payout-dialog" verb="Record" doing="Recording…" job=${job}
    onDone=${() => { announce("The payout is recorded."); onDone(); }} onClose=${onClose}>
    <p>Paid to <strong class="break">${name}</strong> for practice sessions. It counts on the partner's dashboard at once and cannot be taken back.</p>
    <${Field} name="amount" label="Amount in rupees" testid="practice-payout-sum" required maxLength=${20} fault=${wrong.value["amount"]} />
    <${Field} name="reference" label="The bank's reference of the transfer" testid="practice-payout-transfer" required maxLength=${40} fault=${wrong.value["reference"]} /><//>`;
}
