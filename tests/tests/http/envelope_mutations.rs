//! Damage done to good envelopes, of every kind there is.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use chrono::TimeDelta;
use envelope::{Envelope, Form};

use crate::envelope_client::{NEXT_PLATFORM, SECOND, Side};

/// A body that must be refused, and how it came about.
#[derive(Debug, Clone)]
pub(crate) struct Bad {
    pub(crate) how: String,
    pub(crate) body: Vec<u8>,
}

fn bad(how: impl Into<String>, body: impl Into<Vec<u8>>) -> Bad {
    let (how, body) = (how.into(), body.into());
    Bad { how, body }
}

/// A good envelope as text, field by field.
#[derive(Clone)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(envelope: &Envelope) -> Self {
        let json = envelope.to_json();
        let inner = json.trim_start_matches('{').trim_end_matches('}');
        // No value has a comma or a colon in it.
        let field = |field: &str| {
            let (name, value) = field.split_once(':').unwrap();
            (name.trim_matches('"').to_owned(), value.to_owned())
        };
        Self(inner.split(',').map(field).collect())
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    fn value(&self, name: &str) -> &str {
        let mut found = self.0.iter().filter(|(field, _)| field == name);
        found.next().map_or("", |(_, value)| value)
    }

    /// The envelope with other JSON for a field.
    fn with(&self, name: &str, json: &str) -> String {
        let mut changed = self.clone();
        for (field, value) in &mut changed.0 {
            if field == name {
                json.clone_into(value);
            }
        }
        changed.json()
    }

    fn without(&self, name: &str) -> String {
        let kept = self.0.iter().filter(|(field, _)| field != name);
        Self(kept.cloned().collect()).json()
    }

    fn json(&self) -> String {
        let fields = self.0.iter().map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }
}

const BINARY: [&str; 5] = ["encryptedKey", "encryptedData", "authTag", "iv", "signature"];

/// Every kind of damage to `one`, which `side` sealed, as `other` was.
pub(crate) fn of(side: &Side, [one, other]: [&Envelope; 2], strangers: &[&str]) -> Vec<Bad> {
    let mut all = flipped(side, one);
    all.extend(resized(one));
    all.extend(swapped(one, other));
    all.extend(respelled(one));
    all.extend(retyped(one));
    all.extend(other_texts(one, strangers));
    all.extend(cut(one));
    all.extend(signed_all_the_same(side, one, strangers));
    for bad in &mut all {
        bad.how = format!("{:?}: {}", side.form, bad.how);
    }
    all
}

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
fn flipped(side: &Side, one: &Envelope) -> Vec<Bad> {
    let mut all = Vec::new();
    for name in BINARY {
        let Some(length) = bytes_of(&mut one.clone(), name).map(|bytes| bytes.len()) else {
            continue;
        };
        for at in (0..16).map(|nth| nth * length / 16).chain([length - 1]) {
            let mut changed = one.clone();
            bytes_of(&mut changed, name).unwrap()[at] ^= 1 << (at % 8);
            all.push(bad(format!("bit in byte {at} of {name}"), changed.to_json()));
            if name != "signature" && at % 3 == 0 {
                let signed = side.sign(changed).to_json();
                all.push(bad(format!("the same, signed: {at} of {name}"), signed));
            }
        }
    }
    all
}

/// Bytes are missing, or there are more.
fn resized(one: &Envelope) -> Vec<Bad> {
    let fields = Fields::of(one);
    let mut all = Vec::new();
    for name in BINARY {
        let Ok(bytes) = STANDARD.decode(fields.value(name).trim_matches('"')) else {
            continue;
        };
        if bytes.is_empty() {
            continue;
        }
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let json = format!("\"{}\"", STANDARD.encode(&bytes[..length]));
            all.push(bad(format!("{length} bytes of {name}"), fields.with(name, &json)));
        }
        for more in [&bytes[..], &[0]] {
            let json = format!("\"{}\"", STANDARD.encode([&bytes, more].concat()));
            all.push(bad(format!("{} more bytes of {name}", more.len()), fields.with(name, &json)));
        }
    }
    all
}

/// A field, or two, of another good envelope.
fn swapped(one: &Envelope, other: &Envelope) -> Vec<Bad> {
    let (fields, others) = (Fields::of(one), Fields::of(other));
    let mut all = Vec::new();
    let present = |name: &&str| !fields.value(name).is_empty();
    for name in BINARY.iter().filter(present) {
        let with = fields.with(name, others.value(name));
        all.push(bad(format!("{name} of another"), with));
        all.push(bad(format!("all but {name} of another"), others.with(name, fields.value(name))));
    }
    for (first, second) in [("encryptedKey", "iv"), ("encryptedData", "authTag"), ("encryptedKey", "signature")] {
        let mut both = fields.clone();
        for (name, value) in &mut both.0 {
            if name == first || name == second {
                others.value(name).clone_into(value);
            }
        }
        all.push(bad(format!("{first} and {second} of another"), both.json()));
    }
    all
}

/// The same bytes, spelled otherwise.
fn respelled(one: &Envelope) -> Vec<Bad> {
    let fields = Fields::of(one);
    let mut all = Vec::new();
    for name in BINARY {
        let text = fields.value(name).trim_matches('"').to_owned();
        let Ok(bytes) = STANDARD.decode(&text) else {
            continue;
        };
        let mut spellings = vec![
            URL_SAFE.encode(&bytes),
            text.trim_end_matches('=').to_owned(),
            format!("{text}="),
            format!(" {text}"),
            format!("{text}\\n"),
            format!("{}\\n{}", &text[..4.min(text.len())], &text[4.min(text.len())..]),
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ];
        if let Some(loose) = loose_bits(&text) {
            spellings.push(loose);
        }
        spellings.retain(|spelling| *spelling != text);
        for spelling in spellings {
            let how = format!("{name} spelled {spelling:.20}…");
            all.push(bad(how, fields.with(name, &format!("\"{spelling}\""))));
        }
    }
    all
}

/// Base64 whose last sign has bits beyond the last byte.
fn loose_bits(text: &str) -> Option<String> {
    let padding = text.len() - text.trim_end_matches('=').len();
    let at = text.len().checked_sub(padding + 1).filter(|_| padding > 0)?;
    // The last sign before padding has zeros at its end: A, E, I, … or A, Q, g, w.
    let next = char::from(text.as_bytes()[at] + 1);
    let loose = format!("{}{next}{}", &text[..at], &text[at + 1..]);
    next.is_ascii_alphanumeric().then_some(loose)
}

/// A field is missing, of another type, or there twice.
fn retyped(one: &Envelope) -> Vec<Bad> {
    let fields = Fields::of(one);
    let mut all = Vec::new();
    for name in fields.names() {
        all.push(bad(format!("no {name}"), fields.without(&name)));
        for json in ["null", "7", "1.5", "true", "[]", "{}", "\"\"", "\" \""] {
            all.push(bad(format!("{name} = {json}"), fields.with(&name, json)));
        }
        let value = fields.value(&name);
        let twice = format!("{value},\"{name}\":{value}");
        all.push(bad(format!("{name} twice"), fields.with(&name, &twice)));
        let wrapped = format!("[{value}]");
        all.push(bad(format!("{name} in an array"), fields.with(&name, &wrapped)));
    }
    all
}

/// Other versions, algorithms, times and names, which are all signed, or fixed.
fn other_texts(one: &Envelope, strangers: &[&str]) -> Vec<Bad> {
    let fields = Fields::of(one);
    let t = one.timestamp;
    let times = [t + 1, t - 1, t + 1000, t - 1000, t / 1000, -t, 0, i64::MAX];
    let times = times.map(|time| time.to_string()).into_iter().chain([
        format!("\"{t}\""),
        format!("{t}.0"),
        format!("{t}e0"),
        format!("{t}000000000000000"),
    ]);
    let upper = one.partner_id.to_uppercase();
    let ids = strangers.iter().copied().chain([upper.as_str(), "nobody", "a:b", "../x"]);
    let quoted = |text: &str| format!("\"{text}\"");
    let mut all: Vec<Bad> = times
        .map(|json| bad(format!("timestamp {json}"), fields.with("timestamp", &json)))
        .collect();
    all.extend(ids.map(|id| bad(format!("partnerId {id}"), fields.with("partnerId", &quoted(id)))));
    for version in ["1", "1.00", "1.1", "2.0", "v1.0"] {
        all.push(bad(format!("version {version}"), fields.with("version", &quoted(version))));
    }
    for algorithm in ["RSA-OAEP-AES128-GCM", "RSA-OAEP-AES256-CBC", "none", "rsa-oaep-aes256-gcm"] {
        let json = fields.with("algorithm", &quoted(algorithm));
        all.push(bad(format!("algorithm {algorithm}"), json));
    }
    all
}

/// Half a body, or more than one.
fn cut(one: &Envelope) -> Vec<Bad> {
    let json = one.to_json();
    // Before the first name is whole nothing shows that it was to be an envelope.
    let first = "{\"version\"".len();
    let mut all: Vec<Bad> = (0..40)
        .map(|nth| first + nth * (json.len() - 1 - first) / 39)
        .map(|at| bad(format!("cut at {at}"), &json[..at]))
        .collect();
    all.push(bad("in an array", format!("[{json}]")));
    all.push(bad("twice", format!("{json}{json}")));
    all.push(bad("with an end", format!("{json}x")));
    all.push(bad("with a mark in front", format!("\u{feff}{json}")));
    all.push(bad("with a trailing comma", json.replace('}', ",}")));
    all.push(bad("with a comment", json.replacen('{', "{/**/", 1)));
    all.push(bad("not UTF-8", [json.trim_end_matches('}').as_bytes(), b",\"a\":\"\xff\"}"].concat()));
    all
}

/// Signed by the partner, and wrong for all that.
fn signed_all_the_same(side: &Side, one: &Envelope, strangers: &[&str]) -> Vec<Bad> {
    let mut all = Vec::new();
    let key = |key: Vec<u8>| {
        let mut changed = one.clone();
        changed.encrypted_key = key;
        side.sign(changed).to_json()
    };
    let length = side.form.wrapped_bytes();
    for length in [0, 1, 16, length - 1, length + 1, length + 32] {
        all.push(bad(format!("an AES key of {length} bytes"), key(side.wrap(&vec![7; length]))));
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
