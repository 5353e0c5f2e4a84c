//! The probe by itself.

use std::sync::Arc;

use crypto::{RsaProbe, SystemEntropy};
use envelope::{DigestKind, EnvelopeProbe as _, Fingerprint, Padding, PublicKey};
use rsa::sha2::{Digest as _, Sha256};
use rsa::{Oaep, Pkcs1v15Encrypt};
use sha1::Sha1;

use crate::clinic::{KEY, PARTNER, PLATFORM, RETIRED, STRANGER};

fn probe() -> RsaProbe {
    RsaProbe::new(&[PLATFORM.key()], Arc::new(SystemEntropy)).expect("a key")
}

#[test]
fn a_signature_shows_its_hash_to_its_own_key_alone() {
    let signature = PARTNER.sign(b"text");
    let signed = probe().signed_digest(&PARTNER.public, &signature);
    let signed = signed.expect("its own");
    assert_eq!(signed.kind, Some(DigestKind::Sha256));
    assert_eq!(signed.digest, Sha256::digest(b"text").to_vec());
    for other in [&RETIRED.public, &STRANGER.public] {
        assert_eq!(probe().signed_digest(other, &signature), None);
    }
    for at in [0, 1, 128, 255] {
        let mut changed = signature.clone();
        changed[at] ^= 1;
        assert_eq!(probe().signed_digest(&PARTNER.public, &changed), None);
    }
    for length in [0, 1, 255, 257] {
        let other = vec![1; length];
        assert_eq!(probe().signed_digest(&PARTNER.public, &other), None);
    }
    let beyond = vec![0xff; 256];
    assert_eq!(probe().signed_digest(&PARTNER.public, &beyond), None);
    assert!(!probe().verify_pss(&PARTNER.public, DigestKind::Sha256, b"text", &beyond));
    assert!(!probe().verify_pss(&PARTNER.public, DigestKind::Sha256, b"text", &signature));
}

#[test]
fn sizes_and_digests_are_those_of_the_keys_and_hashes() {
    assert_eq!(probe().key_bytes(&PARTNER.public), Some(256));
    assert_eq!(probe().key_bytes(&STRANGER.public), Some(384));
    let none = PublicKey {
        fingerprint: Fingerprint::new([0; 32]),
        spki: b"no key".to_vec(),
    };
    assert_eq!(probe().key_bytes(&none), None);
    assert_eq!(probe().signed_digest(&none, &[1; 256]), None);
    assert!(!probe().verify_pss(&none, DigestKind::Sha1, b"", &[1; 256]));
    let lengths = DigestKind::ALL.map(|kind| probe().digest(kind, b"abc").len());
    assert_eq!(lengths, [32, 20, 64, 48]);
    assert_eq!(
        probe().digest(DigestKind::Sha1, b"abc"),
        Sha1::digest(b"abc").to_vec()
    );
}

#[test]
fn each_padding_opens_what_was_padded_so_and_nothing_else() {
    let own = PLATFORM.public.fingerprint;
    let mixed = Oaep::new_with_mgf_hash::<Sha256, Sha1>();
    let made = [
        (
            Some(Padding::OaepSha256Mgf1Sha1),
            PLATFORM.encrypt(mixed, &KEY),
        ),
        (
            Some(Padding::OaepSha1),
            PLATFORM.encrypt(Oaep::new::<Sha1>(), &KEY),
        ),
        (
            Some(Padding::Pkcs1),
            PLATFORM.encrypt(Pkcs1v15Encrypt, &KEY),
        ),
        (None, PLATFORM.encrypt(Oaep::new::<Sha256>(), &KEY)),
        (None, vec![0x5a; 256]),
        (None, vec![0xff; 256]),
        (None, vec![0; 256]),
        (None, vec![1; 255]),
        (None, vec![1; 384]),
        (None, Vec::new()),
    ];
    for (made_so, wrapped) in made {
        for padding in Padding::ALL {
            let opened = probe().unwrap_key(&own, padding, &wrapped);
            let expected = (made_so == Some(padding)).then(|| KEY.to_vec());
            assert_eq!(opened.map(|plain| plain.to_vec()), expected, "{padding:?}");
        }
    }
    let foreign = PARTNER.public.fingerprint;
    for padding in Padding::ALL {
        let wrapped = PLATFORM.encrypt(Pkcs1v15Encrypt, &KEY);
        assert_eq!(probe().unwrap_key(&foreign, padding, &wrapped), None);
    }
}

#[test]
fn debug_names_keys_and_shows_none() {
    let name = PLATFORM.public.fingerprint;
    assert_eq!(format!("{:?}", probe()), format!("[Fingerprint({name})]"));
}
