import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { enrol, nonce as readNonce } from "../../api/client.js";
import { pemFault } from "../../lib/pem.js";
import { showClock } from "../../lib/show.js";
import { Copy } from "../../ui/copy.js";
import { FormError } from "../../ui/parts.js";

/** @import { Nonce } from "../../api/types.js" */

/**
 * Enrols a key that lies elsewhere: its owner signs a text with it.
 * @param {{ onEnrolled: (fingerprint: string) => void }} props
 */
export function OwnKey({ onEnrolled }) {
  const pem = useSignal("");
  const nonce = useSignal(/** @type {Nonce | null} */ (null));
  const error = useSignal(/** @type {unknown} */ (null));
  /** @param {() => Promise<void>} step */
  const attempt = async (step) => {
    error.value = null;
    try {
      await step();
    } catch (failed) {
      error.value = failed;
    }
  };
  /** @param {string} text */
  const start = (text) => attempt(async () => {
    pem.value = text;
    error.value = pemFault(text);
    if (error.value === null) nonce.value = await readNonce();
  });
  /** @param {string} signature */
  const finish = (signature) => attempt(async () => {
    if (signature === "") {
      error.value = "Paste what the command printed.";
      return;
    }
    const enrolled = await enrol({ public_key: pem.value, nonce: nonce.value?.nonce ?? "", signature });
    nonce.value = null;
    pem.value = "";
    onEnrolled(enrolled.fingerprint);
  });
  return html`<div class="steps">
    ${nonce.value === null ? html`<${Paste} text=${pem.value} onText=${start} />`
      : html`<${Sign} nonce=${nonce.value} onSignature=${finish} onRestart=${() => { nonce.value = null; error.value = null; }} />`}
    <${FormError} error=${error.value} testid="enrol-error" />
  </div>`;
}

/** @param {SubmitEvent} event @param {string} name */
function entered(event, name) {
  event.preventDefault();
  return event.currentTarget instanceof HTMLFormElement ? String(new FormData(event.currentTarget).get(name) ?? "").trim() : "";
}

/** @param {{ text: string, onText: (text: string) => void }} props */
function Paste({ text, onText }) {
  return html`<form onSubmit=${(/** @type {SubmitEvent} */ event) => onText(entered(event, "pem"))} noValidate>
    <div class="field"><label for="pem">1. Public key, as PEM</label>
      <textarea id="pem" name="pem" rows="8" class="code" spellcheck=${false} placeholder="-----BEGIN PUBLIC KEY-----" data-testid="enrol-pem" defaultValue=${text}></textarea>
      <p class="help">No key yet? <code class="break">openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out private.pem && openssl pkey -in private.pem -pubout -out public.pem</code></p></div>
    <button type="submit" class="button" data-testid="enrol-start">Get the text to sign</button>
  </form>`;
}

/** @param {{ nonce: Nonce, onSignature: (signature: string) => void, onRestart: () => void }} props */
function Sign({ nonce, onSignature, onRestart }) {
  const command = `printf %s '${nonce.nonce}' | openssl dgst -sha256 -sign private.pem | openssl base64 -A`;
  return html`<form onSubmit=${(/** @type {SubmitEvent} */ event) => onSignature(entered(event, "signature").replace(/\s+/g, ""))} noValidate>
    <p>2. Prove that the private key is yours. Sign this text as it stands; it counts until ${showClock(nonce.expires_at)} IST, once:</p>
    <p class="code-block"><code data-testid="enrol-nonce">${nonce.nonce}</code></p>
    <p>With OpenSSL, beside your private key:</p>
    <p class="code-block"><code data-testid="enrol-command">${command}</code></p>
    <${Copy} text=${command} what="command" testid="enrol-nonce-copy" />
    <div class="field"><label for="signature">3. Signature, base64</label>
      <textarea id="signature" name="signature" rows="5" class="code" spellcheck=${false} data-testid="enrol-signature"></textarea></div>
    <div class="button-row"><button type="submit" class="button primary" data-testid="enrol-submit">Enrol the key</button>
      <button type="button" class="button quiet" data-testid="enrol-restart" onClick=${onRestart}>Start again</button></div>
  </form>`;
}
