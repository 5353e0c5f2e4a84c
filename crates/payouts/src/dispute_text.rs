//! What people write about a disputed line.

use std::fmt;

use kernel::{FieldRef, FieldVault, LedgerLineId, PortFailure, PortResult, Sealed, StatementId};

/// A reason or an answer: 1–1000 characters after trimming, of control characters
/// only line breaks and tabs. May hold personal data, so it is kept sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct DisputeText(String);

/// A text that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 1000 characters, of control characters only line breaks and tabs")]
pub struct DisputeTextError;

impl fmt::Debug for DisputeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisputeText(redacted)")
    }
}

impl DisputeText {
    /// The column of reasons.
    pub const REASON: &'static str = "reason_sealed";
    /// The column of answers.
    pub const ANSWER: &'static str = "answer_sealed";

    /// Judges `text`.
    ///
    /// # Errors
    /// [`DisputeTextError`].
    pub fn parse(text: &str) -> Result<Self, DisputeTextError> {
        let text = text.trim();
        let sane = (1..=1_000).contains(&text.chars().count())
            && !text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        if sane {
            Ok(Self(text.to_owned()))
        } else {
            Err(DisputeTextError)
        }
    }

    /// Seals it for `column` of the dispute of this line.
    pub(crate) fn seal(
        &self,
        vault: &dyn FieldVault,
        column: &'static str,
        statement: StatementId,
        line: LedgerLineId,
    ) -> PortResult<Sealed> {
        vault.seal(at(column, &row(statement, line)), self.0.as_bytes())
    }

    /// The inverse of [`DisputeText::seal`].
    pub(crate) fn open(
        vault: &dyn FieldVault,
        column: &'static str,
        statement: StatementId,
        line: LedgerLineId,
        sealed: &Sealed,
    ) -> PortResult<String> {
        let plain = vault.open(at(column, &row(statement, line)), sealed)?;
        String::from_utf8(plain).map_err(|_| PortFailure::corrupt("disputes"))
    }
}

const fn at<'a>(column: &'static str, row: &'a [u8; 16]) -> FieldRef<'a> {
    FieldRef {
        table: "disputes",
        column,
        row,
    }
}

/// Statement and line, big-endian.
fn row(statement: StatementId, line: LedgerLineId) -> [u8; 16] {
    let mut row = [0; 16];
    let (first, second) = row.split_at_mut(8);
    first.copy_from_slice(&statement.get().to_be_bytes());
    second.copy_from_slice(&line.get().to_be_bytes());
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_a_thousand_characters_are_taken_trimmed() {
        assert_eq!(DisputeText::parse("  a "), Ok(DisputeText("a".to_owned())));
        assert!(DisputeText::parse("two\nlines\tand ₹").is_ok());
        assert!(DisputeText::parse(&"₹".repeat(1_000)).is_ok());
        for text in ["", " \n ", "a\0b", "a\u{7}"] {
            assert_eq!(DisputeText::parse(text), Err(DisputeTextError));
        }
        assert!(DisputeText::parse(&"a".repeat(1_001)).is_err());
        let text = DisputeText::parse("call 9876543210").unwrap();
        assert_eq!(format!("{text:?}"), "DisputeText(redacted)");
    }
}
