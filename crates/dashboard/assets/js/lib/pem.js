/**
 * Bytes in base64.
 * @param {ArrayBuffer} bytes
 */
export function base64(bytes) {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * DER as PEM.
 * @param {ArrayBuffer} der
 * @param {"PUBLIC KEY" | "PRIVATE KEY"} label
 */
export function pem(der, label) {
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/**
 * What is wrong with a pasted public key, in words; null if nothing is to be seen.
 * @param {string} text
 */
export function pemFault(text) {
  if (/PRIVATE KEY/.test(text)) {
    return "This is a private key. Never send it to anybody; paste the public key (openssl pkey -in private.pem -pubout).";
  }
  if (/BEGIN CERTIFICATE/.test(text)) return "This is a certificate. Take its key out: openssl x509 -in cert.pem -pubkey -noout.";
  if (!/-----BEGIN (RSA )?PUBLIC KEY-----[\s\S]+-----END (RSA )?PUBLIC KEY-----/.test(text)) {
    return "Paste the whole public key, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----.";
  }
  return null;
}

/**
 * Bytes in hexadecimal.
 * @param {ArrayBuffer} bytes
 */
export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * A fingerprint in groups of eight digits, to be compared by eye.
 * @param {string} digits
 */
export function inGroups(digits) {
  return digits.replace(/(.{8})(?=.)/g, "$1 ");
}
