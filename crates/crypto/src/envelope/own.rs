//! What only a private key can do, by aws-lc.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    KeyPair, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use zeroize::Zeroizing;

/// A private key, parsed once: parsing costs more than half of using it.
pub(super) struct Prepared {
    signs: KeyPair,
    opens: OaepPrivateDecryptingKey,
    modulus: Vec<u8>,
    /// Below any modulus of its length; opens to nothing.
    decoy: Vec<u8>,
}

impl Prepared {
    /// Prepares a PKCS#8 key with `modulus`; `None` when its numbers do not belong
    /// together.
    pub(super) fn new(pkcs8: &[u8], modulus: &[u8]) -> Option<Self> {
        let opens = PrivateDecryptingKey::from_pkcs8(pkcs8).ok()?;
        let mut decoy = vec![0x5a; modulus.len()];
        decoy.first_mut().map(|first| *first = 0)?;
        Some(Self {
            signs: KeyPair::from_pkcs8(pkcs8).ok()?,
            opens: OaepPrivateDecryptingKey::new(opens).ok()?,
            modulus: modulus.to_vec(),
            decoy,
        })
    }

    pub(super) fn spki(&self) -> Option<PublicKeyX509Der<'static>> {
        self.signs.public_key().as_der().ok()
    }

    pub(super) fn sign(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0_u8; self.signs.public_modulus_len()];
        // RSASSA-PKCS1-v1_5 draws nothing.
        let random = SystemRandom::new();
        self.signs
            .sign(&RSA_PKCS1_SHA256, &random, text, &mut signature)
            .ok()?;
        Some(signature)
    }

    /// The library refuses a ciphertext of another length, or that is no number
    /// below the modulus, without any work. Then it gets the decoy to work on.
    pub(super) fn unwrap_key(&self, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let fits = wrapped.len() == self.modulus.len() && wrapped < self.modulus.as_slice();
        let wrapped = if fits { wrapped } else { &self.decoy };
        let mut plain = Zeroizing::new(vec![0_u8; self.opens.min_output_size()]);
        let opened = self
            .opens
            .decrypt(&OAEP_SHA256_MGF1SHA256, wrapped, &mut plain, None);
        let length = opened.ok()?.len();
        plain.truncate(length);
        fits.then_some(plain)
    }
}
