import { html } from "../../html.js";
import { useEffect, useMemo, useRef } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { save } from "../../api/wire.js";
import { errorsCsv, judged, progressWords, reportWords } from "../../lib/candidates.js";
import { CANDIDATES } from "../../lib/route.js";
import { count, plural } from "../../lib/show.js";
import { batchId, forget, giveUp, problem, send, step } from "../../state/upload.js";
import { Chip, FormError, Icon, Pager } from "../../ui/parts.js";

/** @import { Uploaded } from "../../api/candidates.js" */
/** @import { SheetRow } from "../../lib/sheet.js" */
/** @import { Chosen } from "../../state/upload.js" */
/** @import { Word } from "../../lib/words.js" */

/** Rows on a page. */
const LIMIT = 50;

/** What is known of a row. @type {Record<string, Word>} */
const FINDINGS = {
  problem: { label: "Problem", tone: "bad" },
  read: { label: "Looks right", tone: "plain" },
  checked: { label: "Will be added", tone: "good" },
  saved: { label: "Added", tone: "good" },
};

/** What the server told last, if it told anything of this file. */
function reportNow() {
  return "report" in step.value ? step.value.report : null;
}

/**
 * The rows of a file, with what is found of each, and what can be done with it.
 * @param {{ file: Chosen }} props
 */
export function Preview({ file }) {
  /** @type {import("../../../vendor/preact.js").RefObject<HTMLElement | null>} */
  const place = useRef(null);
  const { kind } = step.value;
  // The button that was pressed is gone.
  useEffect(() => { if (document.activeElement === document.body) place.current?.focus({ preventScroll: true }); }, [kind]);
  const report = reportNow();
  const words = report !== null ? reportWords(report) : `${plural(file.rows.length, "row")}${file.wrong === 0 ? "" : `; ${count(file.wrong)} with a problem`}. Nothing is sent yet.`;
  return html`<section class="card" aria-labelledby="preview-title" data-testid="preview" data-state=${kind} tabindex="-1" ref=${place}>
    <div class="card-head"><h2 id="preview-title" class="break">${file.name}</h2></div>
    <p class=${kind === "saved" ? "notice notice-good" : ""} data-testid="preview-summary">${kind === "saved" && html`<${Icon} name="check" />`}<span>${words}</span></p>
    <${FormError} error=${problem.value} testid="upload-problem" />
    ${problem.value !== null && kind === "checked" && html`<p class="help">If the file was taken all the same, sending it again adds nobody twice.</p>`}
    <${Actions} file=${file} report=${report} />
    <${Rows} key=${`${file.name} ${kind}`} rows=${file.rows} report=${report} good=${report === null ? "read" : kind} />
  </section>`;
}

/** @param {{ file: Chosen, report: Uploaded | null }} props */
function Actions({ file, report }) {
  const now = step.value;
  if (now.kind === "checking" || now.kind === "saving") return html`<${Progress} kind=${now.kind} share=${now.share} bytes=${file.blob.size} />`;
  const errors = report !== null && report.errors.length > 0 && html`<button type="button" class="button" data-testid="errors-download"
    onClick=${() => save(new Blob([errorsCsv(report.errors)], { type: "text/csv" }), "candidates-errors.csv")}><${Icon} name="download" />Download the problems as CSV</button>`;
  if (now.kind === "saved") {
    return html`<div class="button-row upload-actions"><a href="${CANDIDATES}?batch_id=${batchId.value}" data-testid="upload-show">Show the candidates</a>${errors}
      <button type="button" class="button" data-testid="upload-another" onClick=${forget}>Upload another file</button></div>`;
  }
  const checked = now.kind === "checked" ? report : null;
  const why = batchId.value === "" ? "Choose a batch first." : checked?.successful === 0 ? "There is nobody to add." : "";
  return html`<div class="button-row upload-actions">
    ${checked === null ? html`<button type="button" class="button primary" data-testid="check-file" disabled=${why !== ""} onClick=${() => void send("checking")}>Check on the server</button>`
      : html`<button type="button" class="button primary" data-testid="upload-file" disabled=${why !== ""} onClick=${() => void send("saving")}>Upload ${plural(checked.successful, "candidate")}</button>`}
    ${errors}
    <button type="button" class="button quiet" data-testid="upload-forget" onClick=${forget}>Forget this file</button>
    ${why !== "" && html`<span class="muted" data-testid="upload-why">${why}</span>`}
    ${checked === null ? html`<p class="help">The server looks for people who are in the batch already. Nothing is kept of it.</p>`
      : checked.successful > 0 && html`<p class="help">Each of them gets an invite by e-mail.</p>`}
  </div>`;
}

/** @param {{ kind: "checking" | "saving", share: number, bytes: number }} props */
function Progress({ kind, share, bytes }) {
  return html`<div class="upload-actions"><div class="upload-share" data-testid="upload-progress">
      <progress value=${share < 1 ? share : undefined} max="1" aria-label=${kind === "checking" ? "Checking the file" : "Uploading the file"}></progress>
      <span class="numbers" data-testid="upload-words">${progressWords({ kind, share, bytes })}</span>
      ${share < 1 && html`<button type="button" class="button small" data-testid="upload-give-up" onClick=${giveUp}><${Icon} name="cross" />Give up</button>`}</div>
    <p class="help">You can look at other pages meanwhile; keep this tab open.</p></div>`;
}

/** @param {{ rows: SheetRow[], report: Uploaded | null, good: string }} props `good`: what is known of a row without a problem */
function Rows({ rows, report, good }) {
  const page = useSignal(0);
  const sorted = useMemo(() => judged(rows, report), [rows, report]);
  const from = page.value * LIMIT;
  const shown = sorted.slice(from, from + LIMIT);
  return html`<table class="cards dense" data-testid="preview-rows" aria-labelledby="preview-title" role="table">
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader" class="number">Line</th><th scope="col" role="columnheader">Name</th>
        <th scope="col" role="columnheader">E-mail</th><th scope="col" role="columnheader">Finding</th></tr></thead>
      <tbody role="rowgroup">${shown.map((row) => html`<${PreviewRow} key=${row.line} row=${row} good=${good} />`)}</tbody>
    </table>
    ${sorted.length > LIMIT && html`<${Pager} label="Pages of rows" text=${`Rows ${count(from + 1)}–${count(from + shown.length)} of ${count(sorted.length)}, those with a problem first`}
      onPrevious=${from > 0 ? () => { page.value -= 1; } : null} onNext=${from + LIMIT < sorted.length ? () => { page.value += 1; } : null} />`}`;
}

/** @param {{ row: SheetRow, good: string }} props */
function PreviewRow({ row: { line, firstname, lastname, email, problem: fault }, good }) {
  return html`<tr role="row" data-testid="preview-row" data-line=${line} data-state=${fault === "" ? good : "problem"}>
    <td role="cell" data-label="Line" class="number">${count(line)}</td>
    <th scope="row" role="rowheader" class="break">${`${firstname} ${lastname}`.trim() || "–"}</th>
    <td role="cell" data-label="E-mail" class=${email === "" ? "nothing" : "break wide-cell"}>${email}</td>
    <td role="cell" data-label="Finding" class="wide-cell"><${Chip} words=${FINDINGS} value=${fault === "" ? good : "problem"} />${fault !== "" && html`<span class="under" data-testid="row-fault">${fault}.</span>`}</td>
  </tr>`;
}
