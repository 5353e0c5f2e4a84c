use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;

/// Fields as they may come: mostly right, each sometimes of another shape.
const ODD: [&str; 10] = [
    "null",
    "7",
    "-1",
    "1.0",
    "\"\"",
    "\"A\"",
    "\"AAAA\\/AAA\"",
    "{\"iv\":1}",
    "[{},{}]",
    "\"\\ud800\"",
];

fn base64_of(bytes: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<u8>(), bytes)
        .prop_map(|bytes| format!("\"{}\"", STANDARD.encode(bytes)))
}

fn odd() -> impl Strategy<Value = String> {
    proptest::sample::select(&ODD[..]).prop_map(str::to_owned)
}

/// One field: its right value, or about one time in ten something else.
fn field(
    name: &'static str,
    value: impl Strategy<Value = String>,
) -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        18 => value.prop_map(move |value| Some(format!("\"{name}\":{value}"))),
        1 => odd().prop_map(move |value| Some(format!("\"{name}\":{value}"))),
        1 => Just(None),
    ]
}

fn envelope() -> impl Strategy<Value = String> {
    let fields = (
        field("version", Just("\"1.0\"".to_owned())),
        field("partnerId", "\"[A-Za-z0-9_-]{1,64}\""),
        field("timestamp", "(0|[1-9][0-9]{0,13})"),
        field("encryptedKey", base64_of(256..=257)),
        field("encryptedData", base64_of(0..=200)),
        field("authTag", base64_of(16..=16)),
        prop_oneof![field("iv", base64_of(12..=12)), Just(None)],
        field("signature", base64_of(511..=512)),
        field("algorithm", Just("\"RSA-OAEP-AES256-GCM\"".to_owned())),
    );
    fields.prop_map(|(a, b, c, d, e, f, g, h, i)| {
        let fields = [a, b, c, d, e, f, g, h, i].into_iter().flatten();
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    })
}

/// A plain body: no name of it is one that only an envelope has.
fn lead() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        "[a-z_]{1,12}",
        Just("partnerId".to_owned()),
        Just("version".to_owned())
    ];
    let value = prop_oneof![
        odd(),
        "\"[ -!#-\\[\\]-~]{0,20}\"",
        Just("\"RSA-OAEP-AES256-GCM\"".to_owned()),
        Just("\"\\\"encryptedKey\\\"\"".to_owned()),
        Just("{\"encryptedData\":\"x\"}".to_owned()),
    ];
    proptest::collection::btree_map(name, value, 0..8).prop_map(|fields| {
        let fields = fields
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    })
}

proptest! {
    #[test]
    fn bytes_of_any_kind_are_read_or_not(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        check_reading(&body);
    }

    #[test]
    fn envelopes_right_or_nearly_so_are_read_as_they_print(body in envelope()) {
        check_reading(body.as_bytes());
    }

    #[test]
    fn damage_panics_nowhere(
        body in envelope(),
        at in any::<proptest::sample::Index>(),
        damage in proptest::collection::vec(any::<u8>(), 0..3),
        cut in any::<bool>(),
    ) {
        let mut bytes = body.into_bytes();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        }
        let until = (at + damage.len()).min(bytes.len());
        bytes.splice(at..until, damage);
        check_reading(&bytes);
    }

    #[test]
    fn leads_are_never_envelopes(body in lead()) {
        prop_assert!(!check_reading(body.as_bytes()));
        if Object::parse(body.as_bytes()).is_ok() {
            prop_assert_eq!(looks_sealed(body.as_bytes()), Looks::Plain);
        }
    }
}

#[test]
fn the_published_vectors_are_read() {
    let text = include_str!("../../../../../docs/encryption-vectors.json");
    let file: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let vectors = file["vectors"].as_array().expect("vectors");
    assert!(!vectors.is_empty());
    for vector in vectors {
        let body = vector["envelope"].to_string();
        assert!(check_reading(body.as_bytes()), "{}", vector["name"]);
    }
}
