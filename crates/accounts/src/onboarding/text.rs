//! Texts of which only the length and the characters are judged.

/// Why a text does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Too short or too long after trimming.
    #[error("must have {least} to {most} characters")]
    Length {
        /// The fewest characters.
        least: usize,
        /// The most characters.
        most: usize,
    },
    /// A control character.
    #[error("must not contain control characters")]
    ControlCharacter,
}

/// `text`, trimmed, if it has `least` to `most` characters (Unicode scalar values) and
/// no control characters but, where `lines` may be several, line feeds and tabs.
pub(super) fn judged(
    text: &str,
    least: usize,
    most: usize,
    lines: bool,
) -> Result<String, TextError> {
    let text = text.trim();
    if !(least..=most).contains(&text.chars().count()) {
        return Err(TextError::Length { least, most });
    }
    let fits = |c: char| !c.is_control() || (lines && matches!(c, '\n' | '\t' | '\r'));
    if !text.chars().all(fits) {
        return Err(TextError::ControlCharacter);
    }
    Ok(text.to_owned())
}

/// A newtype of such a text.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $least:literal, $most:literal, $lines:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Trims and judges `text`.
            ///
            /// # Errors
            /// [`TextError`](crate::TextError).
            pub fn parse(text: &str) -> Result<Self, $crate::TextError> {
                $crate::onboarding::text::judged(text, $least, $most, $lines).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

pub(super) use text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_measured_in_characters() {
        assert_eq!(judged("  ab ", 2, 4, false).as_deref(), Ok("ab"));
        assert_eq!(judged("éééé", 2, 4, false).as_deref(), Ok("éééé"));
        let length = TextError::Length { least: 2, most: 4 };
        for text in ["", "  a  ", "abcde"] {
            assert_eq!(judged(text, 2, 4, false), Err(length), "{text:?}");
        }
        for text in ["a\nb", "a\u{0}b", "a\u{7f}b"] {
            assert_eq!(judged(text, 2, 4, false), Err(TextError::ControlCharacter));
        }
        assert_eq!(judged("a\nb", 2, 4, true).as_deref(), Ok("a\nb"));
        assert_eq!(
            judged("a\u{0}b", 2, 4, true),
            Err(TextError::ControlCharacter)
        );
    }
}
