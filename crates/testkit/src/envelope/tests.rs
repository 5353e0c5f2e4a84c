use super::*;

const KEY: [u8; 32] = [7; 32];

fn cipher() -> FakeCipher {
    FakeCipher::owning(&["ours", "older"])
}

fn own(name: &str) -> Fingerprint {
    FakeCipher::key(name).fingerprint
}

#[test]
fn a_signature_counts_for_its_key_and_text_alone() {
    let cipher = cipher();
    let mut signature = cipher.sign(&own("ours"), b"text").unwrap();
    let key = FakeCipher::key("ours");
    assert_eq!(signature.len(), 256);
    assert!(cipher.verify(&key, b"text", &signature));
    assert!(!cipher.verify(&key, b"texT", &signature));
    assert!(!cipher.verify(&FakeCipher::key("older"), b"text", &signature));
    for at in 0..signature.len() {
        signature[at] ^= 1;
        assert!(!cipher.verify(&key, b"text", &signature), "{at}");
        signature[at] ^= 1;
    }
    assert!(cipher.sign(&own("theirs"), b"text").is_err());
}

#[test]
fn other_schemes_are_seen_by_the_probe_alone() {
    let cipher = cipher();
    let key = FakeCipher::key("theirs");
    for kind in DigestKind::ALL {
        let signature = FakeCipher::sign_with("theirs", kind, b"text");
        let right = kind == DigestKind::Sha256;
        assert_eq!(cipher.verify(&key, b"text", &signature), right);
        let found = cipher.signed_digest(&key, &signature).expect("its own");
        assert_eq!(found.kind, Some(kind));
        assert_eq!(found.digest, cipher.digest(kind, b"text"));
        assert_eq!(
            cipher.signed_digest(&FakeCipher::key("ours"), &signature),
            None
        );
        let signature = FakeCipher::sign_pss("theirs", kind, b"text");
        assert!(!cipher.verify(&key, b"text", &signature));
        assert!(cipher.verify_pss(&key, kind, b"text", &signature));
        assert_eq!(cipher.signed_digest(&key, &signature), None);
    }
    let bare = cipher.signed_digest(&key, &FakeCipher::sign_bare("theirs", b"any"));
    let expected = SignedDigest {
        kind: None,
        digest: b"any".to_vec(),
    };
    assert_eq!(bare, Some(expected));
}

#[test]
fn a_wrapped_key_opens_with_its_own_key_and_padding_alone() {
    let cipher = cipher();
    let wrapped = cipher.wrap_key(&FakeCipher::key("older"), &KEY).unwrap();
    let open = |own: &Fingerprint, bytes: &[u8]| EnvelopeCipher::unwrap_key(&cipher, own, bytes);
    assert_eq!(wrapped.len(), 256);
    assert_eq!(*open(&own("older"), &wrapped).expect("its key"), KEY);
    assert_eq!(open(&own("ours"), &wrapped), None);
    assert_eq!(open(&own("theirs"), &wrapped), None);
    for at in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[at] ^= 0x80;
        assert_eq!(open(&own("older"), &changed), None, "{at}");
    }
    for padding in Padding::ALL {
        let probed = EnvelopeProbe::unwrap_key(&cipher, &own("older"), padding, &wrapped);
        assert_eq!(probed, None);
        let other = FakeCipher::wrap_with(&FakeCipher::key("older"), padding, &KEY);
        assert_eq!(open(&own("older"), &other), None);
        let probed = EnvelopeProbe::unwrap_key(&cipher, &own("older"), padding, &other);
        assert_eq!(*probed.expect("its padding"), KEY);
    }
    assert!(
        cipher
            .wrap_key(&FakeCipher::key("ours"), &[0; 201])
            .is_err()
    );
}

#[test]
fn a_tag_binds_key_iv_additional_data_and_text() {
    let cipher = cipher();
    let input = GcmInput {
        key: &KEY,
        iv: &[1; 12],
        aad: b"aad",
    };
    let sealed = cipher.encrypt(&input, b"plain text").unwrap();
    let open = |input: &GcmInput<'_>, data: &[u8], tag: [u8; 16]| {
        let plain = cipher.decrypt(input, data, &tag);
        plain.map(|plain| plain.to_vec())
    };
    assert_ne!(sealed.data, b"plain text");
    assert_eq!(
        open(&input, &sealed.data, sealed.tag).as_deref(),
        Some(&b"plain text"[..])
    );
    for other in [
        GcmInput {
            key: &[8; 32],
            ..input
        },
        GcmInput {
            iv: &[1; 16],
            ..input
        },
        GcmInput {
            iv: &[2; 12],
            ..input
        },
        GcmInput { aad: b"", ..input },
    ] {
        assert_eq!(open(&other, &sealed.data, sealed.tag), None);
    }
    let mut tag = sealed.tag;
    tag[15] ^= 1;
    assert_eq!(open(&input, &sealed.data, tag), None);
    assert_eq!(open(&input, &sealed.data[1..], sealed.tag), None);
}

#[test]
fn an_iv_has_twelve_or_sixteen_bytes() {
    for (length, fits) in [(0, false), (8, false), (12, true), (16, true), (17, false)] {
        let input = GcmInput {
            key: &KEY,
            iv: &[1; 17][..length],
            aad: b"",
        };
        assert_eq!(cipher().encrypt(&input, b"").is_ok(), fits);
    }
}

#[test]
fn keys_are_read_from_pem() {
    let cipher = cipher();
    let key = FakeCipher::key("theirs");
    assert_eq!(cipher.read_public_key(&key.to_pem()), Ok(key.clone()));
    let private = key.to_pem().replace("PUBLIC", "PRIVATE");
    assert_eq!(
        cipher.read_public_key(&private),
        Err(PublicKeyError::Private)
    );
    for text in ["", "AAAA", "not PEM"] {
        assert_eq!(cipher.read_public_key(text), Err(PublicKeyError::NotAKey));
    }
}
