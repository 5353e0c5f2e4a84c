//! Keys from keys, and the short names keys go by.

use ring::{digest, hkdf, hmac};

use crate::Key32;

/// A key could not be prepared; a bug, for the sizes are fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key could not be prepared")]
pub struct DeriveError;

/// The HMAC-SHA-256 key for the job `info` names: HKDF-SHA-256 (RFC 5869)
/// without salt, for the configured key is uniformly random.
pub(crate) fn hmac_key(from: &Key32, info: &str) -> Result<hmac::Key, DeriveError> {
    hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
        .extract(from.expose())
        .expand(&[info.as_bytes()], hmac::HMAC_SHA256)
        .map(hmac::Key::from)
        .map_err(|_| DeriveError)
}

/// A name that tells keys of one kind apart and tells nothing of the key: the
/// first four bytes of SHA-256(`label` || 0x00 || `secret`). With 256 random bits
/// of key there is nothing to try out.
pub(crate) fn key_id(label: &str, secret: &[u8]) -> [u8; 4] {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(label.as_bytes());
    hash.update(&[0]);
    hash.update(secret);
    let hash = hash.finish();
    let mut id = [0_u8; 4];
    for (to, from) in id.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    id
}

/// The 32 bytes of a SHA-256 or HMAC-SHA-256.
pub(crate) fn bytes32(hash: &[u8]) -> [u8; 32] {
    let mut bytes = [0_u8; 32];
    for (to, from) in bytes.iter_mut().zip(hash) {
        *to = *from;
    }
    bytes
}
