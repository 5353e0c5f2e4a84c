//! Sealing without chance: the AES key, the IV and the seed of OAEP are given.

use std::collections::VecDeque;
use std::sync::Mutex;

use crypto::RsaEnvelope;
use envelope::{
    AES_KEY_BYTES, EnvelopeCipher, Fingerprint, GcmInput, GcmOutput, OwnKey, PublicKey,
    PublicKeyError, TAG_BYTES,
};
use kernel::{Entropy, PortResult};
use rsa::pkcs8::DecodePublicKey as _;
use rsa::rand_core::{CryptoRng, RngCore, impls};
use rsa::sha2::Sha256;
use rsa::{Oaep, RsaPublicKey};
use zeroize::Zeroizing;

/// Gives out the bytes it was made with, in order, and no more.
pub(crate) struct Scripted(Mutex<VecDeque<u8>>);

impl Scripted {
    pub(crate) fn new(parts: &[Vec<u8>]) -> Self {
        Self(Mutex::new(parts.concat().into()))
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.0.lock().expect("a lock").is_empty()
    }
}

impl Entropy for Scripted {
    fn fill(&self, buffer: &mut [u8]) {
        let mut script = self.0.lock().expect("a lock");
        for byte in buffer {
            *byte = script.pop_front().expect("enough bytes");
        }
    }
}

/// [`RsaEnvelope`], but that OAEP takes the seed it is given. What draws its own
/// randomness there is the library underneath.
pub(crate) struct Seeded {
    pub(crate) cipher: RsaEnvelope,
    pub(crate) seed: Vec<u8>,
}

impl EnvelopeCipher for Seeded {
    fn wrap_key(&self, recipient: &PublicKey, secret: &[u8]) -> PortResult<Vec<u8>> {
        let key = RsaPublicKey::from_public_key_der(&recipient.spki).expect("a key");
        let mut seed = Seed(self.seed.iter().copied().collect());
        let wrapped = key.encrypt(&mut seed, Oaep::new::<Sha256>(), secret);
        Ok(wrapped.expect("a wrapped key"))
    }

    fn own_keys(&self) -> &[OwnKey] {
        self.cipher.own_keys()
    }

    fn read_public_key(&self, pem: &str) -> Result<PublicKey, PublicKeyError> {
        self.cipher.read_public_key(pem)
    }

    fn sha256(&self, text: &[u8]) -> [u8; 32] {
        self.cipher.sha256(text)
    }

    fn verify(&self, signer: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
        self.cipher.verify(signer, text, signature)
    }

    fn sign(&self, own: &Fingerprint, text: &[u8]) -> PortResult<Vec<u8>> {
        self.cipher.sign(own, text)
    }

    fn unwrap_key(&self, own: &Fingerprint, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.cipher.unwrap_key(own, wrapped)
    }

    fn decrypt(
        &self,
        input: &GcmInput<'_>,
        data: &[u8],
        tag: &[u8; TAG_BYTES],
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.cipher.decrypt(input, data, tag)
    }

    fn encrypt(&self, input: &GcmInput<'_>, plain: &[u8]) -> PortResult<GcmOutput> {
        self.cipher.encrypt(input, plain)
    }
}

/// A generator that only ever says the seed.
struct Seed(VecDeque<u8>);

impl RngCore for Seed {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.0.pop_front().expect("a longer seed");
        }
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(buffer);
        Ok(())
    }
}

impl CryptoRng for Seed {}

/// The bytes of hexadecimal digits.
pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).expect("digits");
            u8::from_str_radix(pair, 16).expect("digits")
        })
        .collect()
}

#[test]
fn hexadecimal_digits_are_read() {
    assert_eq!(bytes("00ff1a"), [0, 255, 26]);
    assert_eq!(bytes(&"00".repeat(AES_KEY_BYTES)), [0; AES_KEY_BYTES]);
}
