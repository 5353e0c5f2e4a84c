//! What staff say about a maintenance.

/// What staff say about a maintenance: 1–500 characters after trimming, without control
/// characters but line feeds. Partners and everybody else read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaintenanceText(String);

/// Why a text is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MaintenanceTextError {
    /// Nothing is left after trimming.
    #[error("is required")]
    Blank,
    /// Longer than it may be.
    #[error("must have at most {} characters", MaintenanceText::MOST)]
    TooLong,
    /// A tab, a carriage return, an escape, ...
    #[error("must not contain control characters but line feeds")]
    Control,
}

impl MaintenanceText {
    /// The most characters (Unicode scalar values).
    pub const MOST: usize = 500;

    /// Trims and judges `text`.
    ///
    /// # Errors
    /// See [`MaintenanceTextError`].
    pub fn parse(text: &str) -> Result<Self, MaintenanceTextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(MaintenanceTextError::Blank);
        }
        if text.chars().count() > Self::MOST {
            return Err(MaintenanceTextError::TooLong);
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(MaintenanceTextError::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_has_1_to_500_characters() {
        let text = MaintenanceText::parse(" \n New disks.\nReads go on. \t").expect("a text");
        assert_eq!(text.as_str(), "New disks.\nReads go on.");
        for blank in ["", " ", "\n\r\t\u{a0}"] {
            let blank = MaintenanceText::parse(blank);
            assert_eq!(blank, Err(MaintenanceTextError::Blank));
        }
        assert!(MaintenanceText::parse(&"é".repeat(500)).is_ok());
        let long = MaintenanceText::parse(&"é".repeat(501));
        assert_eq!(long, Err(MaintenanceTextError::TooLong));
        let why = MaintenanceTextError::TooLong.to_string();
        assert_eq!(why, "must have at most 500 characters");
        for control in ["a\tb", "a\r\nb", "a\u{0}b", "a\u{1b}[0mb", "a\u{85}b"] {
            let refused = MaintenanceText::parse(control);
            assert_eq!(refused, Err(MaintenanceTextError::Control), "{control:?}");
        }
    }
}
