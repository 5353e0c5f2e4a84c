//! The Indian identification number for goods and services tax.

use std::fmt;

use crate::Pan;

/// A GSTIN: two digits of a state, the holder's PAN, a digit or letter that
/// numbers the holder's registrations in the state, a letter (`Z` by default) and
/// a check character. It contains a PAN, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Gstin(String);

impl fmt::Debug for Gstin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gstin(redacted)")
    }
}

/// Why a text is not a GSTIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GstinError {
    /// Not two digits, a PAN, a digit but 0 or a letter, a letter, and a digit or
    /// letter.
    #[error("must have the form of a GSTIN, 15 digits and capital letters")]
    Form,
    /// No state has these two digits.
    #[error("must begin with the code of a state")]
    State,
    /// The last character does not fit the others: a slip of the pen.
    #[error("has a wrong check character")]
    CheckCharacter,
}

/// What the check character is counted in.
const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl Gstin {
    /// Judges `text` as printed; lower case is an error.
    ///
    /// # Errors
    /// See [`GstinError`].
    pub fn parse(text: &str) -> Result<Self, GstinError> {
        let pan = text.get(2..12).ok_or(GstinError::Form)?;
        if !has_form(text) || Pan::parse(pan).is_err() {
            return Err(GstinError::Form);
        }
        if !is_state(text) {
            return Err(GstinError::State);
        }
        if text.bytes().last() != check_character(text) {
            return Err(GstinError::CheckCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    /// The fifteen characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a registration of the holder of `pan`.
    pub fn is_of(&self, pan: &Pan) -> bool {
        self.0.get(2..12) == Some(pan.as_str())
    }

    /// The PAN of its holder.
    pub fn pan(&self) -> Option<Pan> {
        Pan::parse(self.0.get(2..12)?).ok()
    }
}

fn has_form(text: &str) -> bool {
    text.len() == 15
        && text.bytes().enumerate().all(|(at, byte)| match at {
            0 | 1 => byte.is_ascii_digit(),
            12 => byte.is_ascii_uppercase() || matches!(byte, b'1'..=b'9'),
            13 => byte.is_ascii_uppercase(),
            _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        })
}

/// States and territories have 01 to 38; 96 is abroad, 97 other territory, 99
/// the centre.
fn is_state(text: &str) -> bool {
    let code = text.get(..2).and_then(|code| code.parse::<u8>().ok());
    code.is_some_and(|code| matches!(code, 1..=38 | 96 | 97 | 99))
}

/// What the 15th character must be: the others' values in base 36, every second
/// one doubled, quotient and remainder by 36 summed up, and what is missing to
/// the next multiple of 36.
fn check_character(text: &str) -> Option<u8> {
    let mut sum = 0;
    for (at, byte) in text.bytes().take(14).enumerate() {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        let product = value * if at % 2 == 0 { 1 } else { 2 };
        sum += product / 36 + product % 36;
    }
    ALPHABET.get((36 - sum % 36) % 36).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Specimens that are printed in public guides to the number.
    const KNOWN: [&str; 3] = ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4", "24AAACC4175D1Z4"];

    #[test]
    fn known_specimens_are_taken_and_tell_their_pan() {
        for text in KNOWN {
            let gstin = Gstin::parse(text).unwrap();
            assert_eq!(gstin.as_str(), text);
            let pan = Pan::parse(&text[2..12]).unwrap();
            assert!(gstin.is_of(&pan));
            assert_eq!(gstin.pan(), Some(pan));
        }
        let other = Pan::parse("TSTAA0001P").unwrap();
        assert!(!Gstin::parse(KNOWN[0]).unwrap().is_of(&other));
    }

    #[test]
    fn every_slip_in_one_character_is_noticed() {
        for text in KNOWN {
            for at in 0..text.len() {
                for wrong in ALPHABET {
                    let mut bytes = text.as_bytes().to_vec();
                    if bytes[at] == *wrong {
                        continue;
                    }
                    bytes[at] = *wrong;
                    let slipped = String::from_utf8(bytes).unwrap();
                    assert!(Gstin::parse(&slipped).is_err(), "{slipped}");
                }
            }
        }
    }

    #[test]
    fn the_reason_is_told() {
        for (text, error) in [
            ("", GstinError::Form),
            ("27AAPFU0939F1Z", GstinError::Form),
            ("27AAPFU0939F1ZVV", GstinError::Form),
            ("27aapfu0939f1zv", GstinError::Form),
            ("27AAPFU0939F0ZV", GstinError::Form),
            ("27AAPFU0939F1ZÄ", GstinError::Form),
            ("é7AAPFU0939F1Z", GstinError::Form),
            ("00AAPFU0939F1ZV", GstinError::State),
            ("39AAPFU0939F1ZV", GstinError::State),
            ("27AAPFU0939F1ZW", GstinError::CheckCharacter),
        ] {
            assert_eq!(Gstin::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn it_is_not_shown_in_debug() {
        let gstin = Gstin::parse(KNOWN[0]).unwrap();
        assert_eq!(format!("{gstin:?}"), "Gstin(redacted)");
    }
}
