//! A mail as it leaves.

use std::fmt;

use chrono::{DateTime, Utc};
use kernel::{EmailAddress, NoticeId};

/// One mail, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Which letter it is; the same at every attempt, and so its `Message-ID`.
    pub reference: NoticeId,
    /// To whom.
    pub to: EmailAddress,
    /// What they are called, if that is known; one line.
    pub name: Option<String>,
    /// When what it tells of happened; its `Date`.
    pub at: DateTime<Utc>,
    /// One line.
    pub subject: String,
    /// Plain text; lines end with `\n`.
    pub text: String,
    /// The same as a document of its own, which fetches nothing.
    pub html: String,
}

/// Says which, and nothing that is in it.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({})", self.reference)
    }
}
