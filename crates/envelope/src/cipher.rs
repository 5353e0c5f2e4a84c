//! The port to cryptography.

use kernel::PortResult;
use zeroize::Zeroizing;

use crate::form::{AES_KEY_BYTES, TAG_BYTES};
use crate::{Fingerprint, OwnKey, PublicKey};

/// What AES-256-GCM works with.
#[derive(Clone, Copy)]
pub struct GcmInput<'a> {
    /// The key.
    pub key: &'a [u8; AES_KEY_BYTES],
    /// The IV: 12 or 16 bytes.
    pub iv: &'a [u8],
    /// Authenticated, not encrypted.
    pub aad: &'a [u8],
}

/// A text under AES-256-GCM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GcmOutput {
    /// As long as the plain text.
    pub data: Vec<u8>,
    /// The tag.
    pub tag: [u8; TAG_BYTES],
}

/// Why a text is no public key we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// Not PEM of a `SubjectPublicKeyInfo`.
    #[error("must be an RSA public key in PEM (BEGIN PUBLIC KEY)")]
    NotAKey,
    /// A private key: it belongs to nobody but its owner.
    #[error("is a private key; send the public one, and make a new pair, for this one was shown")]
    Private,
    /// RSA, but not of 2048 to 4096 bits.
    #[error("must have 2048 to 4096 bits")]
    Size,
    /// An exponent that is even or below 65537.
    #[error("must have the exponent 65537 or a larger odd one")]
    Exponent,
}

/// RSA and AES-GCM as envelopes need them (contract `envelope.md`, "Keys"). Holds
/// our own private keys and keeps other people's public keys parsed. Every method
/// only computes; those that use a private key take about a millisecond and belong
/// on a thread that may.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait EnvelopeCipher: Send + Sync {
    /// Our own keys: the first signs and is published, all of them open. Empty when
    /// none is configured.
    fn own_keys(&self) -> &[OwnKey];

    /// Reads a public key in PEM.
    ///
    /// # Errors
    /// See [`PublicKeyError`].
    fn read_public_key(&self, pem: &str) -> Result<PublicKey, PublicKeyError>;

    /// SHA-256 of `text`.
    fn sha256(&self, text: &[u8]) -> [u8; 32];

    /// Whether `signature` is `signer`'s RSASSA-PKCS1-v1_5 with SHA-256 of `text`
    /// (RFC 8017, section 8.2).
    fn verify(&self, signer: &PublicKey, text: &[u8], signature: &[u8]) -> bool;

    /// Signs `text` with our key `own`.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Unforeseen`] when there is no such key or it refuses.
    fn sign(&self, own: &Fingerprint, text: &[u8]) -> PortResult<Vec<u8>>;

    /// Decrypts `wrapped` with our key `own`: RSAES-OAEP with SHA-256 and
    /// MGF1-SHA-256 (RFC 8017, section 7.1), in a time that does not depend on what
    /// is found. `None` when it does not decrypt.
    fn unwrap_key(&self, own: &Fingerprint, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>>;

    /// Encrypts `secret` to `recipient` so that [`EnvelopeCipher::unwrap_key`] opens
    /// it there.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Unforeseen`] when the key refuses.
    fn wrap_key(&self, recipient: &PublicKey, secret: &[u8]) -> PortResult<Vec<u8>>;

    /// Decrypts, and takes as long where the tag is wrong. `None` when it is.
    #[expect(clippy::elidable_lifetime_names, reason = "mockall asks for the name")]
    fn decrypt<'a>(
        &self,
        input: &GcmInput<'a>,
        data: &[u8],
        tag: &[u8; TAG_BYTES],
    ) -> Option<Zeroizing<Vec<u8>>>;

    /// Encrypts.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Unforeseen`] when the IV has another length or the
    /// cipher refuses.
    #[expect(clippy::elidable_lifetime_names, reason = "mockall asks for the name")]
    fn encrypt<'a>(&self, input: &GcmInput<'a>, plain: &[u8]) -> PortResult<GcmOutput>;
}
