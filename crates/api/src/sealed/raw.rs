//! Telling envelopes from plain bodies, and reading their fields.

use envelope::RawEnvelope;

use crate::json::{Object, Value};

/// What a request's body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Plain, or at least nothing like an envelope.
    Plain,
    /// Meant as an envelope, whether or not it can be read.
    Sealed,
}

/// The fields that only an envelope has.
pub(super) const TELLING: [&str; 3] = ["encryptedKey", "encryptedData", "authTag"];

/// What gives a damaged envelope away.
const MARKS: [&str; 6] = [
    "\"encryptedKey\"",
    "\"encryptedData\"",
    "\"authTag\"",
    "\"partnerId\"",
    "\"RSA-OAEP",
    "{\"version\"",
];

/// Tells an envelope from a plain body. Plain ones cost a scan and no parsing.
pub(crate) fn looks_sealed(body: &[u8]) -> Looks {
    if !MARKS.iter().any(|mark| contains(body, mark.as_bytes())) {
        return Looks::Plain;
    }
    match Object::parse(body) {
        Ok(object) if !object.names().any(|name| TELLING.contains(&name)) => Looks::Plain,
        Ok(_) | Err(_) => Looks::Sealed,
    }
}

fn contains(body: &[u8], mark: &[u8]) -> bool {
    memchr::memmem::find(body, mark).is_some()
}

/// An envelope's fields as they stand in a JSON object.
pub(crate) struct RawFields<'a>(&'a Object<'a>);

impl<'a> RawFields<'a> {
    /// The fields of `object`.
    pub(crate) const fn of(object: &'a Object<'a>) -> Self {
        Self(object)
    }

    /// The fields, for the domain to judge. An `iv` that is there but no string is
    /// passed on as one that cannot be right: it must not turn an envelope into a
    /// packed one.
    pub(crate) fn raw(&self) -> RawEnvelope<'a> {
        RawEnvelope {
            version: self.text("version"),
            partner_id: self.text("partnerId"),
            timestamp: self.number("timestamp"),
            encrypted_key: self.text("encryptedKey"),
            encrypted_data: self.text("encryptedData"),
            auth_tag: self.text("authTag"),
            iv: match self.0.get("iv") {
                None | Some(Value::Null) => None,
                Some(_) => Some(self.text("iv").unwrap_or("not text")),
            },
            signature: self.text("signature"),
            algorithm: self.text("algorithm"),
        }
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.0.get(name)? {
            // Some writers put `\/` for a slash, which base64 has.
            Value::Text(text) => Some(text.as_ref()),
            _ => None,
        }
    }

    fn number(&self, name: &str) -> Option<&'a str> {
        match self.0.get(name)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_is_plain_whatever_its_words() {
        for body in [
            "{}",
            "",
            "nothing like JSON",
            r#"{"first_name":"Asha","mobile_number":"7000000001"}"#,
            r#"{"first_name":"\"encryptedData\""}"#,
            r#"{"note":"encryptedData","partnerId":"p"}"#,
            r#"{"version":"2","first_name":"Asha"}"#,
        ] {
            assert_eq!(looks_sealed(body.as_bytes()), Looks::Plain, "{body}");
        }
    }

    #[test]
    fn one_telling_field_makes_an_envelope_and_damage_does_not_unmake_it() {
        for body in [
            r#"{"encryptedKey":1}"#,
            r#"{"authTag":"x","first_name":"Asha"}"#,
            r#"{"version":"1.0","partnerId":"p","time"#,
            r#"{"partnerId":"p","partnerId":"p"}"#,
            r#"{"version""#,
            r#"[{"encryptedData":"x"}"#,
        ] {
            assert_eq!(looks_sealed(body.as_bytes()), Looks::Sealed, "{body}");
        }
    }

    #[test]
    fn fields_of_other_types_are_absent_but_an_iv_never_is() {
        let json = r#"{"version":1.0,"timestamp":"1","iv":7,"signature":"a\/b","partnerId":"p"}"#;
        let object = Object::parse(json.as_bytes()).expect("an object");
        let raw = RawFields::of(&object).raw();
        assert_eq!(
            (raw.version, raw.timestamp, raw.signature),
            (None, None, Some("a/b"))
        );
        assert_eq!((raw.iv, raw.partner_id), (Some("not text"), Some("p")));
        let object = Object::parse(br#"{"iv":null,"timestamp":17}"#).expect("an object");
        let raw = RawFields::of(&object).raw();
        assert_eq!((raw.iv, raw.timestamp), (None, Some("17")));
    }
}
