//! What holds of reading an envelope whatever the bytes are; asked by the tests
//! beside and by the fuzzer (`make fuzz`).

use envelope::{Envelope, Form, signed_text};

use super::raw::{Looks, RawFields, TELLING, looks_sealed};
use crate::json::Object;

/// Reads `body` as the API reads a partner's body, and judges what came of it.
/// `true` when it is an envelope.
///
/// # Panics
/// When something does not hold that always must.
pub fn check_reading(body: &[u8]) -> bool {
    let looks = looks_sealed(body);
    let Ok(object) = Object::parse(body) else {
        return false;
    };
    let telling = object.names().any(|name| TELLING.contains(&name));
    assert!(
        telling || looks == Looks::Plain,
        "a plain body was taken for an envelope"
    );
    let raw = RawFields::of(&object).raw();
    let faults = Envelope::faults(&raw);
    match Envelope::parse(&raw) {
        Ok(envelope) => {
            assert!(faults.is_empty(), "an envelope with faults");
            // Names spelt with escapes are nobody's envelope.
            let spelt = looks == Looks::Sealed || body.contains(&b'\\');
            assert!(spelt, "an envelope was taken for a plain body");
            check_printing(&envelope);
            true
        }
        Err(error) => {
            assert_eq!(faults.first(), Some(&error), "the first fault is another");
            false
        }
    }
}

/// What is read prints, and reads again as the same.
fn check_printing(envelope: &Envelope) {
    let printed = envelope.to_json();
    assert_eq!(looks_sealed(printed.as_bytes()), Looks::Sealed);
    let again = Object::parse(printed.as_bytes());
    let again = again.map(|object| Envelope::parse(&RawFields::of(&object).raw()));
    assert!(
        matches!(again, Ok(Ok(again)) if again == *envelope),
        "an envelope reads differently from what it prints"
    );
    for form in Form::ALL {
        assert!(!signed_text(form, envelope).contains(char::is_control));
    }
}

#[cfg(test)]
mod tests;
