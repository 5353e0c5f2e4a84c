//! Public keys: reading them, and those of others in use.

use std::sync::Arc;

use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use envelope::{FEWEST_BITS, Fingerprint, MOST_BITS, PublicKey, PublicKeyError};
use quick_cache::sync::Cache;
use rsa::RsaPublicKey;
use rsa::pkcs1;
use rsa::pkcs8::der::Decode as _;
use rsa::pkcs8::{EncodePublicKey as _, SubjectPublicKeyInfoRef};

use super::{pem, sha256};

/// The least exponent (NIST SP 800-56B, section 6.2).
const LEAST_EXPONENT: u64 = 65_537;

/// Reads PEM of a `SubjectPublicKeyInfo`.
pub(super) fn read_pem(text: &str) -> Result<PublicKey, PublicKeyError> {
    if text.contains("PRIVATE KEY-----") {
        return Err(PublicKeyError::Private);
    }
    let der = pem::read("PUBLIC KEY", text).ok_or(PublicKeyError::NotAKey)?;
    read_der(&der)
}

/// Reads a `SubjectPublicKeyInfo`: first as DER in the one way it can be written,
/// then as a key that aws-lc takes.
pub(super) fn read_der(der: &[u8]) -> Result<PublicKey, PublicKeyError> {
    let key = read_strictly(der)?;
    Known::new(&key).ok_or(PublicKeyError::NotAKey)?;
    Ok(key)
}

fn read_strictly(der: &[u8]) -> Result<PublicKey, PublicKeyError> {
    let not_a_key = || PublicKeyError::NotAKey;
    let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| not_a_key())?;
    let rsa = info.algorithm.assert_algorithm_oid(pkcs1::ALGORITHM_OID);
    rsa.map_err(|_| not_a_key())?;
    let numbers = info.subject_public_key.as_bytes().ok_or_else(not_a_key)?;
    let numbers = pkcs1::RsaPublicKey::from_der(numbers).map_err(|_| not_a_key())?;
    judge(&numbers)?;
    let key = RsaPublicKey::try_from(info).map_err(|_| not_a_key())?;
    let spki = key.to_public_key_der().map_err(|_| not_a_key())?;
    if spki.as_bytes() != der {
        return Err(not_a_key());
    }
    Ok(PublicKey {
        fingerprint: Fingerprint::new(sha256(der)),
        spki: der.to_vec(),
    })
}

/// Whether a key has the size and the exponent envelopes ask for.
pub(super) fn judge(numbers: &pkcs1::RsaPublicKey<'_>) -> Result<(), PublicKeyError> {
    if !(FEWEST_BITS..=MOST_BITS).contains(&bits(numbers.modulus.as_bytes())) {
        return Err(PublicKeyError::Size);
    }
    let exponent = exponent(numbers.public_exponent.as_bytes());
    match exponent {
        Some(exponent) if exponent >= LEAST_EXPONENT && exponent % 2 == 1 => Ok(()),
        _ => Err(PublicKeyError::Exponent),
    }
}

/// Bits of a number without leading zero bytes.
fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| {
        let unused = first.leading_zeros();
        (number.len() * 8).saturating_sub(usize::try_from(unused).unwrap_or(0))
    })
}

/// An exponent as RSA libraries take them: up to 33 bits.
fn exponent(number: &[u8]) -> Option<u64> {
    if bits(number) > 33 {
        return None;
    }
    let shifted = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
    Some(number.iter().fold(0, shifted))
}

/// How many keys stay parsed: about 5 KB each.
const PARSED: usize = 4_096;

/// Other people's keys, the last used of them parsed: reading one costs a quarter of
/// a verification.
pub(super) struct KnownKeys(Cache<Fingerprint, Arc<Known>>);

impl KnownKeys {
    pub(super) fn new() -> Self {
        Self(Cache::new(PARSED))
    }

    /// `key`, parsed; `None` when it is none.
    pub(super) fn get(&self, key: &PublicKey) -> Option<Arc<Known>> {
        // A name that somebody has put on another key is no reason to trust it.
        let same = |known: &Arc<Known>| known.spki == key.spki;
        if let Some(known) = self.0.get(&key.fingerprint).filter(same) {
            return Some(known);
        }
        let known = Arc::new(Known::new(key)?);
        self.0.insert(key.fingerprint, Arc::clone(&known));
        Some(known)
    }
}

/// A public key, parsed.
pub(super) struct Known {
    spki: Vec<u8>,
    verifies: ParsedPublicKey,
    wraps: OaepPublicEncryptingKey,
}

impl Known {
    fn new(key: &PublicKey) -> Option<Self> {
        let wraps = PublicEncryptingKey::from_der(&key.spki).ok()?;
        Some(Self {
            verifies: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &key.spki).ok()?,
            wraps: OaepPublicEncryptingKey::new(wraps).ok()?,
            spki: key.spki.clone(),
        })
    }

    pub(super) fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        self.verifies.verify_sig(text, signature).is_ok()
    }

    pub(super) fn wrap(&self, secret: &[u8]) -> Option<Vec<u8>> {
        let mut wrapped = vec![0_u8; self.wraps.ciphertext_size()];
        let length = self
            .wraps
            .encrypt(&OAEP_SHA256_MGF1SHA256, secret, &mut wrapped, None)
            .ok()?
            .len();
        wrapped.truncate(length);
        Some(wrapped)
    }
}
