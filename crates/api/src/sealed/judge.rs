//! Whether what an envelope held is a body, in a time that does not tell where it
//! ceased to be one (contract `envelope.md`, order of work).

use std::hint::black_box;
use std::sync::LazyLock;

use crate::body;
use crate::json::Object;

/// Read where a text has nothing more to read; as long as the longest one that can be in
/// an envelope.
static FILLER: LazyLock<Vec<u8>> =
    LazyLock::new(|| envelope::decoy_text(body::ENVELOPE.bytes()).to_vec());

/// Whether `text` is one JSON object without duplicate keys. Wherever its fault is, as
/// much is read: the rest of its length from made-up fields.
pub fn is_object(text: &[u8]) -> bool {
    let Err(read) = Object::parse_up_to_fault(text) else {
        return true;
    };
    let rest = text.len().saturating_sub(read);
    let rest = FILLER.get(..rest).unwrap_or(&FILLER);
    let _ = black_box(Object::parse_up_to_fault(black_box(rest)));
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_told_from_anything_else() {
        for object in ["{}", " {\"a\": [1, {\"b\": null}]}\n"] {
            assert!(is_object(object.as_bytes()), "{object}");
        }
        for other in [
            "",
            "[]",
            "{",
            "{\"a\":1,\"a\":2}",
            "{}{}",
            "7",
            "\u{feff}{}",
        ] {
            assert!(!is_object(other.as_bytes()), "{other}");
        }
        assert!(!is_object(&vec![b'['; body::ENVELOPE.bytes() + 9]));
    }

    #[test]
    fn a_fault_says_how_far_it_was_read_over_lines_too() {
        let fault = |text: &str| Object::parse_up_to_fault(text.as_bytes()).err();
        assert_eq!(fault("{\"a\":1}"), None);
        assert_eq!(fault("{\"a\":x}"), Some(6));
        assert_eq!(fault("{\n\"a\":\n x}"), Some(9));
    }

    #[test]
    fn the_filler_has_no_fault_but_its_end() {
        let fault = Object::parse_up_to_fault(&FILLER).err();
        assert_eq!(fault, Some(FILLER.len()));
    }
}
