import { html } from "../../html.js";
import { useEffect } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { encryption as readEncryption } from "../../api/client.js";
import { inGroups } from "../../lib/pem.js";
import { showDate } from "../../lib/show.js";
import { POLICY } from "../../lib/words.js";
import { BrowserKey } from "./browser-key.js";
import { OwnKey } from "./own-key.js";
import { Load } from "../../state/load.js";
import { Card, Facts } from "../../ui/facts.js";
import { Failure, Icon, Skeleton } from "../../ui/parts.js";

/** @import { EnrolledKey } from "../../api/types.js" */

const load = new Load(() => readEncryption());

/** Keys of encrypted traffic. */
export function Encryption() {
  useEffect(() => { void load.start(); }, []);
  const known = load.data.value;
  const failed = load.error.value;
  return html`<${Card} title="Encryption" testid="encryption">
    ${failed !== null && html`<${Failure} error=${failed} retry=${load.start} />`}
    ${known === null ? failed === null && html`<${Skeleton} lines=${5} tall />` : html`<${Facts} rows=${[
      { label: "Policy", value: POLICY[known.encryption] ?? known.encryption, testid: "encryption-policy", wide: true },
      { label: "Form", value: known.form ?? "Any of the documented forms", testid: "encryption-form", wide: true },
    ]} />
    <h3>Enrolled keys</h3>
    ${known.keys.length === 0 ? html`<p class="muted">None yet. Enrol a public key below to send encrypted requests.</p>`
      : html`<ul class="plain keys" data-testid="encryption-keys">${known.keys.map((key) => html`<${Key} key=${key.fingerprint} known=${key} />`)}</ul>`}
    <${Enrol} />`}
  <//>`;
}

/** @param {{ known: EnrolledKey }} props */
function Key({ known }) {
  const live = known.retired_at === null;
  return html`<li data-testid="key-row">
    <span class="chip ${live ? "chip-good" : "chip-plain"}" data-testid="key-state"><${Icon} name=${live ? "check" : "ring"} />${live ? "Live" : "Retired"}</span>
    <code class="fingerprint" data-testid="key-fingerprint">${inGroups(known.fingerprint)}</code>
    <span class="under">Enrolled ${showDate(known.enrolled_at)}${known.retired_at && `, retired ${showDate(known.retired_at)}`}</span>
  </li>`;
}

/** Enrolment: of a key one has, or of one made here. */
function Enrol() {
  const mode = useSignal("own");
  const enrolled = useSignal("");
  /** @param {string} fingerprint */
  const done = (fingerprint) => {
    enrolled.value = fingerprint;
    void load.start();
  };
  /** @param {string} value @param {string} label */
  const choice = (value, label) => html`<label data-testid="enrol-mode-${value}-label"><input type="radio" name="enrol" value=${value} checked=${mode.value === value}
    data-testid="enrol-mode-${value}" onChange=${() => { mode.value = value; enrolled.value = ""; }} /><span>${label}</span></label>`;
  return html`<div class="enrol" data-testid="enrol"><h3>Enrol a key</h3>
    <p>RSA, 2048 to 4096 bits. Two keys may be live; a third retires all but the newest of them. A retired key never comes back.</p>
    <fieldset class="segments"><legend class="visually-hidden">How</legend>${choice("own", "I have a key")}${choice("browser", "Make one here")}</fieldset>
    ${enrolled.value !== "" && html`<div class="notice notice-good" role="status" data-testid="enrolled"><${Icon} name="check" /><div>
      <p class="notice-title">The key is enrolled</p><p>Compare its fingerprint (SHA-256 of the SPKI) with your own:</p>
      <code class="fingerprint" data-testid="enrolled-fingerprint">${enrolled.value}</code></div></div>`}
    ${mode.value === "own" ? html`<${OwnKey} onEnrolled=${done} />` : html`<${BrowserKey} onEnrolled=${done} />`}
  </div>`;
}
