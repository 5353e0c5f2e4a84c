//! The doctor on key, data and text.

use envelope::{EnvelopeCipher as _, Form, Padding, Step};
use testkit::FakeCipher;

use crate::clinic::{self, Fields, KEY, all_said, base64, clinic, draft, expect, report, signed};
use crate::desk::{CLIENT_ID, UUID, platform};

/// A right envelope but for what `encryptedKey` holds.
fn holding(form: Form, secret: &[u8]) -> Fields {
    draft(form).wrapped(&FakeCipher::key("platform"), |key| {
        platform().wrap_key(key, secret).expect("short")
    })
}

fn secret(form: Form) -> Vec<u8> {
    let draft = draft(form);
    [&KEY[..], &draft.tail].concat()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    clinic::hex(bytes).into_bytes()
}

#[test]
fn other_paddings_are_recognised_and_the_rest_read_on() {
    for form in Form::ALL {
        for padding in Padding::ALL {
            let fields = draft(form).wrapped(&FakeCipher::key("platform-before"), |key| {
                FakeCipher::wrap_with(key, padding, &secret(form))
            });
            let diagnosis = expect(&clinic(), &fields, Step::Key, &[padding.as_str()]);
            assert_eq!(diagnosis.refused_at(), Some(Step::Key));
            assert_eq!(diagnosis.form, Some(form));
            for step in [Step::Data, Step::Text, Step::Replay] {
                assert_eq!(report(&diagnosis, step).passed, Some(true));
            }
        }
    }
}

/// What is said of an envelope whose key has PKCS #1 v1.5 padding, or none at all,
/// and whose tag is wrong.
#[test]
fn pkcs1_that_opens_no_data_is_not_told_from_any_other_key() {
    for form in Form::ALL {
        let said = |wrapped: Vec<u8>, tag: &[u8]| {
            let mut fields = draft(form).wrapped(&FakeCipher::key("platform"), |_| wrapped.clone());
            fields.auth_tag = base64(tag);
            let fields = signed(fields, form);
            let diagnosis = clinic().look_at(&fields);
            let steps = diagnosis.steps.into_iter();
            let steps = steps.filter(|report| report.step != Step::Signature);
            let steps = steps.filter(|report| report.step != Step::Shape);
            steps.collect::<Vec<_>>()
        };
        let key = FakeCipher::key("platform");
        let nonsense = vec![1; 256];
        for secret in [&b""[..], b"short", &KEY, &[3; 48], &[5; 200], &hex(&KEY)] {
            let pkcs1 = FakeCipher::wrap_with(&key, Padding::Pkcs1, secret);
            // Tags cut short included: they would vouch for less.
            for tag in [&[0; 16][..], &[0; 12]] {
                assert_eq!(said(pkcs1.clone(), tag), said(nonsense.clone(), tag));
            }
        }
    }
}

#[test]
fn a_right_tag_cut_short_does_not_vouch_for_pkcs1() {
    let form = Form::Documented;
    let wrap = |key: &envelope::PublicKey| FakeCipher::wrap_with(key, Padding::Pkcs1, &KEY);
    let mut fields = draft(form).wrapped(&FakeCipher::key("platform"), wrap);
    let tag = fields.auth_tag.as_deref().expect("there");
    // Twelve of its bytes.
    fields.auth_tag = Some(tag[..16].to_owned());
    let fields = signed(fields, form);
    let words = ["open with none of the platform's keys"];
    expect(&clinic(), &fields, Step::Key, &words);
}

#[test]
fn what_a_key_holds_is_counted() {
    let twelve = [&KEY[..], &[9; 12]].concat();
    let packed = secret(Form::Packed);
    for (form, secret, words) in [
        (
            Form::Documented,
            &packed[..],
            &["holds 48 bytes", "no iv"][..],
        ),
        (Form::Documented, &twelve, &["holds 44 bytes", "no iv"]),
        (Form::Documented, &[7; 16], &["holds 16 bytes", "AES-128"]),
        (Form::Documented, &[7; 33], &["holds 33 bytes"]),
        (Form::Documented, b"", &["holds 0 bytes"]),
        (Form::Packed, &KEY, &["holds 32 bytes", "belong behind"]),
        (
            Form::Packed,
            &twelve,
            &["holds 44 bytes", "16 bytes, not 12"],
        ),
    ] {
        let fields = holding(form, secret);
        let diagnosis = expect(&clinic(), &fields, Step::Key, words);
        assert_eq!(diagnosis.refused_at(), Some(Step::Key));
    }
}

#[test]
fn a_key_encrypted_as_text_is_recognised_and_read_on() {
    for form in Form::ALL {
        let bytes = secret(form);
        let encoded = base64(&bytes).expect("there").into_bytes();
        for (text, words) in [
            (hex(&bytes), "hexadecimal digits"),
            (hex(&bytes).to_ascii_uppercase(), "hexadecimal digits"),
            (encoded, "base64"),
        ] {
            let fields = holding(form, &text);
            let words = [words, "the bytes of the key, not their text"];
            let diagnosis = expect(&clinic(), &fields, Step::Key, &words);
            assert_eq!(report(&diagnosis, Step::Data).passed, Some(true));
            assert_eq!(report(&diagnosis, Step::Text).passed, Some(true));
        }
    }
}

#[test]
fn keys_of_others_and_of_before_are_recognised() {
    for form in Form::ALL {
        let wrap =
            |key: &envelope::PublicKey| platform().wrap_key(key, &secret(form)).expect("short");
        let foreign = draft(form).wrapped(&FakeCipher::key("stranger"), wrap);
        let words = ["none of the platform's keys", "compare its kid"];
        let diagnosis = expect(&clinic(), &foreign, Step::Key, &words);
        assert_eq!(report(&diagnosis, Step::Data).passed, None);
        let expected = &report(&diagnosis, Step::Key).expected;
        for name in ["platform", "platform-before"] {
            let kid = FakeCipher::key(name).fingerprint.to_string();
            assert!(expected.contains(&kid) && expected.contains("2048 bits"));
        }
        let old = draft(form).wrapped(&FakeCipher::key("platform-before"), wrap);
        let diagnosis = clinic().look_at(&old);
        assert!(diagnosis.accepted);
        let hint = report(&diagnosis, Step::Key).hint.clone();
        assert!(hint.expect("a hint").contains("being replaced"));
        let long = draft(form).wrapped(&FakeCipher::key("platform"), |_| vec![1; 512]);
        let words = ["512 bytes", "makes 256", "another size"];
        expect(&clinic(), &long, Step::Key, &words);
    }
}

#[test]
fn a_tag_that_is_joined_to_the_data_is_recognised() {
    for form in Form::ALL {
        let right = draft(form).fields();
        let envelope = envelope::Envelope::parse(&right.raw()).expect("right");
        let (data, tag) = (envelope.encrypted_data, envelope.auth_tag);
        let (behind, before) = ([&data[..], &tag].concat(), [&tag[..], &data].concat());
        for (data, kept, words) in [
            (&behind, Some(tag), "end of encryptedData"),
            (&behind, Some([0; 16]), "end of encryptedData"),
            (&behind, None, "end of encryptedData"),
            (&before, Some(tag), "start of encryptedData"),
        ] {
            let fields = Fields {
                encrypted_data: base64(data),
                auth_tag: kept.and_then(|tag| base64(&tag)).or(Some(String::new())),
                ..right.clone()
            };
            let fields = signed(fields, form);
            let words = [words, "joins data and tag"];
            let diagnosis = expect(&clinic(), &fields, Step::Data, &words);
            let first = if kept.is_some() {
                Step::Data
            } else {
                Step::Shape
            };
            assert_eq!(diagnosis.refused_at(), Some(first));
            assert_eq!(report(&diagnosis, Step::Text).passed, Some(true));
        }
    }
}

#[test]
fn a_tag_cut_short_is_recognised_from_twelve_bytes() {
    for form in Form::ALL {
        let right = draft(form).fields();
        let envelope = envelope::Envelope::parse(&right.raw()).expect("right");
        for length in [4, 8, 11, 12, 15] {
            let tag = &envelope.auth_tag[..length];
            let fields = Fields {
                auth_tag: base64(tag),
                ..right.clone()
            };
            let fields = signed(fields, form);
            let words: &[_] = if length < 12 {
                &["a tag that is not"]
            } else {
                &["cut short", "128 bits"]
            };
            let diagnosis = expect(&clinic(), &fields, Step::Data, words);
            assert_eq!(diagnosis.refused_at(), Some(Step::Shape));
            // Nothing is said of a text that so little vouches for.
            assert_eq!(report(&diagnosis, Step::Text).passed, None);
        }
    }
}

#[test]
fn other_ivs_are_recognised() {
    let mut long = draft(Form::Documented);
    long.iv = vec![9; 16];
    let words = ["IV of 16 bytes", "IV of 12 bytes in iv"];
    let diagnosis = expect(&clinic(), &long.fields(), Step::Data, &words);
    assert_eq!(diagnosis.refused_at(), Some(Step::Shape));
    assert_eq!(report(&diagnosis, Step::Signature).passed, Some(true));
    let mut short = draft(Form::Packed);
    short.iv = vec![9; 12];
    short.tail = vec![9; 12];
    let words = ["12-byte IV behind the key"];
    let diagnosis = expect(&clinic(), &short.fields(), Step::Data, &words);
    assert_eq!(diagnosis.refused_at(), Some(Step::Key));
}

#[test]
fn other_additional_data_is_recognised() {
    for (form, aad, words) in [
        (Form::Documented, UUID, "with partnerId as additional data"),
        (Form::IvUnsigned, UUID, "with partnerId as additional data"),
        (Form::Documented, CLIENT_ID, "with your other id"),
        (Form::Packed, "", "without additional data"),
        (Form::Packed, CLIENT_ID, "with your other id"),
    ] {
        let mut draft = draft(form);
        draft.aad = aad.as_bytes().to_vec();
        let diagnosis = expect(&clinic(), &draft.fields(), Step::Data, &[words]);
        assert_eq!(diagnosis.refused_at(), Some(Step::Data));
        assert_eq!(report(&diagnosis, Step::Text).passed, Some(true));
    }
}

#[test]
fn several_mistakes_at_once_are_all_named() {
    let mut draft = draft(Form::Documented);
    draft.aad = UUID.as_bytes().to_vec();
    draft.iv = vec![9; 16];
    let fields = draft.wrapped(&FakeCipher::key("platform"), |key| {
        FakeCipher::wrap_with(key, Padding::OaepSha1, &hex(&KEY))
    });
    let diagnosis = clinic().look_at(&fields);
    let said = all_said(&diagnosis);
    for words in [
        "an IV of 16 bytes belongs",
        "RSA-OAEP with SHA-1",
        "hexadecimal digits",
        "with partnerId as additional data and with an IV of 16 bytes",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn data_of_another_encryption_is_just_wrong() {
    for form in Form::ALL {
        let mut fields = draft(form).fields();
        fields.encrypted_data = base64(&[1; 40]);
        let fields = signed(fields, form);
        let words = ["a tag that is not", "one and the same encryption"];
        let diagnosis = expect(&clinic(), &fields, Step::Data, &words);
        assert_eq!(diagnosis.refused_at(), Some(Step::Data));
        assert_eq!(report(&diagnosis, Step::Text).passed, None);
    }
}

#[test]
fn texts_that_are_no_object_are_described() {
    for (text, words) in [
        (&b""[..], &["nothing"][..]),
        (b"\xef\xbb\xbf{}", &["byte order mark"]),
        (b"\xff\xfe{\0}\0", &["UTF-16"]),
        (b"{\0}\0", &["UTF-16"]),
        (b"\x80{}", &["not UTF-8"]),
        (b"\"{}\"", &["a JSON string", "twice"]),
        (b"[{}]", &["a JSON array"]),
        (b"{} ", &["a key twice"]),
        (b"mobile=1", &["not a JSON object"]),
    ] {
        for form in Form::ALL {
            let mut draft = draft(form);
            draft.plain = text.to_vec();
            let diagnosis = expect(&clinic(), &draft.fields(), Step::Text, words);
            assert_eq!(diagnosis.refused_at(), Some(Step::Text));
        }
    }
}
