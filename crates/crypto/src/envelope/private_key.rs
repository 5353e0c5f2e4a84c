//! Our own keys: reading and making them.

use std::fmt;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeySize, PrivateDecryptingKey};
use envelope::{Fingerprint, OwnKey, PublicKeyError};
use rsa::pkcs1;
use rsa::pkcs8::PrivateKeyInfo;
use rsa::pkcs8::der::Decode as _;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::own::Prepared;
use super::{pem, public_key};

const LABEL: &str = "PRIVATE KEY";

/// An RSA private key of 2048 to 4096 bits, ready to sign and to decrypt. Wiped
/// from memory when dropped, never shown.
pub struct PrivateKey {
    pkcs8: Zeroizing<Vec<u8>>,
    own: OwnKey,
    prepared: Prepared,
}

/// Why a text is no private key we take. It repeats nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrivateKeyError {
    /// Not PEM of a PKCS#8 key.
    #[error("must be an RSA private key in PEM, PKCS#8, unencrypted (BEGIN PRIVATE KEY)")]
    NotAKey,
    /// The older format.
    #[error(
        "is in PKCS#1 (BEGIN RSA PRIVATE KEY); convert it to PKCS#8 with `openssl pkcs8 -topk8 -nocrypt`"
    )]
    Pkcs1,
    /// A password is needed to read it.
    #[error("is encrypted; decrypt it with `openssl pkcs8 -topk8 -nocrypt`")]
    Encrypted,
    /// A public key.
    #[error("is a public key; the private one (BEGIN PRIVATE KEY) is needed here")]
    Public,
    /// RSA, but not of 2048 to 4096 bits.
    #[error("must have 2048 to 4096 bits")]
    Size,
    /// An exponent that is even or below 65537.
    #[error("must have the exponent 65537 or a larger odd one")]
    Exponent,
    /// Its numbers are not those of one key.
    #[error("is damaged: its numbers do not belong together")]
    Damaged,
}

/// Why no key could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// Another size than those.
    #[error("must be 2048, 3072 or 4096 bits")]
    Size,
    /// The library made none.
    #[error("no key could be made")]
    Refused,
}

impl PrivateKey {
    /// Reads PEM of an unencrypted PKCS#8 key (RFC 5958). Blanks around it do not
    /// matter.
    ///
    /// # Errors
    /// See [`PrivateKeyError`].
    pub fn from_pem(text: &str) -> Result<Self, PrivateKeyError> {
        match pem::read(LABEL, text) {
            Some(der) => Self::from_der(der),
            None => Err(what_else(text)),
        }
    }

    /// Draws a key of `bits`: 2048, 3072 or 4096. Takes a tenth of a second to a
    /// few seconds. The library draws from the operating system's generator itself.
    ///
    /// # Errors
    /// See [`GenerateError`].
    pub fn generate(bits: usize) -> Result<Self, GenerateError> {
        let size = match bits {
            2048 => KeySize::Rsa2048,
            3072 => KeySize::Rsa3072,
            4096 => KeySize::Rsa4096,
            _ => return Err(GenerateError::Size),
        };
        let key = PrivateDecryptingKey::generate(size).map_err(|_| GenerateError::Refused)?;
        let der: Pkcs8V1Der<'_> = key.as_der().map_err(|_| GenerateError::Refused)?;
        Self::from_der(Zeroizing::new(der.as_ref().to_vec())).map_err(|_| GenerateError::Refused)
    }

    fn from_der(der: Zeroizing<Vec<u8>>) -> Result<Self, PrivateKeyError> {
        let info = PrivateKeyInfo::from_der(&der).map_err(|_| PrivateKeyError::NotAKey)?;
        let rsa = info.algorithm.assert_algorithm_oid(pkcs1::ALGORITHM_OID);
        rsa.map_err(|_| PrivateKeyError::NotAKey)?;
        let numbers = pkcs1::RsaPrivateKey::from_der(info.private_key)
            .map_err(|_| PrivateKeyError::NotAKey)?
            .public_key();
        public_key::judge(&numbers)?;
        let (modulus, exponent) = (
            numbers.modulus.as_bytes(),
            numbers.public_exponent.as_bytes(),
        );
        let prepared = Prepared::new(&der, modulus).ok_or(PrivateKeyError::Damaged)?;
        let spki: PublicKeyX509Der<'_> = prepared.spki().ok_or(PrivateKeyError::Damaged)?;
        let own = OwnKey {
            public: public_key::read_der(spki.as_ref())?,
            modulus: modulus.to_vec(),
            exponent: exponent.to_vec(),
        };
        Ok(Self {
            own,
            prepared,
            pkcs8: der,
        })
    }

    /// The key in PEM, as [`PrivateKey::from_pem`] reads it.
    pub fn to_pem(&self) -> SecretString {
        let pem = pem::write(LABEL, &self.pkcs8);
        pem.as_str().into()
    }

    /// Its public half.
    pub fn public(&self) -> OwnKey {
        self.own.clone()
    }

    /// The key as it is stored, for the doctor's probe.
    #[cfg(feature = "platform")]
    pub(crate) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.own.public.fingerprint
    }

    pub(super) fn sign(&self, text: &[u8]) -> Option<Vec<u8>> {
        self.prepared.sign(text)
    }

    pub(super) fn unwrap_key(&self, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.prepared.unwrap_key(wrapped)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, redacted)", self.fingerprint())
    }
}

impl From<PublicKeyError> for PrivateKeyError {
    fn from(error: PublicKeyError) -> Self {
        match error {
            PublicKeyError::Size => Self::Size,
            PublicKeyError::Exponent => Self::Exponent,
            PublicKeyError::NotAKey | PublicKeyError::Private => Self::Damaged,
        }
    }
}

/// What a text is that is no PKCS#8 key.
fn what_else(text: &str) -> PrivateKeyError {
    let has = |part| text.contains(part);
    if has("BEGIN ENCRYPTED PRIVATE KEY") || has("Proc-Type: 4,ENCRYPTED") {
        PrivateKeyError::Encrypted
    } else if has("BEGIN RSA PRIVATE KEY") {
        PrivateKeyError::Pkcs1
    } else if has("BEGIN PUBLIC KEY") || has("BEGIN RSA PUBLIC KEY") || has("BEGIN CERTIFICATE") {
        PrivateKeyError::Public
    } else {
        PrivateKeyError::NotAKey
    }
}
