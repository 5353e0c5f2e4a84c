//! The keyed hash that chains the audit log.

use std::fmt;

use audit::{ChainHash, ChainHasher};
use ring::hmac;

use crate::Key32;
use crate::derive::{DeriveError, bytes32, hmac_key};

const INFO: &str = "partner-api/v1/audit-chain";

/// HMAC-SHA-256 under a key derived from the index key by HKDF-SHA-256, so that
/// whoever can write the database, and no more, cannot make a chain.
pub struct HmacChainHasher {
    key: hmac::Key,
}

impl HmacChainHasher {
    /// A hasher under a key derived from `index`.
    ///
    /// # Errors
    /// See [`DeriveError`].
    pub fn new(index: &Key32) -> Result<Self, DeriveError> {
        Ok(Self {
            key: hmac_key(index, INFO)?,
        })
    }
}

impl ChainHasher for HmacChainHasher {
    fn hash(&self, message: &[u8]) -> ChainHash {
        ChainHash::new(bytes32(hmac::sign(&self.key, message).as_ref()))
    }
}

impl fmt::Debug for HmacChainHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacChainHasher(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(first: u8) -> Key32 {
        let mut bytes = [0; 32];
        for (byte, number) in bytes.iter_mut().zip(first..) {
            *byte = number;
        }
        Key32::new(bytes)
    }

    #[test]
    fn hashes_are_the_documented_construction() {
        let hasher = HmacChainHasher::new(&key(0)).expect("a hasher");
        // Computed with Python's hmac, HKDF written out by RFC 5869.
        assert_eq!(
            hasher.hash(b"a message").to_string(),
            "80d8fc905ec7cc3a26372607f9d4f4a0e4e95a9be750b7bf01761526d8f73543"
        );
    }

    #[test]
    fn another_key_and_another_message_have_another_hash() {
        let hasher = HmacChainHasher::new(&key(0)).expect("a hasher");
        let other = HmacChainHasher::new(&key(1)).expect("a hasher");
        assert_eq!(hasher.hash(b"a"), hasher.hash(b"a"));
        assert_ne!(hasher.hash(b"a"), hasher.hash(b"b"));
        assert_ne!(hasher.hash(b"a"), other.hash(b"a"));
    }
}
