//! How many RSA operations of each kind a core does, by library.
//!
//! `cargo run --release -p crypto --example envelope_rate`

use std::error::Error;
use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use crypto::{PrivateKey, RsaEnvelope, SystemEntropy};
use envelope::{Correspondent, EnvelopeCipher as _, Form, OwnKey, Sender, Tools, open, seal};
use kernel::Entropy as _;
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
use rsa::rand_core::{CryptoRng, RngCore};
use rsa::sha2::{Digest as _, Sha256};
use rsa::{Oaep, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use secrecy::ExposeSecret as _;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const TEXT: &[u8] = &[0x7b; 1_600];
const SECRET: &[u8] = &[7; 48];

fn main() -> Outcome {
    for bits in [2048, 3072, 4096] {
        let key = PrivateKey::generate(bits)?;
        by_rsa(bits, &key)?;
        by_ring(bits, &key)?;
        by_us(bits, key)?;
    }
    Ok(())
}

/// Our adapter: RSA by aws-lc.
fn by_us(bits: usize, key: PrivateKey) -> Outcome {
    let OwnKey { public, .. } = key.public();
    let own = public.fingerprint;
    let cipher = RsaEnvelope::new(vec![key]);
    let signature = cipher.sign(&own, TEXT)?;
    let wrapped = cipher.wrap_key(&public, SECRET)?;
    let pem = public.to_pem();
    rate(bits, "aws-lc verify", || {
        cipher.verify(&public, TEXT, &signature)
    })?;
    rate(bits, "aws-lc OAEP encrypt", || {
        cipher.wrap_key(&public, SECRET).is_ok()
    })?;
    rate(bits, "aws-lc sign", || cipher.sign(&own, TEXT).is_ok())?;
    rate(bits, "aws-lc OAEP decrypt", || {
        cipher.unwrap_key(&own, &wrapped).is_some()
    })?;
    rate(bits, "read a public key", || {
        cipher.read_public_key(&pem).is_ok()
    })?;
    let unknown = || RsaEnvelope::new(Vec::new());
    rate(bits, "aws-lc verify, key not parsed yet", || {
        unknown().verify(&public, TEXT, &signature)
    })?;
    whole(bits, &cipher, &public)
}

/// A request opened and its answer sealed, documented form.
fn whole(bits: usize, cipher: &RsaEnvelope, public: &envelope::PublicKey) -> Outcome {
    let now = chrono::DateTime::from_timestamp(1_790_000_000, 0).ok_or("no such instant")?;
    let to = Correspondent {
        partner_id: "acme".to_owned(),
        form: Form::Documented,
        key: public.clone(),
        own: public.fingerprint,
    };
    let sealed = seal(cipher, &SystemEntropy, &to, TEXT, now)?;
    let tools = Tools {
        cipher,
        entropy: &SystemEntropy,
        is_object: &|_| true,
    };
    let keys = [public.clone()];
    let sender = Sender {
        names: &["acme"],
        keys: &keys,
        form: None,
    };
    rate(bits, "open an envelope", || {
        open(tools, &sealed, &sender, now).is_ok()
    })?;
    rate(bits, "seal an envelope", || {
        seal(cipher, &SystemEntropy, &to, TEXT, now).is_ok()
    })
}

/// The `rsa` crate.
fn by_rsa(bits: usize, key: &PrivateKey) -> Outcome {
    let private = RsaPrivateKey::from_pkcs8_pem(key.to_pem().expose_secret())?;
    let public = RsaPublicKey::from_public_key_der(&key.public().public.spki)?;
    let hash = || Sha256::digest(TEXT);
    let signature = private.sign_with_rng(&mut System, Pkcs1v15Sign::new::<Sha256>(), &hash())?;
    let wrapped = public.encrypt(&mut System, Oaep::new::<Sha256>(), SECRET)?;
    rate(bits, "rsa verify", || {
        public
            .verify(Pkcs1v15Sign::new::<Sha256>(), &hash(), &signature)
            .is_ok()
    })?;
    rate(bits, "rsa OAEP encrypt", || {
        public
            .encrypt(&mut System, Oaep::new::<Sha256>(), SECRET)
            .is_ok()
    })?;
    rate(bits, "rsa sign", || {
        private
            .sign_with_rng(&mut System, Pkcs1v15Sign::new::<Sha256>(), &hash())
            .is_ok()
    })?;
    rate(bits, "rsa OAEP decrypt", || {
        private
            .decrypt_blinded(&mut System, Oaep::new::<Sha256>(), &wrapped)
            .is_ok()
    })
}

/// ring signs, and knows no OAEP.
fn by_ring(bits: usize, key: &PrivateKey) -> Outcome {
    use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
    let private = RsaPrivateKey::from_pkcs8_pem(key.to_pem().expose_secret())?;
    let der = rsa::pkcs8::EncodePrivateKey::to_pkcs8_der(&private)?;
    let pair = RsaKeyPair::from_pkcs8(der.as_bytes()).map_err(|_| "ring refuses the key")?;
    let random = ring::rand::SystemRandom::new();
    let mut signature = vec![0_u8; pair.public().modulus_len()];
    rate(bits, "ring sign", || {
        pair.sign(&RSA_PKCS1_SHA256, &random, TEXT, black_box(&mut signature))
            .is_ok()
    })
}

/// The operating system's generator, as the `rsa` crate wants it.
struct System;

impl RngCore for System {
    fn next_u32(&mut self) -> u32 {
        rsa::rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rsa::rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, buffer: &mut [u8]) {
        SystemEntropy.fill(buffer);
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        SystemEntropy.fill(buffer);
        Ok(())
    }
}

impl CryptoRng for System {}

/// The best of many short windows, for the machine has other things to do.
fn rate(bits: usize, what: &str, mut work: impl FnMut() -> bool) -> Outcome {
    let mut best = 0.0_f64;
    for _ in 0..200 {
        let started = Instant::now();
        let mut rounds = 0_u32;
        while started.elapsed() < Duration::from_millis(5) {
            if !black_box(work()) {
                return Err(format!("could not {what}").into());
            }
            rounds += 1;
        }
        best = best.max(f64::from(rounds) / started.elapsed().as_secs_f64());
    }
    writeln!(std::io::stdout(), "{bits} {what}: {best:.0} /s")?;
    Ok(())
}
