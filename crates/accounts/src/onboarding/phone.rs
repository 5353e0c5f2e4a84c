//! Telephone numbers.

use std::fmt;

/// A telephone number by E.164: `+` and 8 to 15 digits, the first of them not 0.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

/// The text is no such number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a telephone number as +919876543210")]
pub struct PhoneNumberError;

impl PhoneNumber {
    /// Judges `text`; nothing is trimmed or converted.
    ///
    /// # Errors
    /// [`PhoneNumberError`].
    pub fn parse(text: &str) -> Result<Self, PhoneNumberError> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberError)?;
        let sane = (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if sane {
            Ok(Self(text.to_owned()))
        } else {
            Err(PhoneNumberError)
        }
    }

    /// The number, with its plus.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_a_plus_and_8_to_15_digits() {
        for text in ["+91987654", "+919876543210", "+123456789012345"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "+",
            "+1234567",
            "+1234567890123456",
            "919876543210",
            "+0919876543",
            "+91 98765 43210",
            " +919876543210",
            "+91-9876543210",
            "+91987654321x",
            "+९१९८७६५४३२१०",
        ] {
            assert_eq!(PhoneNumber::parse(text), Err(PhoneNumberError), "{text}");
        }
        let shown = format!("{:?}", PhoneNumber::parse("+919876543210"));
        assert_eq!(shown, "Ok(PhoneNumber(redacted))");
    }
}
