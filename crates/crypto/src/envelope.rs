//! The cryptography of encrypted envelopes (contract `envelope.md`).

mod gcm;
mod own;
mod pem;
mod private_key;
mod public_key;

use std::fmt;

use envelope::{
    EnvelopeCipher, Fingerprint, GcmInput, GcmOutput, OwnKey, PublicKey, PublicKeyError, TAG_BYTES,
};
use kernel::{PortFailure, PortResult};
use ring::digest;
use zeroize::Zeroizing;

pub use private_key::{GenerateError, PrivateKey, PrivateKeyError};

use public_key::KnownKeys;

/// [`EnvelopeCipher`] by RSA and AES-256-GCM.
///
/// Whatever touches a private key is done by aws-lc, in constant time; AES-GCM is
/// the `aes-gcm` crate's, for the packed form has IVs of 16 bytes. Own keys are
/// prepared once; of other people's the 4,096 used last stay parsed.
pub struct RsaEnvelope {
    /// In the order of `own`.
    public: Vec<OwnKey>,
    own: Vec<PrivateKey>,
    known: KnownKeys,
}

impl RsaEnvelope {
    /// A cipher with the keys `own`: the first signs and is published, all of them
    /// open. None at all makes a cipher that only reads, verifies and encrypts.
    pub fn new(own: Vec<PrivateKey>) -> Self {
        Self {
            public: own.iter().map(PrivateKey::public).collect(),
            own,
            known: KnownKeys::new(),
        }
    }

    fn own(&self, fingerprint: &Fingerprint) -> Option<&PrivateKey> {
        self.own
            .iter()
            .find(|key| key.fingerprint() == *fingerprint)
    }
}

impl EnvelopeCipher for RsaEnvelope {
    fn own_keys(&self) -> &[OwnKey] {
        &self.public
    }

    fn read_public_key(&self, pem: &str) -> Result<PublicKey, PublicKeyError> {
        public_key::read_pem(pem)
    }

    fn sha256(&self, text: &[u8]) -> [u8; 32] {
        sha256(text)
    }

    fn verify(&self, signer: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
        self.known
            .get(signer)
            .is_some_and(|key| key.verify(text, signature))
    }

    fn sign(&self, own: &Fingerprint, text: &[u8]) -> PortResult<Vec<u8>> {
        self.own(own)
            .and_then(|key| key.sign(text))
            .ok_or_else(|| unforeseen("an envelope could not be signed"))
    }

    fn unwrap_key(&self, own: &Fingerprint, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.own(own)?.unwrap_key(wrapped)
    }

    fn wrap_key(&self, recipient: &PublicKey, secret: &[u8]) -> PortResult<Vec<u8>> {
        self.known
            .get(recipient)
            .and_then(|key| key.wrap(secret))
            .ok_or_else(|| unforeseen("a key could not be encrypted to an envelope's recipient"))
    }

    fn decrypt(
        &self,
        input: &GcmInput<'_>,
        data: &[u8],
        tag: &[u8; TAG_BYTES],
    ) -> Option<Zeroizing<Vec<u8>>> {
        gcm::decrypt(input, data, tag)
    }

    fn encrypt(&self, input: &GcmInput<'_>, plain: &[u8]) -> PortResult<GcmOutput> {
        gcm::encrypt(input, plain).ok_or_else(|| unforeseen("an envelope could not be encrypted"))
    }
}

impl fmt::Debug for RsaEnvelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.public.iter().map(|own| own.public.fingerprint);
        f.debug_list().entries(names).finish()
    }
}

fn unforeseen(what: &str) -> PortFailure {
    PortFailure::Unforeseen(what.to_owned())
}

fn sha256(text: &[u8]) -> [u8; 32] {
    let hash = digest::digest(&digest::SHA256, text);
    let mut bytes = [0_u8; 32];
    for (to, from) in bytes.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    bytes
}

#[cfg(test)]
mod tests;
