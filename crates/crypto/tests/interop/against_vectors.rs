//! The published vectors and our own code.

use envelope::{AES_KEY_BYTES, Envelope, EnvelopeCipher as _, Form, signed_text};

use crate::ours::{self, Letter, opened, sealed};
use crate::seeded::{Scripted, Seeded, bytes};
use crate::vectors::{Direction, Vectors};

#[test]
fn every_form_size_and_direction_is_there() {
    let vectors = Vectors::read().good;
    for form in Form::ALL {
        for bits in [2048, 3072, 4096] {
            for direction in [Direction::Request, Direction::Reply] {
                let found = vectors.iter().filter(|vector| {
                    (vector.form(), vector.bits, vector.direction) == (form, bits, direction)
                });
                assert_eq!(found.count(), 1, "{form:?} {bits} {direction:?}");
            }
        }
    }
    assert!(vectors.iter().any(|vector| !vector.plain.is_ascii()));
    assert!(vectors.iter().any(|vector| vector.plain == "{}"));
}

#[test]
fn fingerprints_are_those_we_compute() {
    let vectors = Vectors::read();
    assert_eq!(vectors.keys.len(), 3);
    for (bits, pairs) in &vectors.keys {
        for pair in [&pairs.platform, &pairs.partner] {
            let public = ours::public_key(pair);
            assert_eq!(public.fingerprint.to_string(), pair.fingerprint);
            let cipher = ours::cipher(pair);
            let own = cipher.own_keys().first().expect("the key");
            assert_eq!(own.public, public, "the halves belong together");
            assert_eq!((own.modulus.len() * 8).to_string(), *bits);
        }
    }
}

#[test]
fn every_vector_opens() {
    let vectors = Vectors::read();
    for vector in &vectors.good {
        let (sender, receiver) = vectors.sides(vector.direction, vector.bits);
        let id = &vector.partner_id;
        let opened = opened(&vector.envelope, id, vector.timestamp, sender, receiver);
        let opened = opened.expect(&vector.name);
        assert_eq!(
            std::str::from_utf8(&opened.plain),
            Ok(vector.plain.as_str()),
            "{}",
            vector.name
        );
        assert_eq!(opened.sender.form, vector.form(), "{}", vector.name);
        assert_eq!(opened.sender.partner_id, *id);
        let text = vector.signed_text.as_bytes();
        assert_eq!(opened.mark.hash, ours::cipher(receiver).sha256(text));
    }
}

#[test]
fn every_vector_is_sealed_to_the_same_bytes() {
    let vectors = Vectors::read();
    for vector in &vectors.good {
        let (sender, receiver) = vectors.sides(vector.direction, vector.bits);
        let key = bytes(&vector.aes_key);
        assert_eq!(key.len(), AES_KEY_BYTES);
        let entropy = Scripted::new(&[key, bytes(&vector.iv)]);
        let cipher = Seeded {
            cipher: ours::cipher(sender),
            seed: bytes(&vector.oaep_seed),
        };
        let letter = Letter {
            form: vector.form(),
            partner_id: &vector.partner_id,
            timestamp: vector.timestamp,
            plain: vector.plain.as_bytes(),
        };
        let sealed = sealed(&letter, &cipher, &entropy, receiver);
        assert!(entropy.is_spent());
        assert_eq!(signed_text(letter.form, &sealed), vector.signed_text);
        assert_eq!(
            sealed.to_json(),
            vector.envelope.to_json(),
            "{}",
            vector.name
        );
    }
}

#[test]
fn every_refused_vector_is_refused_at_its_step() {
    let vectors = Vectors::read();
    assert!(vectors.refused.len() >= 10);
    for refused in &vectors.refused {
        let (sender, receiver) = vectors.sides(refused.direction, refused.bits);
        let id = &refused.partner_id;
        let opened = opened(&refused.envelope, id, refused.timestamp, sender, receiver);
        let step = opened.expect_err(&refused.name);
        assert_eq!(step, refused.step, "{}", refused.name);
    }
}

#[test]
fn a_vector_does_not_open_under_another_pair_of_keys() {
    let vectors = Vectors::read();
    for vector in vectors.good.iter().filter(|vector| vector.bits == 2048) {
        let (sender, receiver) = vectors.sides(vector.direction, vector.bits);
        let (at, id) = (vector.timestamp, &vector.partner_id);
        let turned = opened(&vector.envelope, id, at, receiver, sender);
        assert_eq!(turned.err(), Some("signature"), "{}", vector.name);
        let mine = opened(&vector.envelope, id, at, sender, sender);
        assert_eq!(mine.err(), Some("encrypted_key"), "{}", vector.name);
    }
}

#[test]
fn an_envelope_is_the_same_after_it_was_read() {
    for vector in &Vectors::read().good {
        let read: Envelope = vector.envelope.parse().expect("an envelope");
        assert_eq!(read.to_json(), vector.envelope.to_json());
    }
}
