//! The port to what envelopes must not use, but come with all the same.

use zeroize::Zeroizing;

use crate::{Fingerprint, PublicKey};

/// How a key may have been encrypted instead of RSAES-OAEP with SHA-256 and
/// MGF1-SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Padding {
    /// OAEP with SHA-256, but MGF1 with SHA-1: what Java makes of
    /// `OAEPWithSHA-256AndMGF1Padding`.
    OaepSha256Mgf1Sha1,
    /// OAEP with SHA-1 throughout: what most libraries do unless told otherwise.
    OaepSha1,
    /// OAEP with SHA-512 throughout.
    OaepSha512,
    /// PKCS #1 v1.5 (RFC 8017, section 7.2).
    Pkcs1,
}

impl Padding {
    /// Every padding, the likeliest first.
    pub const ALL: [Self; 4] = [
        Self::OaepSha256Mgf1Sha1,
        Self::OaepSha1,
        Self::OaepSha512,
        Self::Pkcs1,
    ];

    /// Its name in plain words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OaepSha256Mgf1Sha1 => "RSA-OAEP with SHA-256 but MGF1-SHA-1",
            Self::OaepSha1 => "RSA-OAEP with SHA-1",
            Self::OaepSha512 => "RSA-OAEP with SHA-512",
            Self::Pkcs1 => "RSA with PKCS#1 v1.5 padding",
        }
    }
}

/// A hash a signature may have been made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DigestKind {
    /// SHA-256: the right one.
    Sha256,
    /// SHA-1.
    Sha1,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestKind {
    /// Every hash, the likeliest first.
    pub const ALL: [Self; 4] = [Self::Sha256, Self::Sha1, Self::Sha512, Self::Sha384];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha1 => "SHA-1",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}

/// What an RSASSA-PKCS1-v1_5 signature holds; whoever has the public key can see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedDigest {
    /// With which hash it was made; `None` when it does not say (RFC 8017, section
    /// 9.2, has it say so).
    pub kind: Option<DigestKind>,
    /// The hash itself, or whatever was signed in place of one.
    pub digest: Vec<u8>,
}

/// Says what else an envelope may be, for the doctor alone ([`crate::Diagnose`]).
/// Holds the same private keys as [`crate::EnvelopeCipher`].
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait EnvelopeProbe: Send + Sync {
    /// Bytes of what `key` makes; `None` when it is no RSA key.
    fn key_bytes(&self, key: &PublicKey) -> Option<usize>;

    /// What `signature` holds if it is `signer`'s RSASSA-PKCS1-v1_5; `None` when
    /// another key or another scheme made it.
    fn signed_digest(&self, signer: &PublicKey, signature: &[u8]) -> Option<SignedDigest>;

    /// The hash of `text`.
    fn digest(&self, kind: DigestKind, text: &[u8]) -> Vec<u8>;

    /// Whether `signature` is `signer`'s RSASSA-PSS of `text`, with `kind` for both
    /// hash and MGF1 and a salt of one of the usual lengths (RFC 8017, section 8.1).
    fn verify_pss(
        &self,
        signer: &PublicKey,
        kind: DigestKind,
        text: &[u8],
        signature: &[u8],
    ) -> bool;

    /// Decrypts `wrapped` with our key `own` and another padding. `None` when it does
    /// not decrypt. How long it takes may depend on what is found, and with
    /// [`Padding::Pkcs1`] so may the answer: it is for the caller to let nobody see
    /// either (`RUSTSEC-2023-0071`; D. Bleichenbacher, CRYPTO '98).
    fn unwrap_key(
        &self,
        own: &Fingerprint,
        padding: Padding,
        wrapped: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>>;
}
