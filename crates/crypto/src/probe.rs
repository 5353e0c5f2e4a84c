//! What else an envelope may be: the cryptography of the doctor.
//!
//! The platform itself takes one padding and one signature scheme; everything here is
//! only ever used to tell a partner that practises which other one it has used.
//!
//! OAEP with one hash throughout and PKCS #1 v1.5 are computed by aws-lc in constant
//! time. OAEP with SHA-256 and MGF1-SHA-1 it does not offer, so that is left to the
//! `rsa` crate, with blinding. Of that crate `RUSTSEC-2023-0071` says that its private
//! operation takes a time that depends on what it finds, which over a network has been
//! enough to read messages and to forge signatures; no release mends it. What keeps
//! the doctor from giving anything away all the same:
//! - only sandbox partners may ask, one question at a time on the whole platform, each
//!   answered a fixed time after it was asked: the moment of an answer carries nothing;
//! - blinding: what is exponentiated is not the number that was sent;
//! - of PKCS #1 v1.5, whose plain yes or no is dangerous however long it takes,
//!   [`envelope::Diagnose`] reports nothing to anybody who does not know the key inside.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA512_MGF1SHA512, OaepAlgorithm, OaepPrivateDecryptingKey,
    Pkcs1PrivateDecryptingKey, PrivateDecryptingKey,
};
use envelope::{DigestKind, EnvelopeProbe, Fingerprint, Padding, PublicKey, SignedDigest};
use kernel::Entropy;
use ring::digest;
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
use rsa::sha2::{Sha256, Sha384, Sha512};
use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, Oaep, Pss, RsaPrivateKey, RsaPublicKey, rand_core};
use sha1::Sha1;
use zeroize::Zeroizing;

use crate::PrivateKey;

/// [`EnvelopeProbe`] by aws-lc and the `rsa` crate.
pub struct RsaProbe {
    own: Vec<Own>,
    entropy: Arc<dyn Entropy>,
}

/// A private key could not be prepared for the probe; a bug, for the cipher took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a private key could not be prepared for the envelope doctor")]
pub struct ProbeError;

struct Own {
    fingerprint: Fingerprint,
    oaep: OaepPrivateDecryptingKey,
    pkcs1: Pkcs1PrivateDecryptingKey,
    blinded: RsaPrivateKey,
}

impl RsaProbe {
    /// A probe with the same keys as the cipher. Blinding draws from `entropy`.
    ///
    /// # Errors
    /// See [`ProbeError`].
    pub fn new(own: &[PrivateKey], entropy: Arc<dyn Entropy>) -> Result<Self, ProbeError> {
        let own = own.iter().map(Own::new).collect::<Option<_>>();
        Ok(Self {
            own: own.ok_or(ProbeError)?,
            entropy,
        })
    }
}

impl Own {
    fn new(key: &PrivateKey) -> Option<Self> {
        let opens = || PrivateDecryptingKey::from_pkcs8(key.pkcs8()).ok();
        Some(Self {
            fingerprint: key.public().public.fingerprint,
            oaep: OaepPrivateDecryptingKey::new(opens()?).ok()?,
            pkcs1: Pkcs1PrivateDecryptingKey::new(opens()?).ok()?,
            blinded: RsaPrivateKey::from_pkcs8_der(key.pkcs8()).ok()?,
        })
    }

    fn by_oaep(&self, algorithm: &'static OaepAlgorithm, wrapped: &[u8]) -> Option<Opened> {
        let mut plain = Zeroizing::new(vec![0_u8; self.oaep.min_output_size()]);
        let opened = self.oaep.decrypt(algorithm, wrapped, &mut plain, None);
        let length = opened.ok()?.len();
        plain.truncate(length);
        Some(plain)
    }

    fn by_pkcs1(&self, wrapped: &[u8]) -> Option<Opened> {
        let mut plain = Zeroizing::new(vec![0_u8; self.pkcs1.min_output_size()]);
        let length = self.pkcs1.decrypt(wrapped, &mut plain).ok()?.len();
        plain.truncate(length);
        Some(plain)
    }

    fn by_mixed_oaep(&self, entropy: &dyn Entropy, wrapped: &[u8]) -> Option<Opened> {
        let padding = Oaep::new_with_mgf_hash::<Sha256, Sha1>();
        let mut drawn = Drawn(entropy);
        let opened = self.blinded.decrypt_blinded(&mut drawn, padding, wrapped);
        opened.ok().map(Zeroizing::new)
    }
}

type Opened = Zeroizing<Vec<u8>>;

impl EnvelopeProbe for RsaProbe {
    fn key_bytes(&self, key: &PublicKey) -> Option<usize> {
        parsed(key).map(|key| key.size())
    }

    fn signed_digest(&self, signer: &PublicKey, signature: &[u8]) -> Option<SignedDigest> {
        let padded = raised(&parsed(signer)?, signature)?;
        let rest = padded.strip_prefix(&[0, 1])?;
        let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
        let content = rest.get(fill..)?.strip_prefix(&[0])?;
        if fill < 8 {
            return None;
        }
        let named = DigestKind::ALL.into_iter().find_map(|kind| {
            let digest = content.strip_prefix(prefix(kind))?;
            let whole = digest.len() == algorithm(kind).output_len();
            whole.then_some((kind, digest))
        });
        Some(SignedDigest {
            kind: named.map(|(kind, _)| kind),
            digest: named.map_or(content, |(_, digest)| digest).to_vec(),
        })
    }

    fn digest(&self, kind: DigestKind, text: &[u8]) -> Vec<u8> {
        digest::digest(algorithm(kind), text).as_ref().to_vec()
    }

    fn verify_pss(
        &self,
        signer: &PublicKey,
        kind: DigestKind,
        text: &[u8],
        signature: &[u8],
    ) -> bool {
        let Some(key) = parsed(signer) else {
            return false;
        };
        // The last byte of what was signed; without it there is no need to try.
        if raised(&key, signature).is_none_or(|padded| padded.last() != Some(&0xbc)) {
            return false;
        }
        let hashed = self.digest(kind, text);
        salt_lengths(&key, hashed.len()).any(|salt| {
            let scheme = match kind {
                DigestKind::Sha1 => Pss::new_with_salt::<Sha1>(salt),
                DigestKind::Sha256 => Pss::new_with_salt::<Sha256>(salt),
                DigestKind::Sha384 => Pss::new_with_salt::<Sha384>(salt),
                DigestKind::Sha512 => Pss::new_with_salt::<Sha512>(salt),
            };
            key.verify(scheme, &hashed, signature).is_ok()
        })
    }

    fn unwrap_key(&self, own: &Fingerprint, padding: Padding, wrapped: &[u8]) -> Option<Opened> {
        let key = self.own.iter().find(|key| key.fingerprint == *own)?;
        match padding {
            Padding::OaepSha256Mgf1Sha1 => key.by_mixed_oaep(self.entropy.as_ref(), wrapped),
            Padding::OaepSha1 => key.by_oaep(&OAEP_SHA1_MGF1SHA1, wrapped),
            Padding::OaepSha512 => key.by_oaep(&OAEP_SHA512_MGF1SHA512, wrapped),
            Padding::Pkcs1 => key.by_pkcs1(wrapped),
        }
    }
}

impl fmt::Debug for RsaProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.own.iter().map(|own| own.fingerprint);
        f.debug_list().entries(names).finish()
    }
}

fn parsed(key: &PublicKey) -> Option<RsaPublicKey> {
    RsaPublicKey::from_public_key_der(&key.spki).ok()
}

/// What was padded and then signed: `signature` to the power of the public exponent
/// (RSAVP1, RFC 8017, section 5.2.2), as long as the modulus.
fn raised(key: &RsaPublicKey, signature: &[u8]) -> Option<Vec<u8>> {
    let number = BigUint::from_bytes_be(signature);
    if signature.len() != key.size() || number >= *key.n() {
        return None;
    }
    let bytes = number.modpow(key.e(), key.n()).to_bytes_be();
    let mut padded = vec![0_u8; key.size().checked_sub(bytes.len())?];
    padded.extend(bytes);
    Some(padded)
}

/// The lengths of salt that libraries use: that of the hash, the longest possible,
/// that of SHA-1, and none.
fn salt_lengths(key: &RsaPublicKey, hash: usize) -> impl Iterator<Item = usize> {
    let encoded = key.n().bits().saturating_sub(1).div_ceil(8);
    let longest = encoded.saturating_sub(hash + 2);
    [hash, longest, 20, 0].into_iter()
}

fn algorithm(kind: DigestKind) -> &'static digest::Algorithm {
    match kind {
        DigestKind::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        DigestKind::Sha256 => &digest::SHA256,
        DigestKind::Sha384 => &digest::SHA384,
        DigestKind::Sha512 => &digest::SHA512,
    }
}

/// What comes before a digest in a signature and names its hash (RFC 8017, section
/// 9.2, note 1).
const fn prefix(kind: DigestKind) -> &'static [u8] {
    match kind {
        DigestKind::Sha1 => b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14",
        DigestKind::Sha256 => {
            b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
        }
        DigestKind::Sha384 => {
            b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"
        }
        DigestKind::Sha512 => {
            b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"
        }
    }
}

/// [`Entropy`] as the `rsa` crate asks for it.
struct Drawn<'a>(&'a dyn Entropy);

impl rand_core::RngCore for Drawn<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.fill(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.0.fill(dest);
        Ok(())
    }
}

impl rand_core::CryptoRng for Drawn<'_> {}
