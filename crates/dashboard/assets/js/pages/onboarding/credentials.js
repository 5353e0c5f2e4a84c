import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { save } from "../../api/wire.js";
import { Heading } from "../../onboarding/frame.js";
import { credentials, turns, way } from "../../onboarding/state.js";
import { Copy } from "../../ui/copy.js";
import { Icon } from "../../ui/parts.js";

/** @import { Credentials } from "../../onboarding/types.js" */

/** @type {[keyof Credentials, string, string, string][]} */
const ROWS = [
  ["clientId", "client-id", "Client ID", "Who you are, for the API and the dashboard."],
  ["clientSecret", "client-secret", "Client secret", "Signs your programs and you in, together with the client ID."],
  ["apiKey", "api-key", "API key", "Names you together with the client secret, where no token is used."],
  ["webhookSecret", "webhook-secret", "Webhook secret", "Proves that a call to your webhook comes from the lender."],
];

/**
 * The credentials as a file.
 * @param {Credentials} given
 * @param {string} name of the partner
 */
export function fileOf(given, name) {
  const rows = ROWS.map(([field, , label]) => `${label}: ${given[field] ?? ""}`);
  // Lines of the name would look like lines of the file.
  return `${[`Credentials of ${name.replace(/\s+/g, " ")}`, "Keep this file like a password, and delete it once its lines are put away.", "", ...rows].join("\n")}\n`;
}

/**
 * The credentials, for as long as it takes to put them away.
 * @param {{ given: Credentials }} props
 */
export function ShownOnce({ given }) {
  const isKept = useSignal(false);
  const hint = useSignal(false);
  const partner = way.data.value?.partner;
  const download = () => save(new Blob([fileOf(given, partner?.name ?? "")], { type: "text/plain" }), `credentials-${partner?.slug ?? "partner"}.txt`);
  const finish = () => {
    hint.value = !isKept.value;
    if (!isKept.value) return;
    credentials.value = null;
    turns.value += 1;
  };
  return html`<${Heading} tab="Your credentials – Become a partner" turn=${turns.value}>You are live. These are your credentials<//>
    <section class="card" data-testid="credentials">
      <p class="notice notice-info"><${Icon} name="key" /><span>They are shown <strong>only now</strong>; nobody can show them again. Put them where your programs read their secrets.</span></p>
      <dl class="way-credentials">${ROWS.map(([field, id, label, help]) => html`<div key=${field}><dt>${label}<span class="under">${help}</span></dt>
        <dd><p class="code-block"><code data-testid="credential-${id}">${given[field]}</code></p><${Copy} text=${given[field] ?? ""} what=${label} testid="copy-${id}" /></dd></div>`)}</dl>
      <div class="way-actions"><button type="button" class="button" data-testid="credentials-download" onClick=${download}><${Icon} name="download" />Download as a text file</button></div>
      <p class="way-kept"><input type="checkbox" id="kept" checked=${isKept.value} data-testid="credentials-kept" aria-describedby=${hint.value ? "kept-fault" : undefined}
        onChange=${() => { isKept.value = !isKept.value; hint.value = false; }} /><label for="kept">I have kept all four</label></p>
      ${hint.value && html`<p class="fault" id="kept-fault" role="alert" data-testid="credentials-hint"><${Icon} name="alert" />Keep them first, then say so here.</p>`}
      <div class="way-actions"><button type="button" class="button primary" data-testid="credentials-done" onClick=${finish}>Finish</button></div>
    </section>`;
}
