// Keys and envelopes as docs/encryption.md describes them.

import {
  constants, createCipheriv, createPrivateKey, generateKeyPairSync, publicEncrypt, randomBytes, sign,
} from 'node:crypto';

/** A partner's key pair, both as PEM. */
export function keyPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** RSASSA-PKCS1-v1_5 with SHA-256, base64. */
export function signed(privateKey, text) {
  return sign('sha256', Buffer.from(text), createPrivateKey(privateKey)).toString('base64');
}

/** `body` sealed in the documented form, at the time `timestamp` (milliseconds). */
export function sealed(body, { partnerId, privateKey, platformKey, timestamp }) {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const data = Buffer.concat([cipher.update(JSON.stringify(body)), cipher.final()]);
  const oaep = { key: platformKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const envelope = {
    version: '1.0',
    partnerId,
    timestamp,
    encryptedKey: publicEncrypt(oaep, key).toString('base64'),
    encryptedData: data.toString('base64'),
    authTag: cipher.getAuthTag().toString('base64'),
    iv: iv.toString('base64'),
    algorithm: 'RSA-OAEP-AES256-GCM',
  };
  return { ...envelope, signature: signed(privateKey, JSON.stringify(envelope)) };
}
