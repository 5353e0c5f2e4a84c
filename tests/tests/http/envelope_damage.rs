//! Damage anybody can do to an envelope's text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use envelope::Envelope;

use crate::envelope_fields::{BINARY, Bad, Fields, bad};

/// Every kind of damage to `one`; `other` is another good envelope.
pub(crate) fn damaged(one: &Envelope, other: &Envelope, strangers: &[&str]) -> Vec<Bad> {
    let kinds = [
        resized(one),
        swapped(one, other),
        respelled(one),
        retyped(one),
        other_texts(one, strangers),
        cut(one),
    ];
    kinds.concat()
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
            all.push(bad(
                format!("{length} bytes of {name}"),
                fields.with(name, &json),
            ));
        }
        for more in [&bytes[..], &[0]] {
            let json = format!("\"{}\"", STANDARD.encode([&bytes, more].concat()));
            all.push(bad(
                format!("{} more bytes of {name}", more.len()),
                fields.with(name, &json),
            ));
        }
    }
    all
}

/// A field, or two, of another good envelope.
fn swapped(one: &Envelope, other: &Envelope) -> Vec<Bad> {
    let (fields, others) = (Fields::of(one), Fields::of(other));
    let mut all = Vec::new();
    for name in BINARY {
        if fields.value(name).is_empty() {
            continue;
        }
        let with = fields.with(name, others.value(name));
        all.push(bad(format!("{name} of another"), with));
        all.push(bad(
            format!("all but {name} of another"),
            others.with(name, fields.value(name)),
        ));
    }
    for (first, second) in [
        ("encryptedKey", "iv"),
        ("encryptedData", "authTag"),
        ("encryptedKey", "signature"),
    ] {
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
        if bytes.is_empty() {
            continue;
        }
        let mut spellings = vec![
            URL_SAFE.encode(&bytes),
            text.trim_end_matches('=').to_owned(),
            format!("{text}="),
            format!(" {text}"),
            format!("{text}\\n"),
            format!(
                "{}\\n{}",
                &text[..4.min(text.len())],
                &text[4.min(text.len())..]
            ),
            hexadecimal(&bytes),
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

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

/// Base64 whose last sign has bits beyond the last byte.
fn loose_bits(text: &str) -> Option<String> {
    let padding = text.len() - text.trim_end_matches('=').len();
    let at = text
        .len()
        .checked_sub(padding + 1)
        .filter(|_| padding > 0)?;
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
        all.push(bad(
            format!("{name} in an array"),
            fields.with(&name, &wrapped),
        ));
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
    let ids = strangers
        .iter()
        .copied()
        .chain([upper.as_str(), "nobody", "a:b", "../x"]);
    let quoted = |text: &str| format!("\"{text}\"");
    let mut all: Vec<Bad> = times
        .map(|json| bad(format!("timestamp {json}"), fields.with("timestamp", &json)))
        .collect();
    all.extend(ids.map(|id| {
        bad(
            format!("partnerId {id}"),
            fields.with("partnerId", &quoted(id)),
        )
    }));
    for version in ["1", "1.00", "1.1", "2.0", "v1.0"] {
        all.push(bad(
            format!("version {version}"),
            fields.with("version", &quoted(version)),
        ));
    }
    for algorithm in [
        "RSA-OAEP-AES128-GCM",
        "RSA-OAEP-AES256-CBC",
        "none",
        "rsa-oaep-aes256-gcm",
    ] {
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
    all.push(bad(
        "not UTF-8",
        [json.trim_end_matches('}').as_bytes(), b",\"a\":\"\xff\"}"].concat(),
    ));
    all
}
