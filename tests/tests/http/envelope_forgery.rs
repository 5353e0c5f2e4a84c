//! Envelopes that are wrong inside: bits turned, and whatever a partner may sign and
//! is wrong for all that.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use envelope::{Envelope, Form};

use crate::client::Partner;
use crate::envelope_client::{Side, read};
use crate::envelope_fields::{BINARY, Bad, bad};
use crate::envelope_keys::{NEXT_PLATFORM, PARTNER, SECOND, VECTORS};

/// A binary field; `None` in the form that has it not.
fn bytes_of<'a>(envelope: &'a mut Envelope, name: &str) -> Option<&'a mut [u8]> {
    match name {
        "encryptedKey" => Some(&mut envelope.encrypted_key),
        "encryptedData" => Some(&mut envelope.encrypted_data),
        "authTag" => Some(&mut envelope.auth_tag),
        "iv" => envelope.iv.as_mut().map(<[u8; 12]>::as_mut_slice),
        _ => Some(&mut envelope.signature),
    }
}

/// One bit is another; with the old signature and with one that is right.
pub(crate) fn flipped(side: &Side, one: &Envelope) -> Vec<Bad> {
    let mut all = Vec::new();
    for name in BINARY {
        let Some(length) = bytes_of(&mut one.clone(), name).map(|bytes| bytes.len()) else {
            continue;
        };
        for at in (0..16).map(|nth| nth * length / 16).chain([length - 1]) {
            let mut changed = one.clone();
            bytes_of(&mut changed, name).unwrap()[at] ^= 1 << (at % 8);
            all.push(bad(
                format!("bit in byte {at} of {name}"),
                changed.to_json(),
            ));
            if name != "signature" && at % 3 == 0 {
                let signed = side.sign(changed).to_json();
                all.push(bad(format!("the same, signed: {at} of {name}"), signed));
            }
        }
    }
    all
}

/// Signed by the partner, and wrong for all that.
pub(crate) fn signed_all_the_same(side: &Side, one: &Envelope, strangers: &[&str]) -> Vec<Bad> {
    let mut all = Vec::new();
    let key = |key: Vec<u8>| {
        let mut changed = one.clone();
        changed.encrypted_key = key;
        side.sign(changed).to_json()
    };
    let length = side.form.wrapped_bytes();
    for length in [0, 1, 16, length - 1, length + 1, length + 32] {
        all.push(bad(
            format!("an AES key of {length} bytes"),
            key(side.wrap(&vec![7; length])),
        ));
    }
    all.push(bad("another AES key", key(side.wrap(&vec![7; length]))));
    all.push(bad("an encrypted key of zeros", key(vec![0; 256])));
    all.push(bad("an encrypted key of ones", key(vec![0xff; 256])));
    all.push(bad("an encrypted key of 384 bytes", key(vec![1; 384])));
    for (how, text) in [
        ("nothing", &b""[..]),
        ("no JSON", b"first_name=Asha"),
        ("an array", b"[]"),
        ("a string", b"\"lead\""),
        ("a number", b"1"),
        ("null", b"null"),
        ("half an object", b"{\"first_name\":\"As"),
        ("an object and more", b"{}{}"),
        ("a key twice", b"{\"a\":1,\"a\":2}"),
        ("no UTF-8", b"{\"a\":\"\xff\"}"),
    ] {
        all.push(bad(format!("{how} inside"), side.seal(text).to_json()));
    }
    for (how, ahead) in [
        ("too old", TimeDelta::seconds(-301)),
        ("too old by far", TimeDelta::days(-400)),
        ("ahead", TimeDelta::seconds(75)),
        ("ahead by far", TimeDelta::days(400)),
    ] {
        all.push(bad(how, side.seal_ahead("{}", ahead).to_json()));
    }
    for stranger in strangers {
        let mut changed = one.clone();
        (*stranger).clone_into(&mut changed.partner_id);
        all.push(bad("by another name", side.sign(changed).to_json()));
    }
    for (how, text) in [
        ("nothing signed", String::new()),
        ("something else signed", "{}".to_owned()),
        ("itself signed", one.to_json()),
        ("the key alone signed", STANDARD.encode(&one.encrypted_key)),
    ] {
        let mut changed = one.clone();
        changed.signature = side.sign_text(&text);
        all.push(bad(how, changed.to_json()));
    }
    all
}

/// Sealed with a key that is not enrolled, to a key that is not the platform's, or
/// with other additional data.
pub(crate) fn misdirected(partner: &Partner, form: Form) -> Vec<Bad> {
    let side = |pair| Side::new(partner, pair, form);
    let mut all = vec![
        bad("by another key", side(SECOND).seal("{}").to_json()),
        bad(
            "to another key",
            side(PARTNER)
                .with_platform(NEXT_PLATFORM)
                .seal("{}")
                .to_json(),
        ),
        bad(
            "to the partner's own key",
            side(PARTNER).with_platform(PARTNER).seal("{}").to_json(),
        ),
    ];
    if form == Form::Packed {
        let mut renamed = side(PARTNER).called(&partner.client_id).seal("{}");
        partner.uuid.clone_into(&mut renamed.partner_id);
        let signed = side(PARTNER).sign(renamed).to_json();
        all.push(bad("authenticated by the other name", signed));
    }
    all
}

/// Published vectors of a wrong kind: good but for the one thing, and signed anew
/// with a name and a time that are right.
pub(crate) fn published(side: &Side) -> Vec<Bad> {
    let of_this_form = |name: &&&str| side.form != Form::Packed || name.starts_with("packed");
    [
        "mgf1-sha1",
        "oaep-sha1",
        "aes-128-key",
        "not-json",
        "packed-short-iv",
    ]
    .iter()
    .filter(of_this_form)
    .map(|name| bad(format!("the vector {name}"), renewed(side, "refused", name)))
    .collect()
}

/// What a published vector holds, in a new envelope of `side`.
pub(crate) fn renewed(side: &Side, list: &str, name: &str) -> String {
    let vectors = VECTORS[list].as_array().unwrap();
    let vector = vectors.iter().find(|vector| vector["name"] == name);
    let vector = read(&vector.expect("a vector")["envelope"].to_string());
    let new = side.seal("{}");
    let new = Envelope {
        partner_id: new.partner_id,
        timestamp: new.timestamp,
        ..vector
    };
    side.sign(new).to_json()
}
