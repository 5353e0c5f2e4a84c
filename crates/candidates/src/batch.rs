//! Batches of candidates.

use chrono::{DateTime, Utc};
use kernel::{BatchId, BatchUuid, PartnerId};

/// A batch of one partner's candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Key.
    pub id: BatchId,
    /// Public identity.
    pub uuid: BatchUuid,
    /// Whose.
    pub partner: PartnerId,
    /// What the partner calls it.
    pub name: BatchName,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
}

/// What a partner calls a batch: 1–100 characters after trimming, no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchName(String);

/// Why a text is no name of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BatchNameError {
    /// Nothing left after trimming.
    #[error("must not be blank")]
    Blank,
    /// More than [`BatchName::MAX_CHARS`] characters.
    #[error("must have at most 100 characters")]
    TooLong,
    /// A control character (Unicode category Cc).
    #[error("must not contain control characters")]
    ControlCharacter,
}

impl BatchName {
    /// The longest name, in Unicode scalar values.
    pub const MAX_CHARS: usize = 100;

    /// Trims and judges `text`.
    ///
    /// # Errors
    /// See [`BatchNameError`].
    pub fn parse(text: &str) -> Result<Self, BatchNameError> {
        let name = text.trim();
        if name.is_empty() {
            return Err(BatchNameError::Blank);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(BatchNameError::TooLong);
        }
        if name.chars().any(char::is_control) {
            return Err(BatchNameError::ControlCharacter);
        }
        Ok(Self(name.to_owned()))
    }

    /// The trimmed name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which a partner's names are unique: Unicode lower case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}
