//! A hasher of secrets that anyone can compute.

use accounts::{ClientSecret, SecretHash, SecretHasher};
use audit::{ChainHash, ChainHasher};

use crate::vault::hash;

/// Deterministic stand-in for the real hasher; has no key and resists nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeHasher;

impl SecretHasher for FakeHasher {
    fn hash(&self, secret: &ClientSecret) -> SecretHash {
        SecretHash::new(hash(&[b"secret", secret.expose().as_bytes()]).to_vec())
    }

    fn matches(&self, secret: &ClientSecret, hash: &SecretHash) -> bool {
        self.hash(secret) == *hash
    }
}

/// Deterministic stand-in for the real hasher of chains; has no key, so anyone can
/// make a chain.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeChainHasher;

impl ChainHasher for FakeChainHasher {
    fn hash(&self, message: &[u8]) -> ChainHash {
        ChainHash::new(hash(&[b"chain", message]))
    }
}
