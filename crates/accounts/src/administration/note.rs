//! What staff note about a partner.

use std::fmt;

use chrono::{DateTime, Utc};
use kernel::{FieldRef, NoteUuid, Sealed, StaffId, StaffUuid};

/// What a note says: 1–5000 characters after trimming (contract `onboarding.md`).
#[derive(Clone, PartialEq, Eq)]
pub struct NoteText(String);

/// Why a text is no note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteTextError {
    /// Nothing is left after trimming.
    #[error("is required")]
    Blank,
    /// Longer than a note may be.
    #[error("must have at most {} characters", NoteText::MOST)]
    TooLong,
}

impl NoteText {
    /// The most characters (Unicode scalar values).
    pub const MOST: usize = 5_000;

    /// Trims and judges `text`.
    ///
    /// # Errors
    /// See [`NoteTextError`].
    pub fn parse(text: &str) -> Result<Self, NoteTextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NoteTextError::Blank);
        }
        if text.chars().count() > Self::MOST {
            return Err(NoteTextError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Notes may be about persons.
impl fmt::Debug for NoteText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoteText(redacted)")
    }
}

/// A note as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRecord {
    /// Public identity.
    pub uuid: NoteUuid,
    /// Who wrote it.
    pub author: StaffId,
    /// The same in public.
    pub author_uuid: StaffUuid,
    /// The author's address, sealed at [`crate::StaffAccount::email_field`].
    pub author_email: Sealed,
    /// What it says, sealed at [`NoteRecord::field`].
    pub content: Sealed,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

impl NoteRecord {
    /// Where the content of the note `uuid` (its bytes) lies.
    pub const fn field(uuid: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "partner_notes",
            column: "content_sealed",
            row: uuid,
        }
    }
}

/// A note in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Public identity.
    pub uuid: NoteUuid,
    /// Who wrote it.
    pub author: StaffUuid,
    /// The author's address.
    pub author_email: String,
    /// What it says.
    pub content: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Note")
            .field("uuid", &self.uuid)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_trimmed_and_has_1_to_5000_characters() {
        let note = NoteText::parse(" \n called; will send the permit \t").expect("a note");
        assert_eq!(note.as_str(), "called; will send the permit");
        assert_eq!(format!("{note:?}"), "NoteText(redacted)");
        for blank in ["", " ", "\n\t\u{a0}"] {
            assert_eq!(NoteText::parse(blank), Err(NoteTextError::Blank));
        }
        assert!(NoteText::parse(&"é".repeat(5_000)).is_ok());
        let long = "é".repeat(5_001);
        assert_eq!(NoteText::parse(&long), Err(NoteTextError::TooLong));
        let why = NoteTextError::TooLong.to_string();
        assert_eq!(why, "must have at most 5000 characters");
    }
}
