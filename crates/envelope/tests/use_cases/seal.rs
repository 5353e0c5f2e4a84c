//! What is sealed, byte by byte.

use envelope::{
    Correspondent, Envelope, EnvelopeCipher, Form, GcmInput, RawEnvelope, TAG_BYTES, seal,
};
use kernel::{Entropy as _, PortFailure};
use testkit::{FakeCipher, SeededEntropy, midday};

use crate::desk::{TEXT, opened, partner, platform, sealed, to_platform};

/// What `encryptedKey` holds.
fn secret(envelope: &Envelope) -> Vec<u8> {
    let own = FakeCipher::key("platform").fingerprint;
    let secret = EnvelopeCipher::unwrap_key(&platform(), &own, &envelope.encrypted_key);
    secret.expect("sealed to it").to_vec()
}

#[test]
fn key_and_iv_are_drawn_and_go_where_the_form_has_them() {
    for form in Form::ALL {
        let envelope = sealed(form);
        let entropy = SeededEntropy::new(5);
        let (mut key, mut iv) = (vec![0; 32], vec![0; form.iv_bytes()]);
        entropy.fill(&mut key);
        entropy.fill(&mut iv);
        if form == Form::Packed {
            assert_eq!(iv.len(), 16);
            assert_eq!(secret(&envelope), [key, iv].concat());
            assert_eq!(envelope.iv, None);
        } else {
            assert_eq!(iv.len(), 12);
            assert_eq!(secret(&envelope), key);
            assert_eq!(envelope.iv.map(|iv| iv.to_vec()), Some(iv));
        }
    }
}

#[test]
fn data_is_encrypted_with_what_the_form_authenticates() {
    for form in Form::ALL {
        let envelope = sealed(form);
        let secret = secret(&envelope);
        let (key, packed_iv) = secret.split_first_chunk::<32>().expect("32 bytes");
        let iv = envelope.iv.map_or(packed_iv.to_vec(), |iv| iv.to_vec());
        let aad = if form == Form::Packed {
            envelope.partner_id.clone()
        } else {
            String::new()
        };
        let input = GcmInput {
            key,
            iv: &iv,
            aad: aad.as_bytes(),
        };
        let plain = platform().decrypt(&input, &envelope.encrypted_data, &envelope.auth_tag);
        assert_eq!(*plain.expect("its key"), TEXT);
        assert_eq!(envelope.encrypted_data.len(), TEXT.len());
        assert_eq!(envelope.auth_tag.len(), TAG_BYTES);
    }
}

#[test]
fn no_two_envelopes_share_key_or_iv() {
    let entropy = SeededEntropy::new(1);
    let sealed = |_| {
        let to = to_platform(Form::Packed);
        let sealed = seal(&partner(), &entropy, &to, TEXT, midday());
        secret(&sealed.expect("the fake never fails"))
    };
    let mut secrets: Vec<_> = (0..100).map(sealed).collect();
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 100);
}

#[test]
fn what_is_sealed_is_an_envelope_on_the_wire() {
    for form in Form::ALL {
        let envelope = sealed(form);
        assert_eq!(envelope.timestamp, 1_768_478_400_000);
        assert!(opened(&envelope).is_ok());
        let json = envelope.to_json();
        let text = |name: &str| {
            let (_, rest) = json.split_once(&format!("\"{name}\":"))?;
            let (value, _) = rest.split_once([',', '}'])?;
            Some(value.trim_matches('"'))
        };
        let raw = RawEnvelope {
            version: text("version"),
            partner_id: text("partnerId"),
            timestamp: text("timestamp"),
            encrypted_key: text("encryptedKey"),
            encrypted_data: text("encryptedData"),
            auth_tag: text("authTag"),
            iv: text("iv"),
            signature: text("signature"),
            algorithm: text("algorithm"),
        };
        assert!(Envelope::parse(&raw) == Ok(envelope));
    }
}

#[test]
fn nothing_is_sealed_in_the_name_of_a_key_that_is_not_ours() {
    let to = Correspondent {
        own: FakeCipher::key("stranger").fingerprint,
        ..to_platform(Form::Documented)
    };
    let entropy = SeededEntropy::new(1);
    let refused = seal(&partner(), &entropy, &to, TEXT, midday()).err();
    assert!(matches!(refused, Some(PortFailure::Unforeseen(_))));
}
