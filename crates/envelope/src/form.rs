//! The three forms of version 1.0 and what a partner may use.

/// How an envelope is put together (contract `envelope.md`, the table of forms).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As documented: 12-byte IV in `iv`, every field signed.
    Documented,
    /// The same, but `iv` is not signed.
    IvUnsigned,
    /// The 16-byte IV travels behind the AES key; the partner id is authenticated,
    /// and partner id, timestamp and data are signed.
    Packed,
}

impl Form {
    /// Every form, in the order in which a signature is tried.
    pub const ALL: [Self; 3] = [Self::Documented, Self::IvUnsigned, Self::Packed];

    /// The form called `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }

    /// Its name: `documented`, `iv-unsigned` or `packed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::IvUnsigned => "iv-unsigned",
            Self::Packed => "packed",
        }
    }

    /// Bytes of the IV.
    pub const fn iv_bytes(self) -> usize {
        match self {
            Self::Documented | Self::IvUnsigned => 12,
            Self::Packed => 16,
        }
    }

    /// Bytes inside `encryptedKey`.
    pub const fn wrapped_bytes(self) -> usize {
        match self {
            Self::Documented | Self::IvUnsigned => AES_KEY_BYTES,
            Self::Packed => AES_KEY_BYTES + 16,
        }
    }
}

/// Bytes of an AES-256 key.
pub const AES_KEY_BYTES: usize = 32;

/// Bytes of a GCM tag.
pub const TAG_BYTES: usize = 16;
