//! Signatures of Standard Webhooks, version 1 (symmetric).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ring::hmac;
use webhooks::Parcel;

/// `v1,` and the HMAC-SHA-256 of `id.timestamp.body` under `key`, in base64; `timestamp` in
/// seconds since 1970.
pub fn sign(key: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let mut signed = hmac::Context::with_key(&key);
    signed.update(id.as_bytes());
    signed.update(b".");
    signed.update(timestamp.to_string().as_bytes());
    signed.update(b".");
    signed.update(body);
    format!("v1,{}", STANDARD.encode(signed.sign()))
}

/// The headers that an attempt at `at` is told by: `webhook-id`, `webhook-timestamp` and
/// `webhook-signature`, which has one signature for each secret, with a blank between.
pub fn headers(parcel: &Parcel, at: DateTime<Utc>) -> [(&'static str, String); 3] {
    let (id, timestamp) = (parcel.id.to_string(), at.timestamp());
    let signatures: Vec<String> = parcel
        .secrets
        .iter()
        .map(|secret| sign(secret.as_bytes(), &id, timestamp, &parcel.body))
        .collect();
    [
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ]
}

#[cfg(test)]
mod tests;
