//! Envelopes without cryptography.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use envelope::{
    DigestKind, EnvelopeCipher, EnvelopeProbe, Fingerprint, GcmInput, GcmOutput, OwnKey, Padding,
    PublicKey, PublicKeyError, SignedDigest, TAG_BYTES,
};
use kernel::{PortFailure, PortResult};
use zeroize::Zeroizing;

use crate::vault::hash;
use primitives::{LONGEST, boxed, iv_fits, streamed, tag_of, unboxed};

mod primitives;

/// Bytes of every signature and every wrapped key.
const RSA_BYTES: usize = 256;

/// Begins every key; its name follows.
const KEY: &[u8] = b"fake-rsa-key:";

/// How keys are wrapped for envelopes.
const OAEP: &str = "oaep";

/// Deterministic stand-in for the real cipher, which refuses what that refuses: a
/// signature counts for one key and one text, a wrapped key opens with one key,
/// and a tag binds key, IV, additional data and text. It hides nothing: a key is its
/// name, and whoever knows the name can sign and open.
///
/// It is its own probe, and signs and wraps in the wrong ways a probe finds out.
#[derive(Debug, Clone)]
pub struct FakeCipher(Vec<OwnKey>);

impl FakeCipher {
    /// A cipher that owns the keys called `own`; the first signs.
    pub fn owning(own: &[&str]) -> Self {
        let own = own.iter().map(|name| OwnKey {
            public: Self::key(name),
            modulus: vec![0xff; RSA_BYTES],
            exponent: vec![1, 0, 1],
        });
        Self(own.collect())
    }

    /// The public key called `name`.
    pub fn key(name: &str) -> PublicKey {
        let spki = [KEY, name.as_bytes()].concat();
        PublicKey {
            fingerprint: Fingerprint::new(hash(&[&spki])),
            spki,
        }
    }

    /// Signs `text` with the key called `name` as RSASSA-PKCS1-v1_5 with `kind`.
    pub fn sign_with(name: &str, kind: DigestKind, text: &[u8]) -> Vec<u8> {
        pkcs1_signature(&Self::key(name), Some(kind), &digest(kind, text))
    }

    /// Signs `content` with the key called `name`, without naming a hash.
    pub fn sign_bare(name: &str, content: &[u8]) -> Vec<u8> {
        pkcs1_signature(&Self::key(name), None, content)
    }

    /// Signs `text` with the key called `name` as RSASSA-PSS with `kind`.
    pub fn sign_pss(name: &str, kind: DigestKind, text: &[u8]) -> Vec<u8> {
        pss_signature(&Self::key(name), kind, text)
    }

    /// Wraps `secret` for `recipient` with another padding. At most 200 bytes.
    pub fn wrap_with(recipient: &PublicKey, padding: Padding, secret: &[u8]) -> Vec<u8> {
        boxed(padding.as_str(), &recipient.spki, secret)
    }

    fn own(&self, fingerprint: &Fingerprint) -> Option<&PublicKey> {
        let mut own = self.0.iter().map(|key| &key.public);
        own.find(|key| key.fingerprint == *fingerprint)
    }
}

impl EnvelopeCipher for FakeCipher {
    fn own_keys(&self) -> &[OwnKey] {
        &self.0
    }

    fn read_public_key(&self, pem: &str) -> Result<PublicKey, PublicKeyError> {
        if pem.contains("PRIVATE KEY") {
            return Err(PublicKeyError::Private);
        }
        let lines = pem.lines().filter(|line| !line.starts_with("-----"));
        let spki = STANDARD.decode(lines.collect::<String>());
        let spki = spki.map_err(|_| PublicKeyError::NotAKey)?;
        let name = spki.strip_prefix(KEY).ok_or(PublicKeyError::NotAKey)?;
        let name = std::str::from_utf8(name).map_err(|_| PublicKeyError::NotAKey)?;
        Ok(Self::key(name))
    }

    fn sha256(&self, text: &[u8]) -> [u8; 32] {
        hash(&[DigestKind::Sha256.as_str().as_bytes(), text])
    }

    fn verify(&self, signer: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
        let digest = digest(DigestKind::Sha256, text);
        pkcs1_signature(signer, Some(DigestKind::Sha256), &digest) == signature
    }

    fn sign(&self, own: &Fingerprint, text: &[u8]) -> PortResult<Vec<u8>> {
        let key = self.own(own).ok_or_else(refused)?;
        let digest = digest(DigestKind::Sha256, text);
        Ok(pkcs1_signature(key, Some(DigestKind::Sha256), &digest))
    }

    fn unwrap_key(&self, own: &Fingerprint, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        unboxed(OAEP, &self.own(own)?.spki, wrapped).map(Zeroizing::new)
    }

    fn wrap_key(&self, recipient: &PublicKey, secret: &[u8]) -> PortResult<Vec<u8>> {
        if secret.len() > LONGEST {
            return Err(refused());
        }
        Ok(boxed(OAEP, &recipient.spki, secret))
    }

    fn decrypt(
        &self,
        input: &GcmInput<'_>,
        data: &[u8],
        tag: &[u8; TAG_BYTES],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let right = iv_fits(input) && tag_of(input, data) == *tag;
        right.then(|| Zeroizing::new(streamed(input, data)))
    }

    fn encrypt(&self, input: &GcmInput<'_>, plain: &[u8]) -> PortResult<GcmOutput> {
        if !iv_fits(input) {
            return Err(refused());
        }
        let data = streamed(input, plain);
        let tag = tag_of(input, &data);
        Ok(GcmOutput { data, tag })
    }
}

impl EnvelopeProbe for FakeCipher {
    fn key_bytes(&self, key: &PublicKey) -> Option<usize> {
        key.spki.starts_with(KEY).then_some(RSA_BYTES)
    }

    fn signed_digest(&self, signer: &PublicKey, signature: &[u8]) -> Option<SignedDigest> {
        let kinds = DigestKind::ALL.into_iter().map(Some).chain([None]);
        kinds
            .map(|kind| {
                let digest = unboxed(scheme(kind), &signer.spki, signature)?;
                Some(SignedDigest { kind, digest })
            })
            .find_map(|found| found)
    }

    fn digest(&self, kind: DigestKind, text: &[u8]) -> Vec<u8> {
        digest(kind, text)
    }

    fn verify_pss(
        &self,
        signer: &PublicKey,
        kind: DigestKind,
        text: &[u8],
        signature: &[u8],
    ) -> bool {
        pss_signature(signer, kind, text) == signature
    }

    fn unwrap_key(
        &self,
        own: &Fingerprint,
        padding: Padding,
        wrapped: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        unboxed(padding.as_str(), &self.own(own)?.spki, wrapped).map(Zeroizing::new)
    }
}

fn refused() -> PortFailure {
    PortFailure::Unforeseen("the fake cipher refused".to_owned())
}

fn digest(kind: DigestKind, text: &[u8]) -> Vec<u8> {
    hash(&[kind.as_str().as_bytes(), text]).to_vec()
}

fn pkcs1_signature(signer: &PublicKey, kind: Option<DigestKind>, digest: &[u8]) -> Vec<u8> {
    boxed(scheme(kind), &signer.spki, digest)
}

fn pss_signature(signer: &PublicKey, kind: DigestKind, text: &[u8]) -> Vec<u8> {
    boxed("pss", &signer.spki, &digest(kind, text))
}

fn scheme(kind: Option<DigestKind>) -> &'static str {
    kind.map_or("bare", DigestKind::as_str)
}

#[cfg(test)]
mod tests;
