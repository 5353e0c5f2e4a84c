//! The doctor: what it takes, shape, partner id, timestamp, replay, and that it says
//! of every envelope what the platform does.

use chrono::TimeDelta;
use envelope::{
    Envelope, EnvelopeCipher as _, Form, MockPartnerKeys, Policy, Question, Step, signed_text,
};
use kernel::PortFailure;
use proptest::prelude::*;
use proptest::sample::Index;
use testkit::{FakeCipher, midday};

use crate::clinic::{
    Clinic, Fields, PARTNER, all_said, clinic, draft, expect, report, signed, text,
};
use crate::desk::{
    CLIENT_ID, NAMES, UUID, is_object, opened_with, platform, sealed, sealed_text, signed_by,
};

#[test]
fn a_right_envelope_is_accepted_in_every_form() {
    for form in Form::ALL {
        for fields in [Fields::of(&sealed(form)), draft(form).fields()] {
            let diagnosis = clinic().look_at(&fields);
            assert!(diagnosis.accepted, "{}", all_said(&diagnosis));
            assert_eq!(diagnosis.form, Some(form));
            let hints = diagnosis.steps.iter().filter(|step| step.hint.is_some());
            assert_eq!(hints.count(), 0);
            let expected = &report(&diagnosis, Step::Signature).expected;
            assert!(
                expected.ends_with(&text(&fields, diagnosis.form.expect("told")))
                    || form == Form::IvUnsigned
            );
        }
    }
}

#[test]
fn the_expected_text_is_shown_as_it_must_be_signed() {
    for form in Form::ALL {
        let mut clinic = clinic();
        clinic.encryption.form = Some(form);
        let envelope = signed_by("stranger", form, sealed(form));
        let diagnosis = clinic.look_at(&Fields::of(&envelope));
        let expected = &report(&diagnosis, Step::Signature).expected;
        let text = signed_text(form, &envelope);
        assert!(expected.ends_with(&format!(": {text}")), "{expected}");
        assert!(expected.contains(&format!("these {} bytes", text.len())));
        assert_eq!(diagnosis.form, None);
    }
}

#[test]
fn a_long_text_is_shown_without_its_middle() {
    let envelope = sealed_text(Form::Packed, &vec![b' '; 90_000]);
    let diagnosis = clinic().look_at(&Fields::of(&envelope));
    let expected = &report(&diagnosis, Step::Signature).expected;
    assert!(expected.len() < 7_000 && expected.contains("characters ...]"));
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let fields = Fields {
        version: Some("1".to_owned()),
        timestamp: Some("1.5e12".to_owned()),
        auth_tag: Some("AAAA".to_owned()),
        iv: Some("?".to_owned()),
        ..Fields::default()
    };
    let diagnosis = expect(
        &clinic(),
        &fields,
        Step::Shape,
        &[
            "version: 1;",
            "algorithm: absent",
            "partnerId: absent",
            "timestamp: 1.5e12",
            "encryptedKey: absent",
            "encryptedData: absent",
            "authTag: 3 bytes in standard base64",
            "iv: 1 characters, not base64",
            "signature: absent",
            "without quotes",
        ],
    );
    let passed: Vec<_> = diagnosis.steps.iter().map(|step| step.passed).collect();
    assert_eq!(
        passed,
        [Some(false), None, None, None, None, None, None, None]
    );
}

fn changed(text: Option<&String>, change: impl Fn(&str) -> String) -> Option<String> {
    text.map(|text| change(text))
}

/// Right fields in three spellings that are not, and what is said of them.
fn misspelled(form: Form) -> [(Fields, &'static str); 3] {
    let right = draft(form).fields();
    let (tag, signature) = (right.auth_tag.as_ref(), right.signature.as_ref());
    let unpadded = |text: &str| text.replace('=', "");
    let url_safe = |text: &str| unpadded(&text.replace('+', "-").replace('/', "_"));
    let in_lines = |text: &str| format!("{}\n{}", &text[..76], &text[76..]);
    let with_signature = |signature| Fields {
        signature,
        ..right.clone()
    };
    let bare_tag = Fields {
        auth_tag: changed(tag, unpadded),
        ..right.clone()
    };
    [
        (
            with_signature(changed(signature, url_safe)),
            "signature: 256 bytes in url-safe base64",
        ),
        (
            with_signature(changed(signature, in_lines)),
            "signature: 256 bytes in base64 with blanks",
        ),
        (signed(bare_tag, form), "authTag: 16 bytes in base64"),
    ]
}

#[test]
fn other_spellings_of_bytes_are_recognised_and_read_on() {
    for form in Form::ALL {
        for (fields, words) in misspelled(form) {
            let diagnosis = expect(&clinic(), &fields, Step::Shape, &[words]);
            assert_eq!(diagnosis.refused_at(), Some(Step::Shape));
            // Everything else is right.
            let mut rest = diagnosis.steps[1..].iter();
            assert!(rest.all(|step| step.passed == Some(true)));
        }
    }
}

#[test]
fn hexadecimal_digits_are_recognised() {
    let mut fields = draft(Form::Documented).fields();
    fields.iv = Some("09".repeat(12));
    let fields = signed(fields, Form::Documented);
    let words = ["iv: 12 bytes in hexadecimal digits", "not as hexadecimal"];
    let diagnosis = expect(&clinic(), &fields, Step::Shape, &words);
    assert_eq!(report(&diagnosis, Step::Data).passed, Some(true));
    // Of this length they happen to be base64.
    let mut fields = draft(Form::Documented).fields();
    fields.encrypted_key = Some("0a".repeat(256));
    let fields = signed(fields, Form::Documented);
    let words = ["384 bytes, where", "256", "not as hexadecimal"];
    expect(&clinic(), &fields, Step::Key, &words);
}

#[test]
fn a_foreign_partner_id_is_shown_with_those_expected() {
    let mut fields = draft(Form::Documented).fields();
    fields.partner_id = Some("somebody".to_owned());
    let fields = signed(fields, Form::Documented);
    let diagnosis = expect(&clinic(), &fields, Step::Partner, &["somebody", "own id"]);
    let expected = &report(&diagnosis, Step::Partner).expected;
    assert!(expected.contains(UUID) && expected.contains(CLIENT_ID));
    assert_eq!(diagnosis.refused_at(), Some(Step::Partner));
    assert_eq!(report(&diagnosis, Step::Signature).passed, Some(true));
}

#[test]
fn a_wrong_timestamp_is_explained() {
    let now = midday().timestamp_millis();
    for (timestamp, words) in [
        (now / 1000, &["these are seconds"][..]),
        (now * 1000, &["these are microseconds"]),
        (now * 1_000_000, &["these are nanoseconds"]),
        (now - 310_000, &["5 min 10 s ago", "seal each request anew"]),
        (now + 61_250, &["1 min 1 s ahead", "clock"]),
        (
            now + 19_800_000,
            &["5 h 30 min ahead", "local time is taken for UTC"],
        ),
        (now - 864_000_000, &["10 d 0 h ago"]),
        (i64::MAX, &["beyond every calendar"]),
    ] {
        for form in Form::ALL {
            let mut fields = draft(form).fields();
            fields.timestamp = Some(timestamp.to_string());
            let fields = signed(fields, form);
            let diagnosis = expect(&clinic(), &fields, Step::Timestamp, words);
            assert_eq!(diagnosis.refused_at(), Some(Step::Timestamp));
            let expected = &report(&diagnosis, Step::Timestamp).expected;
            assert!(expected.contains(&now.to_string()));
        }
    }
}

#[test]
fn what_was_taken_is_recognised_and_nothing_is_spent() {
    for form in Form::ALL {
        let fields = draft(form).fields();
        let mut clinic = clinic();
        clinic.spent = vec![platform().sha256(text(&fields, form).as_bytes())];
        let diagnosis = expect(&clinic, &fields, Step::Replay, &["taken before", "anew"]);
        assert_eq!(diagnosis.refused_at(), Some(Step::Replay));
    }
}

#[test]
fn who_may_not_encrypt_is_told() {
    let fields = draft(Form::Documented).fields();
    let mut off = clinic();
    off.encryption.policy = Policy::Off;
    expect(
        &off,
        &fields,
        Step::Signature,
        &["encryption is off", "4122"],
    );
    let mut keyless = clinic();
    keyless.encryption.keys.remove(0);
    expect(
        &keyless,
        &fields,
        Step::Signature,
        &["no live key", "enrol"],
    );
}

#[test]
fn failing_ports_fail_the_question() {
    let fields = draft(Form::Documented).fields();
    let question = Question {
        partner: PARTNER,
        names: &NAMES,
        raw: fields.raw(),
        order: &[],
        is_object: &is_object,
    };
    let keyless = Clinic {
        cipher: FakeCipher::owning(&[]),
        ..clinic()
    };
    let refused = keyless.doctor().execute(&question).err();
    assert!(matches!(refused, Some(PortFailure::Unforeseen(_))));
    let mut doctor = clinic().doctor();
    let mut keys = MockPartnerKeys::new();
    let away = PortFailure::Unavailable("away".to_owned());
    let failure = away.clone();
    keys.expect_encryption()
        .returning(move |_| Err(failure.clone()));
    doctor.keys = std::sync::Arc::new(keys);
    assert_eq!(doctor.execute(&question).err(), Some(away));
}

#[test]
fn debug_shows_nothing_that_was_sent() {
    let diagnosis = clinic().look_at(&draft(Form::Packed).fields());
    assert!(!format!("{diagnosis:?}").contains(UUID));
}

/// What the platform says of an envelope.
fn judged(clinic: &Clinic, fields: &Fields) -> Option<Step> {
    let Ok(envelope) = Envelope::parse(&fields.raw()) else {
        return Some(Step::Shape);
    };
    let live = clinic.encryption.keys.iter();
    let live: Vec<_> = live
        .filter(|record| record.retired_at.is_none())
        .map(|record| record.key.clone())
        .collect();
    match opened_with(&envelope, &live, clinic.encryption.form, midday()) {
        Ok(opened) => clinic
            .spent
            .contains(&opened.mark.hash)
            .then_some(Step::Replay),
        Err(step) => Some(step),
    }
}

/// Puts a character that may or may not make sense at a place of a field.
fn spoiled(fields: &Fields, field: usize, place: Index, letter: char) -> Fields {
    let mut fields = fields.clone();
    let field = match field {
        0 => &mut fields.version,
        1 => &mut fields.partner_id,
        2 => &mut fields.timestamp,
        3 => &mut fields.encrypted_key,
        4 => &mut fields.encrypted_data,
        5 => &mut fields.auth_tag,
        6 => &mut fields.iv,
        7 => &mut fields.signature,
        8 => &mut fields.algorithm,
        _ => return fields,
    };
    let mut letters: Vec<_> = field.as_deref().unwrap_or_default().chars().collect();
    if letters.is_empty() {
        *field = field.is_none().then(|| letter.to_string());
    } else {
        let place = place.index(letters.len());
        letters[place] = letter;
        *field = Some(letters.into_iter().collect());
    }
    fields
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn the_doctor_says_what_the_platform_does(
        form in 0_usize..3,
        signed_as in 0_usize..3,
        pinned in 0_usize..6,
        spoils in prop::collection::vec(
            (0_usize..30, any::<Index>(), "[0-9A-Za-z+/=_-]|."),
            0..3,
        ),
        text in prop_oneof![Just("{}"), Just("{\"a\":1}"), Just("[]"), Just("")],
        sign_again in any::<bool>(),
        age in prop_oneof![Just(0), Just(300_000), Just(300_001), Just(-60_000), Just(-60_001)],
        replayed in prop::bool::weighted(0.1),
    ) {
        let form = Form::ALL[form];
        let mut draft = draft(form);
        draft.envelope.timestamp = (midday() - TimeDelta::milliseconds(age)).timestamp_millis();
        draft.plain = text.as_bytes().to_vec();
        let mut fields = draft.fields();
        for (field, place, letter) in spoils {
            let letter = letter.chars().next().unwrap_or('x');
            fields = spoiled(&fields, field, place, letter);
        }
        if sign_again {
            fields = signed(fields, Form::ALL[signed_as]);
        }
        let mut clinic = clinic();
        clinic.encryption.form = Form::ALL.get(pinned).copied();
        if replayed {
            let text = crate::clinic::text(&fields, form);
            clinic.spent = vec![platform().sha256(text.as_bytes())];
        }
        let diagnosis = clinic.look_at(&fields);
        prop_assert_eq!(diagnosis.refused_at(), judged(&clinic, &fields));
    }

    #[test]
    fn no_fields_make_the_doctor_panic(
        texts in prop::collection::vec(prop::option::of("[0-9a-f]{0,70}|[A-Za-z+/=]{0,90}|.{0,20}"), 9),
    ) {
        let of = |at: usize| texts[at].clone();
        let fields = Fields {
            version: of(0),
            partner_id: of(1),
            timestamp: of(2),
            encrypted_key: of(3),
            encrypted_data: of(4),
            auth_tag: of(5),
            iv: of(6),
            signature: of(7),
            algorithm: of(8),
        };
        let diagnosis = clinic().look_at(&fields);
        prop_assert_eq!(diagnosis.refused_at(), Some(Step::Shape));
    }
}
