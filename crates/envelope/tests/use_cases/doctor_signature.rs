//! The doctor on signatures.

use envelope::{DigestKind, EnvelopeProbe as _, Form, Step};
use testkit::FakeCipher;

use crate::clinic::{Clinic, Fields, SENT, base64, clinic, draft, expect, hex, report, text};
use crate::desk::{TEXT, platform};

const SHA256: DigestKind = DigestKind::Sha256;

/// The fields of a right envelope with a signature over what `text` makes of them.
fn signing(form: Form, text: impl Fn(&Fields) -> Vec<u8>) -> Fields {
    let fields = draft(form).fields();
    let signature = FakeCipher::sign_with("partner", SHA256, &text(&fields));
    Fields {
        signature: base64(&signature),
        ..fields
    }
}

/// The texts of the fields under these names.
fn members<'a>(fields: &'a Fields, names: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let value = |name: &str| {
        let field = match name {
            "version" => &fields.version,
            "partnerId" => &fields.partner_id,
            "timestamp" => &fields.timestamp,
            "encryptedKey" => &fields.encrypted_key,
            "encryptedData" => &fields.encrypted_data,
            "authTag" => &fields.auth_tag,
            "iv" => &fields.iv,
            "algorithm" => &fields.algorithm,
            _ => &None,
        };
        field.as_deref()
    };
    names
        .iter()
        .filter_map(|name| Some((*name, value(name)?)))
        .collect()
}

/// JSON with these separators.
fn json(members: &[(&str, &str)], colon: &str, comma: &str) -> String {
    let members: Vec<_> = members
        .iter()
        .map(|(name, value)| match *name {
            "timestamp" => format!("\"{name}\"{colon}{value}"),
            _ => format!("\"{name}\"{colon}\"{value}\""),
        })
        .collect();
    format!("{{{}}}", members.join(comma))
}

#[track_caller]
fn over(clinic: &Clinic, fields: &Fields, words: &[&str]) {
    let diagnosis = expect(clinic, fields, Step::Signature, words);
    assert_eq!(diagnosis.refused_at(), Some(Step::Signature));
    assert_eq!(diagnosis.form, None);
    // The doctor goes on past a wrong signature.
    assert_eq!(report(&diagnosis, Step::Data).passed, Some(true));
    assert_eq!(report(&diagnosis, Step::Text).passed, Some(true));
    assert_eq!(report(&diagnosis, Step::Replay).passed, None);
}

#[test]
fn a_text_of_another_form_is_recognised() {
    for (form, other) in [
        (Form::Documented, Form::Packed),
        (Form::IvUnsigned, Form::Packed),
        (Form::Packed, Form::Documented),
    ] {
        let fields = signing(form, |fields| text(fields, other).into_bytes());
        let words = format!("the text of the {} form", other.as_str());
        over(
            &clinic(),
            &fields,
            &["your live key", "with SHA-256", &words],
        );
    }
}

#[test]
fn a_form_that_is_not_the_partners_is_recognised() {
    let mut clinic = clinic();
    clinic.encryption.form = Some(Form::Documented);
    let fields = draft(Form::IvUnsigned).fields();
    over(&clinic, &fields, &["the text of the iv-unsigned form"]);
    let fields = draft(Form::Packed).fields();
    let words = ["another form", "only one form is allowed"];
    over(&clinic, &fields, &words);
}

#[test]
fn other_json_is_recognised() {
    const BEFORE: usize = 7;
    let documented = [&SENT[..BEFORE], &["algorithm"]].concat();
    let unsigned: Vec<_> = documented
        .iter()
        .copied()
        .filter(|name| *name != "iv")
        .collect();
    let mut sorted = documented.clone();
    sorted.sort_unstable();
    for (names, colon, comma, words) in [
        (&documented, ": ", ", ", &["blanks", "documented order"][..]),
        (&unsigned, ": ", ", ", &["blanks", "without iv"]),
        (&sorted, ":", ",", &["compact JSON", "alphabetical"]),
        (&sorted, ": ", ", ", &["blanks", "alphabetical"]),
    ] {
        let fields = signing(Form::Documented, |fields| {
            json(&members(fields, names), colon, comma).into_bytes()
        });
        over(&clinic(), &fields, words);
    }
    let mut clinic = clinic();
    clinic.order = vec![
        "iv",
        "authTag",
        "signature",
        "version",
        "algorithm",
        "partnerId",
    ];
    clinic
        .order
        .extend(["encryptedKey", "timestamp", "unknown", "encryptedData"]);
    let names = clinic.order.clone();
    let fields = signing(Form::Documented, |fields| {
        json(&members(fields, &names), ":", ",").into_bytes()
    });
    over(&clinic, &fields, &["order in which they were sent"]);
}

#[test]
fn habits_of_json_libraries_are_recognised() {
    let of = |change: fn(String) -> String, words: &str| {
        let fields = signing(Form::Documented, |fields| {
            change(text(fields, Form::Documented)).into_bytes()
        });
        over(&clinic(), &fields, &[words]);
    };
    of(|text| text.replace('/', "\\/"), "/ written as \\/");
    of(|text| text.replace('+', "\\u002B"), "+ written as");
    of(|text| text.replace('=', "\\u003d"), "= written as");
    of(
        |text| {
            text.replace(",\"encryptedKey", "\",\"encryptedKey")
                .replace("p\":", "p\":\"")
        },
        "timestamp in quotes",
    );
    of(
        |text| text.replace(",\"algorithm\":\"RSA-OAEP-AES256-GCM\"", ""),
        "without algorithm",
    );
    of(
        |text| {
            let text = text.replace("\":", "\": ").replace(",\"", ",\n  \"");
            text.replace('{', "{\n  ").replace('}', "\n}")
        },
        "indented lines",
    );
    of(|text| text + "\n", "a line break behind");
}

#[test]
fn other_texts_are_recognised() {
    let digest = |fields: &Fields| {
        let text = text(fields, Form::Documented);
        platform().digest(SHA256, text.as_bytes())
    };
    for (fields, words) in [
        (
            signing(Form::Documented, |_| TEXT.to_vec()),
            "the text before encryption",
        ),
        (
            signing(Form::Documented, |fields| {
                fields.encrypted_data.clone().expect("there").into_bytes()
            }),
            "encryptedData alone",
        ),
        (signing(Form::Documented, digest), "SHA-256 (in bytes)"),
        (
            signing(Form::Documented, |fields| hex(&digest(fields)).into_bytes()),
            "SHA-256 (in hexadecimal digits)",
        ),
        (
            signing(Form::Documented, |_| b"anything else".to_vec()),
            "a text with the hash",
        ),
    ] {
        over(&clinic(), &fields, &["your live key", words]);
    }
}

#[test]
fn other_schemes_and_keys_are_recognised() {
    for form in Form::ALL {
        let fields = draft(form).fields();
        let text = text(&fields, form).into_bytes();
        let with = |signature: Vec<u8>| Fields {
            signature: base64(&signature),
            ..fields.clone()
        };
        for kind in [DigestKind::Sha1, DigestKind::Sha384, DigestKind::Sha512] {
            let fields = with(FakeCipher::sign_with("partner", kind, &text));
            over(
                &clinic(),
                &fields,
                &[kind.as_str(), form.as_str(), "sign with SHA-256"],
            );
        }
        for kind in DigestKind::ALL {
            let fields = with(FakeCipher::sign_pss("partner", kind, &text));
            over(
                &clinic(),
                &fields,
                &["RSASSA-PSS", kind.as_str(), "not PSS"],
            );
        }
        let bare = with(FakeCipher::sign_bare(
            "partner",
            &platform().digest(SHA256, &text),
        ));
        over(&clinic(), &bare, &["without naming a hash", form.as_str()]);
        let retired = with(FakeCipher::sign_with("retired", SHA256, &text));
        over(&clinic(), &retired, &["your retired key", "live key"]);
        let stranger = with(FakeCipher::sign_with("stranger", SHA256, &text));
        over(&clinic(), &stranger, &["none of your keys"]);
        let long = with(vec![1; 384]);
        over(&clinic(), &long, &["384 bytes", "256"]);
    }
}
