use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::{Form, signed_text};

const ID: &str = "00000000-0000-0000-0000-000000000007";

fn envelope() -> Envelope {
    Envelope {
        partner_id: ID.to_owned(),
        timestamp: 1_768_478_400_000,
        encrypted_key: vec![0x01; 256],
        encrypted_data: b"data".to_vec(),
        auth_tag: [0xfe; 16],
        iv: Some([0x03; 12]),
        signature: vec![0x04; 256],
    }
}

/// The fields as texts, in the documented order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Texts(Vec<(&'static str, Option<String>)>);

impl Texts {
    fn of(envelope: &Envelope) -> Self {
        let base64 = |bytes: &[u8]| Some(STANDARD.encode(bytes));
        Self(vec![
            ("version", Some(VERSION.to_owned())),
            ("partnerId", Some(envelope.partner_id.clone())),
            ("timestamp", Some(envelope.timestamp.to_string())),
            ("encryptedKey", base64(&envelope.encrypted_key)),
            ("encryptedData", base64(&envelope.encrypted_data)),
            ("authTag", base64(&envelope.auth_tag)),
            ("iv", envelope.iv.and_then(|iv| base64(&iv))),
            ("signature", base64(&envelope.signature)),
            ("algorithm", Some(ALGORITHM.to_owned())),
        ])
    }

    fn get(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|field| field.0 == name);
        field.expect("a field").1.as_deref()
    }

    fn with(&self, name: &str, text: Option<&str>) -> Self {
        let mut changed = self.clone();
        let field = changed.0.iter_mut().find(|field| field.0 == name);
        field.expect("a field").1 = text.map(str::to_owned);
        changed
    }

    fn raw(&self) -> RawEnvelope<'_> {
        RawEnvelope {
            version: self.get("version"),
            partner_id: self.get("partnerId"),
            timestamp: self.get("timestamp"),
            encrypted_key: self.get("encryptedKey"),
            encrypted_data: self.get("encryptedData"),
            auth_tag: self.get("authTag"),
            iv: self.get("iv"),
            signature: self.get("signature"),
            algorithm: self.get("algorithm"),
        }
    }

    fn parse(&self) -> Result<Envelope, EnvelopeError> {
        Envelope::parse(&self.raw())
    }
}

/// The field that `name` set to `text` is refused for.
fn refused(name: &str, text: Option<&str>) -> Option<&'static str> {
    let changed = Texts::of(&envelope()).with(name, text);
    let refused = changed.parse().err().map(|error| error.field);
    let faults = Envelope::faults(&changed.raw());
    let faults: Vec<_> = faults.iter().map(|fault| fault.field).collect();
    assert_eq!(faults, refused.into_iter().collect::<Vec<_>>());
    refused
}

#[test]
fn a_field_that_is_absent_is_named() {
    for (name, _) in Texts::of(&envelope()).0 {
        let expected = (name != "iv").then_some(name);
        assert_eq!(refused(name, None), expected);
    }
}

#[test]
fn only_one_version_and_algorithm_are_taken() {
    for text in ["", "1", "1.00", "1.1", "2.0", " 1.0", "1.0 "] {
        assert_eq!(refused("version", Some(text)), Some("version"), "{text}");
    }
    for text in ["", "rsa-oaep-aes256-gcm", "RSA-OAEP-AES128-GCM"] {
        assert_eq!(refused("algorithm", Some(text)), Some("algorithm"));
    }
}

#[test]
fn a_partner_id_is_one_to_sixty_four_plain_characters() {
    let longest = "x".repeat(64);
    for text in ["a", "client_07-AZ", ID, &longest] {
        assert_eq!(refused("partnerId", Some(text)), None, "{text}");
    }
    let longer = "x".repeat(65);
    for text in ["", " ", "a b", "a:b", "a\"b", "a\\b", "é", "a\n", &longer] {
        assert_eq!(refused("partnerId", Some(text)), Some("partnerId"));
    }
}

#[test]
fn a_timestamp_is_a_whole_number_as_json_stringify_prints_it() {
    for text in ["0", "1", "1768478400000", "9223372036854775807"] {
        assert_eq!(refused("timestamp", Some(text)), None, "{text}");
    }
    for text in [
        "",
        "1.0",
        "1e3",
        "1E3",
        "-1",
        "-0",
        "+1",
        "01",
        "00",
        " 1",
        "1 ",
        "0x1",
        "1_000",
        "٣",
        "null",
        "true",
        "\"1\"",
        "9223372036854775808",
        "99999999999999999999999",
    ] {
        assert_eq!(refused("timestamp", Some(text)), Some("timestamp"));
    }
}

#[test]
fn base64_is_read_in_one_spelling_alone() {
    let sixteen = STANDARD.encode([0xfe; 16]);
    assert_eq!(sixteen, "/v7+/v7+/v7+/v7+/v7+/g==");
    for text in [
        "",
        "_v7-_v7-_v7-_v7-_v7-_g==",
        "/v7+/v7+/v7+/v7+/v7+/g",
        "/v7+/v7+/v7+/v7+/v7+/g=",
        "/v7+/v7+/v7+/v7+/v7+/g===",
        "/v7+/v7+/v7+/v7+/v7+/h==",
        " /v7+/v7+/v7+/v7+/v7+/g==",
        "/v7+/v7+/v7+/v7+/v7+/g==\n",
        "/v7+/v7+ /v7+/v7+/v7+/g==",
        "/v7+/v7+/v7+\r\n/v7+/v7+/g==",
        "fefefefefefefefefefefefefefefefe",
        "/v7+/v7+/v7+/v7+/v7+é===",
    ] {
        assert_eq!(refused("authTag", Some(text)), Some("authTag"), "{text}");
    }
    for text in ["ZGF0Y", "ZGF0YQ", "ZGF0YR==", "ZGF0-_==", "=", "===="] {
        let field = refused("encryptedData", Some(text));
        assert_eq!(field, Some("encryptedData"), "{text}");
    }
}

#[test]
fn every_binary_field_has_its_length() {
    let of = |length: usize| STANDARD.encode(vec![9_u8; length]);
    for (name, good, bad) in [
        ("authTag", &[16][..], &[0, 12, 15, 17, 32][..]),
        ("iv", &[12], &[0, 8, 11, 13, 16]),
        (
            "encryptedKey",
            &[256, 257, 384, 512],
            &[0, 32, 128, 255, 513],
        ),
        ("signature", &[256, 384, 512], &[0, 64, 128, 255, 513]),
        ("encryptedData", &[0, 1, 70_000], &[]),
    ] {
        for length in good {
            assert_eq!(refused(name, Some(&of(*length))), None, "{name} {length}");
        }
        for length in bad {
            let refused = refused(name, Some(&of(*length)));
            assert_eq!(refused, Some(name), "{name} {length}");
        }
    }
}

#[test]
fn every_fault_is_listed_in_the_order_of_parsing() {
    let faults = Envelope::faults(&RawEnvelope {
        iv: Some(""),
        ..RawEnvelope::default()
    });
    let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
    assert_eq!(
        fields,
        [
            "version",
            "algorithm",
            "partnerId",
            "timestamp",
            "encryptedKey",
            "encryptedData",
            "authTag",
            "iv",
            "signature"
        ]
    );
    assert_eq!(Envelope::faults(&Texts::of(&envelope()).raw()), []);
}

/// `text` with the long runs of base64 that [`envelope`] is made of cut short.
fn abridged(text: &str) -> String {
    let key = STANDARD.encode([1; 256]);
    let signature = STANDARD.encode([4; 256]);
    text.replace(&key, "KEY").replace(&signature, "SIGNATURE")
}

#[test]
fn json_has_the_documented_order_and_no_blanks() {
    let sealed = envelope();
    assert_eq!(
        abridged(&sealed.to_json()),
        "{\"version\":\"1.0\",\"partnerId\":\"00000000-0000-0000-0000-000000000007\",\
         \"timestamp\":1768478400000,\"encryptedKey\":\"KEY\",\"encryptedData\":\"ZGF0YQ==\",\
         \"authTag\":\"/v7+/v7+/v7+/v7+/v7+/g==\",\"iv\":\"AwMDAwMDAwMDAwMD\",\
         \"signature\":\"SIGNATURE\",\"algorithm\":\"RSA-OAEP-AES256-GCM\"}"
    );
    let packed = Envelope { iv: None, ..sealed };
    assert!(!packed.to_json().contains("\"iv\""));
    assert!(packed.to_json().contains("/g==\",\"signature\":"));
}

#[test]
fn what_is_signed_is_what_the_contract_says() {
    let sealed = envelope();
    let packed = Envelope {
        iv: None,
        ..sealed.clone()
    };
    assert_eq!(
        abridged(&signed_text(Form::Documented, &sealed)),
        r#"{"version":"1.0","partnerId":"00000000-0000-0000-0000-000000000007","timestamp":1768478400000,"encryptedKey":"KEY","encryptedData":"ZGF0YQ==","authTag":"/v7+/v7+/v7+/v7+/v7+/g==","iv":"AwMDAwMDAwMDAwMD","algorithm":"RSA-OAEP-AES256-GCM"}"#
    );
    assert_eq!(
        abridged(&signed_text(Form::IvUnsigned, &sealed)),
        r#"{"version":"1.0","partnerId":"00000000-0000-0000-0000-000000000007","timestamp":1768478400000,"encryptedKey":"KEY","encryptedData":"ZGF0YQ==","authTag":"/v7+/v7+/v7+/v7+/v7+/g==","algorithm":"RSA-OAEP-AES256-GCM"}"#
    );
    assert_eq!(
        signed_text(Form::Packed, &packed),
        "00000000-0000-0000-0000-000000000007:1768478400000:ZGF0YQ=="
    );
}

#[test]
fn debug_shows_nothing_of_an_envelope() {
    assert_eq!(format!("{:?}", envelope()), "Envelope(..)");
}

fn any_envelope() -> impl Strategy<Value = Envelope> {
    let rsa = || prop::collection::vec(any::<u8>(), 256..=512);
    (
        "[A-Za-z0-9_-]{1,64}",
        0..=i64::MAX,
        rsa(),
        prop::collection::vec(any::<u8>(), 0..400),
        any::<[u8; 16]>(),
        any::<Option<[u8; 12]>>(),
        rsa(),
    )
        .prop_map(
            |(partner_id, timestamp, encrypted_key, encrypted_data, auth_tag, iv, signature)| {
                Envelope {
                    partner_id,
                    timestamp,
                    encrypted_key,
                    encrypted_data,
                    auth_tag,
                    iv,
                    signature,
                }
            },
        )
}

/// The fields of compact JSON without escapes.
fn split(json: &str) -> Texts {
    let inner = json
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let fields = inner.expect("an object").split(',').map(|field| {
        let (name, value) = field.split_once(':').expect("a field");
        (name.trim_matches('"'), value.trim_matches('"').to_owned())
    });
    let mut texts = Texts::of(&envelope()).with("iv", None);
    for (name, value) in fields {
        texts = texts.with(name, Some(&value));
    }
    texts
}

proptest! {
    #[test]
    fn json_is_read_as_it_was_written(envelope in any_envelope()) {
        let texts = split(&envelope.to_json());
        prop_assert_eq!(&texts, &Texts::of(&envelope));
        prop_assert!(texts.parse() == Ok(envelope));
    }

    #[test]
    fn one_other_character_is_refused_or_another_value(
        envelope in any_envelope(),
        field in any::<Index>(),
        place in any::<Index>(),
        other in prop_oneof![any::<char>(), prop::char::range(' ', '~')],
    ) {
        let texts = Texts::of(&envelope);
        let (name, text) = field.get(&texts.0);
        let mut letters: Vec<char> = text.as_deref().unwrap_or_default().chars().collect();
        prop_assume!(!letters.is_empty());
        let place = place.index(letters.len());
        prop_assume!(letters[place] != other);
        letters[place] = other;
        let changed = texts.with(name, Some(&letters.into_iter().collect::<String>()));
        match changed.parse() {
            Err(error) => prop_assert_eq!(&error.field, name),
            Ok(read) => {
                prop_assert!(read != envelope);
                // The text and the value stand for each other one to one.
                prop_assert_eq!(Texts::of(&read), changed);
            }
        }
    }

    #[test]
    fn no_text_makes_parsing_panic_and_faults_agree(
        texts in prop::collection::vec(prop::option::of(".{0,40}"), 9),
    ) {
        let of = |at: usize| texts[at].as_deref();
        let raw = RawEnvelope {
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
        let faults = Envelope::faults(&raw);
        prop_assert_eq!(Envelope::parse(&raw).err(), faults.first().copied());
    }
}
