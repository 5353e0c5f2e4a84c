mod keys;

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use envelope::{AES_KEY_BYTES, Correspondent, Envelope, Form, Sender, Step, Tools, open, seal};
use secrecy::ExposeSecret as _;

use super::*;
use crate::SystemEntropy;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("an instant")
}

fn two_ciphers(bits: usize) -> (RsaEnvelope, RsaEnvelope) {
    let cipher = || RsaEnvelope::new(vec![PrivateKey::generate(bits).expect("a key")]);
    (cipher(), cipher())
}

fn key_of(cipher: &RsaEnvelope) -> PublicKey {
    cipher.own_keys()[0].public.clone()
}

fn sealed(from: &RsaEnvelope, to: &PublicKey, form: Form, plain: &[u8]) -> Envelope {
    let to = Correspondent {
        partner_id: "acme-1".to_owned(),
        form,
        key: to.clone(),
        own: key_of(from).fingerprint,
    };
    seal(from, &SystemEntropy, &to, plain, now()).expect("an envelope")
}

fn opened(by: &RsaEnvelope, sealed: &Envelope, sender: &PublicKey) -> Result<Vec<u8>, Step> {
    let tools = Tools {
        cipher: by,
        entropy: &SystemEntropy,
        is_object: &|_| true,
    };
    let keys = [sender.clone()];
    let sender = Sender {
        names: &["acme-1"],
        keys: &keys,
        form: None,
    };
    open(tools, sealed, &sender, now()).map(|opened| opened.plain.to_vec())
}

#[test]
fn what_one_side_seals_the_other_opens_in_every_form_and_size() {
    let plain = br#"{"name":"Asha"}"#;
    for bits in [2048, 3072, 4096] {
        let (partner, platform) = two_ciphers(bits);
        for form in Form::ALL {
            for length in [0, 1, plain.len()] {
                let plain = &plain[..length];
                let sealed = sealed(&partner, &key_of(&platform), form, plain);
                assert_eq!(sealed.encrypted_key.len(), bits / 8);
                let opened = opened(&platform, &sealed, &key_of(&partner));
                assert_eq!(opened.as_deref(), Ok(plain), "{bits} {form:?}");
            }
        }
    }
}

#[test]
fn keys_of_two_sizes_work_together_and_an_older_key_still_opens() {
    let partner = RsaEnvelope::new(vec![PrivateKey::generate(3072).expect("a key")]);
    let older = PrivateKey::generate(4096).expect("a key");
    let older_public = older.public().public;
    let current = PrivateKey::generate(2048).expect("a key");
    let platform = RsaEnvelope::new(vec![current, older]);
    for to in [&key_of(&platform), &older_public] {
        let sealed = sealed(&partner, to, Form::Packed, b"{}");
        let opened = opened(&platform, &sealed, &key_of(&partner));
        assert_eq!(opened.as_deref(), Ok(&b"{}"[..]));
    }
}

#[test]
fn changes_are_told_at_the_step_they_reach() {
    let (partner, platform) = two_ciphers(2048);
    let own = key_of(&platform);
    let signer = key_of(&partner).fingerprint;
    let change = |form: Form, change: &dyn Fn(&mut Envelope), sign_again: bool| {
        let mut sealed = sealed(&partner, &own, form, b"{}");
        change(&mut sealed);
        if sign_again {
            let text = envelope::signed_text(form, &sealed);
            sealed.signature = partner.sign(&signer, text.as_bytes()).expect("signed");
        }
        opened(&platform, &sealed, &key_of(&partner)).expect_err("a change")
    };
    for form in Form::ALL {
        let data = |envelope: &mut Envelope| envelope.encrypted_data[0] ^= 1;
        assert_eq!(change(form, &data, false), Step::Signature);
        assert_eq!(change(form, &data, true), Step::Data);
        let key = |envelope: &mut Envelope| envelope.encrypted_key[200] ^= 1;
        assert_eq!(change(form, &key, true), Step::Key);
        let tag = |envelope: &mut Envelope| envelope.auth_tag[15] ^= 1;
        assert_eq!(change(form, &tag, true), Step::Data);
    }
}

#[test]
fn a_wrapped_key_of_another_length_or_above_the_modulus_does_not_open() {
    let (platform, _) = two_ciphers(2048);
    let own = key_of(&platform).fingerprint;
    for wrapped in [
        vec![0xff; 256],
        vec![7; 257],
        vec![7; 255],
        vec![7; 384],
        vec![],
    ] {
        assert_eq!(platform.unwrap_key(&own, &wrapped), None);
    }
    let modulus = &platform.own_keys()[0].modulus;
    assert_eq!(platform.unwrap_key(&own, modulus), None);
}

#[test]
fn keys_nobody_has_are_refused_without_a_panic() {
    let (platform, other) = two_ciphers(2048);
    let stranger = key_of(&other).fingerprint;
    assert!(platform.sign(&stranger, b"text").is_err());
    assert_eq!(platform.unwrap_key(&stranger, &[0; 256]), None);
    let broken = PublicKey {
        fingerprint: stranger,
        spki: b"no key".to_vec(),
    };
    assert!(!platform.verify(&broken, b"text", &[0; 256]));
    assert!(platform.wrap_key(&broken, b"secret").is_err());
    let long = vec![0; 191];
    assert!(platform.wrap_key(&key_of(&other), &long).is_err());
}

#[test]
fn a_key_under_anothers_name_is_not_taken_for_it() {
    let (partner, other) = two_ciphers(2048);
    let signature = partner
        .sign(&key_of(&partner).fingerprint, b"text")
        .expect("signed");
    let platform = RsaEnvelope::new(Vec::new());
    assert!(platform.verify(&key_of(&partner), b"text", &signature));
    let misnamed = PublicKey {
        fingerprint: key_of(&partner).fingerprint,
        spki: key_of(&other).spki,
    };
    assert!(!platform.verify(&misnamed, b"text", &signature));
    assert!(platform.verify(&key_of(&partner), b"text", &signature));
    assert!(!platform.verify(&key_of(&partner), b"another", &signature));
}

#[test]
fn gcm_takes_ivs_of_twelve_and_sixteen_bytes_only() {
    let cipher = RsaEnvelope::new(Vec::new());
    for length in 0..20 {
        let input = GcmInput {
            key: &[7; AES_KEY_BYTES],
            iv: &vec![1; length],
            aad: b"aad",
        };
        let encrypted = cipher.encrypt(&input, b"text");
        assert_eq!(encrypted.is_ok(), [12, 16].contains(&length), "{length}");
        let Ok(GcmOutput { data, tag }) = encrypted else {
            assert_eq!(cipher.decrypt(&input, b"text", &[0; TAG_BYTES]), None);
            continue;
        };
        let plain = cipher.decrypt(&input, &data, &tag).expect("the text");
        assert_eq!(plain.as_slice(), b"text");
        let input = GcmInput { aad: b"", ..input };
        assert_eq!(cipher.decrypt(&input, &data, &tag), None);
    }
}

#[test]
fn sha256_is_that() {
    let cipher = RsaEnvelope::new(Vec::new());
    let mut hex = String::new();
    for byte in cipher.sha256(b"abc") {
        write!(hex, "{byte:02x}").expect("text");
    }
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hex, known);
}

#[test]
fn nothing_secret_is_shown() {
    let key = PrivateKey::generate(2048).expect("a key");
    let name = key.public().public.fingerprint;
    assert_eq!(format!("{key:?}"), format!("PrivateKey({name}, redacted)"));
    let pem = key.to_pem().expose_secret().to_owned();
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    let cipher = RsaEnvelope::new(vec![key]);
    assert_eq!(format!("{cipher:?}"), format!("[Fingerprint({name})]"));
}
