//! Client secrets and service tokens as keyed hashes.

use std::fmt;

use accounts::{ClientSecret, SecretHash, SecretHasher};
use ring::hmac;

use crate::Key32;
use crate::derive::{DeriveError, hmac_key, key_id};

const INFO: &str = "partner-api/v1/secret-hash";
const KEY_LABEL: &str = "partner-api/v1/secret-hash-key-id";

/// The first byte of every hash.
const VERSION: u8 = 1;
/// Version and key id.
const HEADER_LEN: usize = 5;
const MAC_LEN: usize = 32;

/// HMAC-SHA-256 under a key derived from the index key by HKDF-SHA-256.
///
/// A fast hash is right here: secrets carry 256 random bits, so there is nothing
/// to guess. It is deterministic, so that a service token can be looked up by its
/// hash. Stored form: version (1 byte, 1) || key id (4) || HMAC (32).
///
/// Nobody can hash a secret anew that is not at hand, so after a change of the
/// index key the one before is still accepted, for as long as it is configured.
pub struct HmacSecretHasher {
    current: HashKey,
    previous: Option<HashKey>,
}

struct HashKey {
    key: hmac::Key,
    header: [u8; HEADER_LEN],
}

impl HmacSecretHasher {
    /// A hasher under a key derived from `index`.
    ///
    /// # Errors
    /// See [`DeriveError`].
    pub fn new(index: &Key32) -> Result<Self, DeriveError> {
        Ok(Self {
            current: HashKey::new(index)?,
            previous: None,
        })
    }

    /// The same hasher, which also accepts what was hashed under a key derived
    /// from `index`.
    ///
    /// # Errors
    /// See [`DeriveError`].
    pub fn accepting(self, index: &Key32) -> Result<Self, DeriveError> {
        Ok(Self {
            previous: Some(HashKey::new(index)?),
            ..self
        })
    }

    fn keys(&self) -> impl Iterator<Item = &HashKey> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

impl HashKey {
    fn new(index: &Key32) -> Result<Self, DeriveError> {
        let [a, b, c, d] = key_id(KEY_LABEL, index.expose());
        Ok(Self {
            key: hmac_key(index, INFO)?,
            header: [VERSION, a, b, c, d],
        })
    }

    fn hash(&self, secret: &ClientSecret) -> SecretHash {
        let mac = hmac::sign(&self.key, secret.expose().as_bytes());
        let mut hash = Vec::with_capacity(HEADER_LEN + MAC_LEN);
        hash.extend_from_slice(&self.header);
        hash.extend_from_slice(mac.as_ref());
        SecretHash::new(hash)
    }
}

impl SecretHasher for HmacSecretHasher {
    fn hash(&self, secret: &ClientSecret) -> SecretHash {
        self.current.hash(secret)
    }

    fn hashes(&self, secret: &ClientSecret) -> Vec<SecretHash> {
        self.keys().map(|key| key.hash(secret)).collect()
    }

    /// One HMAC and one constant-time comparison a key, whatever `hash` is: one of
    /// another key, version or length never matches, and costs the same.
    fn matches(&self, secret: &ClientSecret, hash: &SecretHash) -> bool {
        let (header, mac) = match hash.as_bytes().split_at_checked(HEADER_LEN) {
            Some((header, mac)) if mac.len() == MAC_LEN => (header, mac),
            _ => ([].as_slice(), [0_u8; MAC_LEN].as_slice()),
        };
        let mut matches = false;
        for key in self.keys() {
            let ours = header == key.header;
            let equal = hmac::verify(&key.key, secret.expose().as_bytes(), mac).is_ok();
            matches |= ours & equal;
        }
        matches
    }
}

impl fmt::Debug for HmacSecretHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacSecretHasher(redacted)")
    }
}

#[cfg(test)]
mod tests;
