import assert from "node:assert/strict";
import { createHash, createPublicKey } from "node:crypto";
import { test } from "node:test";
import { base64, hex, inGroups, pem, pemFault } from "../assets/js/lib/pem.js";

test("a key made by WebCrypto is PEM that others read", async () => {
  const pair = await crypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ["sign", "verify"]);
  const der = await crypto.subtle.exportKey("spki", pair.publicKey);
  const text = pem(der, "PUBLIC KEY");
  assert.equal(pemFault(text), null);
  assert.equal(createPublicKey(text).export({ type: "spki", format: "der" }).equals(Buffer.from(der)), true);
  assert.equal(hex(await crypto.subtle.digest("SHA-256", der)), createHash("sha256").update(Buffer.from(der)).digest("hex"));
  assert.ok(text.split("\n").every((line) => line.length <= 64));
});

test("bytes are base64", () => {
  assert.equal(base64(new Uint8Array([0, 255, 254]).buffer), "AP/+");
});

test("what is no public key is told apart, above all a private one", () => {
  assert.match(pemFault("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----") ?? "", /private key/);
  assert.match(pemFault("-----BEGIN RSA PRIVATE KEY-----") ?? "", /private key/);
  assert.match(pemFault("-----BEGIN CERTIFICATE-----") ?? "", /certificate/);
  assert.match(pemFault("ssh-rsa AAAA") ?? "", /Paste the whole/);
  assert.equal(pemFault("-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----"), null);
});

test("fingerprints are grouped for the eye", () => {
  assert.equal(inGroups("0123456789abcdef01"), "01234567 89abcdef 01");
});
