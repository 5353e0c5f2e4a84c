import { html } from "../../html.js";
import { useEffect } from "../../../vendor/hooks.js";
import { useSignal } from "../../../vendor/signals.js";
import { enrol, nonce as readNonce, save } from "../../api/client.js";
import { base64, hex, inGroups, pem } from "../../lib/pem.js";
import { leaving } from "../../state/page.js";
import { FormError, Icon } from "../../ui/parts.js";

/** The same RSA pair signs here and decrypts (RSA-OAEP) in the partner's programs. */
const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) };

/**
 * A pair made here; `secret` is the private key as PEM.
 * @typedef {{ sign: CryptoKey, open: string, secret: string, fingerprint: string }} Made
 */

/** @returns {Promise<Made>} */
async function make() {
  const pair = await crypto.subtle.generateKey(RSA, true, ["sign", "verify"]);
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  const secret = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  const fingerprint = hex(await crypto.subtle.digest("SHA-256", spki));
  return { sign: pair.privateKey, open: pem(spki, "PUBLIC KEY"), secret: pem(secret, "PRIVATE KEY"), fingerprint };
}

/**
 * Makes a key pair in the browser. The private key goes nowhere but into the download.
 * @param {{ onEnrolled: (fingerprint: string) => void }} props
 */
export function BrowserKey({ onEnrolled }) {
  const made = useSignal(/** @type {Made | null} */ (null));
  const saved = useSignal(false);
  const busy = useSignal("");
  const error = useSignal(/** @type {unknown} */ (null));
  useEffect(() => () => { leaving.ask = null; }, []);
  /** @param {string} what @param {() => Promise<void>} step */
  const attempt = async (what, step) => {
    if (busy.value !== "") return;
    busy.value = what;
    error.value = null;
    try {
      await step();
    } catch (failed) {
      error.value = failed;
    }
    busy.value = "";
  };
  const generate = () => attempt("make", async () => {
    made.value = await make();
    saved.value = false;
    leaving.ask = () => "The new private key has not been used yet and is lost when you leave. Leave?";
  });
  /** @param {Made} key */
  const download = (key) => {
    save(new Blob([key.secret], { type: "application/x-pem-file" }), `partner-private-${key.fingerprint.slice(0, 8)}.pem`);
    saved.value = true;
  };
  /** @param {Made} key */
  const finish = (key) => attempt("enrol", async () => {
    const { nonce } = await readNonce();
    const signature = base64(await crypto.subtle.sign(RSA.name, key.sign, new TextEncoder().encode(nonce)));
    const enrolled = await enrol({ public_key: key.open, nonce, signature });
    made.value = null;
    leaving.ask = null;
    onEnrolled(enrolled.fingerprint);
  });

  if (!globalThis.crypto?.subtle) {
    return html`<p class="notice notice-info"><${Icon} name="alert" />This browser makes keys over HTTPS only. Open the dashboard by its https address, or make the key with OpenSSL.</p>`;
  }
  const key = made.value;
  return html`<div class="steps">
    ${key === null ? html`<${Offer} busy=${busy.value !== ""} onMake=${generate} />`
      : html`<${Steps} made=${key} saved=${saved.value} busy=${busy.value !== ""} onDownload=${() => download(key)} onEnrol=${() => void finish(key)} />`}
    <${FormError} error=${error.value} testid="browser-key-error" />
  </div>`;
}

/** @param {{ busy: boolean, onMake: () => void }} props */
function Offer({ busy, onMake }) {
  return html`<p>Your browser makes an RSA key pair of ${RSA.modulusLength} bits. The private key never leaves this device; you download it and give it to your programs.</p>
    <button type="button" class="button" data-testid="browser-key-generate" aria-disabled=${busy} onClick=${onMake}>
      <${Icon} name="key" />${busy ? "Making the pair…" : "Make a key pair"}</button>`;
}

/** @param {{ made: Made, saved: boolean, busy: boolean, onDownload: () => void, onEnrol: () => void }} props */
function Steps({ made, saved, busy, onDownload, onEnrol }) {
  return html`<p>Fingerprint of the new key: <code class="fingerprint" data-testid="browser-key-fingerprint">${inGroups(made.fingerprint)}</code></p>
    <ol class="numbered">
      <li><p>Download the private key and keep it like a password. It cannot be made again.</p>
        <button type="button" class="button" data-testid="browser-key-download" onClick=${onDownload}>
          <${Icon} name=${saved ? "check" : "download"} />${saved ? "Download again" : "Download private key"}</button></li>
      <li><p>Enrol the public key. It is live from then on.</p>
        <button type="button" class="button primary" data-testid="browser-key-enrol" disabled=${!saved} aria-disabled=${busy} onClick=${onEnrol}>
          ${busy ? "Enrolling…" : "Enrol the key"}</button></li>
    </ol>`;
}
