//! Why a reviewer decided as they did.

use std::fmt;

/// A reason: 1–1000 characters after trimming, in any number of lines.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewReason(String);

/// The text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 1000 characters and no control characters but line feeds")]
pub struct ReviewReasonError;

impl ReviewReason {
    /// Trims and judges `text`.
    ///
    /// # Errors
    /// [`ReviewReasonError`].
    pub fn parse(text: &str) -> Result<Self, ReviewReasonError> {
        let text = text.trim();
        let sane = (1..=1_000).contains(&text.chars().count())
            && !text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        sane.then(|| Self(text.to_owned())).ok_or(ReviewReasonError)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// It may be about persons.
impl fmt::Debug for ReviewReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReviewReason(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_1_to_1000_characters() {
        let reason = ReviewReason::parse("  the permit\nhas expired ").expect("a reason");
        assert_eq!(reason.as_str(), "the permit\nhas expired");
        assert_eq!(format!("{reason:?}"), "ReviewReason(redacted)");
        assert!(ReviewReason::parse(&"é".repeat(1_000)).is_ok());
        for bad in ["", "  ", "a\u{0}b", &"é".repeat(1_001)] {
            assert_eq!(ReviewReason::parse(bad), Err(ReviewReasonError));
        }
    }
}
