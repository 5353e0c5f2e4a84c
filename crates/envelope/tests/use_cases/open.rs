//! What opens, and as what.

use chrono::TimeDelta;
use envelope::{Correspondent, Envelope, EnvelopeCipher, Form, OLDEST, Step, signed_text};
use kernel::ReplayMark;
use proptest::prelude::*;
use proptest::sample::Index;
use testkit::{FakeCipher, SeededEntropy, midday};

use crate::desk::{
    CLIENT_ID, TEXT, encrypted_with, is_object, opened, opened_with, platform, refused, sealed,
    sealed_text, signed, signed_by, to_platform, with_secret,
};

#[test]
fn an_envelope_of_every_form_opens_as_what_it_is() {
    for form in Form::ALL {
        let envelope = sealed(form);
        let opened = opened(&envelope).expect("a right one");
        assert_eq!(*opened.plain, TEXT);
        let text = signed_text(form, &envelope);
        let mark = ReplayMark {
            hash: platform().sha256(text.as_bytes()),
            until: midday() + OLDEST + TimeDelta::milliseconds(1),
        };
        assert_eq!(opened.mark, mark);
        let back = Correspondent {
            key: FakeCipher::key("partner"),
            own: FakeCipher::key("platform").fingerprint,
            ..to_platform(form)
        };
        assert_eq!(opened.sender, back);
    }
}

#[test]
fn a_partner_goes_by_uuid_and_client_id_in_any_case() {
    for name in [
        CLIENT_ID,
        "CLIENT_0A",
        "00000000-0000-0000-0000-00000000000A",
    ] {
        for form in [Form::Documented, Form::IvUnsigned] {
            let mut envelope = sealed(form);
            envelope.partner_id = name.to_owned();
            let opened = opened(&signed(form, envelope)).expect("a right one");
            assert_eq!(opened.sender.partner_id, name);
        }
    }
    for name in [
        "client_0b",
        "client_0",
        "00000000-0000-0000-0000-00000000000b",
    ] {
        let mut envelope = sealed(Form::Documented);
        envelope.partner_id = name.to_owned();
        let envelope = signed(Form::Documented, envelope);
        assert_eq!(refused(&envelope), Some(Step::Partner));
    }
}

#[test]
fn the_window_is_kept_to_the_millisecond() {
    let envelope = sealed(Form::Documented);
    let at = |now: TimeDelta| {
        let keys = [FakeCipher::key("partner")];
        opened_with(&envelope, &keys, None, midday() + now).err()
    };
    let (ms, us) = (TimeDelta::milliseconds(1), TimeDelta::microseconds(1));
    let (oldest, ahead) = (TimeDelta::minutes(5), TimeDelta::seconds(60));
    assert_eq!(at(oldest), None);
    assert_eq!(at(oldest + us), Some(Step::Timestamp));
    assert_eq!(at(oldest + ms), Some(Step::Timestamp));
    assert_eq!(at(-ahead), None);
    assert_eq!(at(-ahead - us), Some(Step::Timestamp));
    assert_eq!(at(-ahead - ms), Some(Step::Timestamp));
    for timestamp in [0, 1_768_478_400, i64::MAX, i64::MAX / 1_000_000] {
        let envelope = Envelope {
            timestamp,
            ..envelope.clone()
        };
        let envelope = signed(Form::Documented, envelope);
        assert_eq!(refused(&envelope), Some(Step::Timestamp), "{timestamp}");
    }
}

#[test]
fn a_mark_outlives_every_moment_at_which_its_envelope_opens() {
    let envelope = sealed(Form::Packed);
    let until = opened(&envelope).expect("a right one").mark.until;
    let keys = [FakeCipher::key("partner")];
    let refused = opened_with(&envelope, &keys, None, until).err();
    assert_eq!(refused, Some(Step::Timestamp));
}

#[test]
fn forms_with_an_iv_are_told_apart_by_their_signature_alone() {
    let documented = sealed(Form::Documented);
    let unsigned = signed(Form::IvUnsigned, documented.clone());
    let as_it_stood = Envelope {
        signature: documented.signature.clone(),
        ..unsigned.clone()
    };
    assert!(as_it_stood == documented && unsigned != documented);
    let form = |envelope| opened(envelope).map(|opened| opened.sender.form);
    assert_eq!(form(&documented), Ok(Form::Documented));
    assert_eq!(form(&unsigned), Ok(Form::IvUnsigned));
}

#[test]
fn the_iv_says_which_texts_may_be_signed() {
    let with_iv = signed(Form::Packed, sealed(Form::Documented));
    assert_eq!(refused(&with_iv), Some(Step::Signature));
    for form in [Form::Documented, Form::IvUnsigned] {
        let without = signed(form, sealed(Form::Packed));
        assert_eq!(refused(&without), Some(Step::Signature));
    }
}

#[test]
fn a_pinned_form_is_the_only_one_taken() {
    let keys = [FakeCipher::key("partner")];
    for pinned in Form::ALL {
        for form in Form::ALL {
            let opened = opened_with(&sealed(form), &keys, Some(pinned), midday());
            let expected = (form != pinned).then_some(Step::Signature);
            assert_eq!(opened.err(), expected, "{pinned:?} {form:?}");
        }
    }
}

#[test]
fn of_two_live_keys_the_one_that_signed_gets_the_answer() {
    let keys = [FakeCipher::key("newer"), FakeCipher::key("partner")];
    for form in Form::ALL {
        for name in ["partner", "newer"] {
            let envelope = signed_by(name, form, sealed(form));
            let opened = opened_with(&envelope, &keys, None, midday()).expect("live");
            assert_eq!(opened.sender.key, FakeCipher::key(name));
        }
        let stranger = signed_by("stranger", form, sealed(form));
        let refused = opened_with(&stranger, &keys, None, midday()).err();
        assert_eq!(refused, Some(Step::Signature));
        let keyless = opened_with(&sealed(form), &[], None, midday()).err();
        assert_eq!(keyless, Some(Step::Signature));
    }
}

#[test]
fn of_several_own_keys_the_one_that_opened_signs_the_answer() {
    for form in Form::ALL {
        for name in ["platform", "platform-before"] {
            let mut to = to_platform(form);
            to.key = FakeCipher::key(name);
            let (cipher, entropy) = (FakeCipher::owning(&["partner"]), SeededEntropy::new(6));
            let envelope = envelope::seal(&cipher, &entropy, &to, TEXT, midday());
            let opened = opened(&envelope.expect("the fake never fails")).expect("an own key");
            assert_eq!(opened.sender.own, to.key.fingerprint);
        }
        let mut envelope = sealed(form);
        let stranger = FakeCipher::key("stranger");
        envelope.encrypted_key = platform().wrap_key(&stranger, &[7; 32]).expect("short");
        assert_eq!(refused(&signed(form, envelope)), Some(Step::Key));
    }
}

#[test]
fn a_key_has_the_length_of_its_form() {
    for form in Form::ALL {
        for length in [0, 16, 24, 31, 32, 33, 44, 47, 48, 49, 64] {
            let right = length == form.wrapped_bytes();
            // A key of the right length is another key, and fails at the data.
            let expected = if right { Step::Data } else { Step::Key };
            let envelope = with_secret(form, &vec![3; length]);
            assert_eq!(refused(&envelope), Some(expected), "{form:?} {length}");
        }
    }
}

#[test]
fn only_the_packed_form_authenticates_the_partner_id() {
    for form in Form::ALL {
        let iv = vec![4; form.iv_bytes()];
        let id = to_platform(form).partner_id;
        let right: &[u8] = if form == Form::Packed {
            id.as_bytes()
        } else {
            b""
        };
        assert_eq!(refused(&encrypted_with(form, &iv, right)), None);
        let wrong: &[u8] = if form == Form::Packed {
            b""
        } else {
            id.as_bytes()
        };
        let refused = refused(&encrypted_with(form, &iv, wrong));
        assert_eq!(refused, Some(Step::Data));
    }
    let by_client_id = encrypted_with(Form::Packed, &[4; 16], CLIENT_ID.as_bytes());
    assert_eq!(refused(&by_client_id), Some(Step::Data));
}

#[test]
fn what_is_no_object_is_refused() {
    for form in Form::ALL {
        for text in [&b""[..], b"[]", b"null", b"\xff", b"text"] {
            assert!(!is_object(text));
            let envelope = sealed_text(form, text);
            assert_eq!(refused(&envelope), Some(Step::Text));
        }
        assert_eq!(refused(&sealed_text(form, b"{}")), None);
    }
}

/// Changes one bit of one field.
fn flipped(envelope: &Envelope, field: usize, bit: Index) -> Envelope {
    let flip = |bytes: &mut [u8]| {
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
    };
    let mut changed = envelope.clone();
    match field {
        0 => flip(&mut changed.encrypted_key),
        1 => flip(&mut changed.encrypted_data),
        2 => flip(&mut changed.auth_tag),
        3 => flip(&mut changed.signature),
        4 => changed.timestamp ^= 1 << bit.index(16),
        _ => {
            if let Some(iv) = changed.iv.as_mut() {
                flip(iv);
            } else {
                flip(&mut changed.auth_tag);
            }
        }
    }
    changed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_bit_can_be_changed(field in 0_usize..6, bit in any::<Index>(), form in 0_usize..3) {
        let form = Form::ALL[form];
        let changed = flipped(&sealed(form), field, bit);
        prop_assert!(refused(&changed).is_some());
        // Signed anew by the partner, everything but the timestamp still fails later.
        let again = refused(&signed(form, changed));
        let expected = match field {
            0 => Some(Step::Key),
            1 | 2 | 5 => Some(Step::Data),
            _ => None,
        };
        prop_assert_eq!(again, expected);
    }

    #[test]
    fn every_object_arrives_as_it_was_sent(
        inner in prop::collection::vec(any::<u8>(), 0..600),
        form in 0_usize..3,
    ) {
        let text = [b"{", &inner[..], b"}"].concat();
        let opened = opened(&sealed_text(Form::ALL[form], &text));
        prop_assert_eq!(&*opened.expect("a right one").plain, &text);
    }
}
