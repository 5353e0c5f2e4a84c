//! One session and what is reported of it.

use chrono::{DateTime, Utc};
use kernel::{BlindIndex, CandidateUuid, Money, MoneyError, words};

words! {
    /// How far a session is.
    SessionStatus {
        /// Begun.
        Started = "started",
        /// Done to the end: it was taken, or utilised.
        Finished = "finished",
        /// Broken off.
        Abandoned = "abandoned",
    }
}

/// The practice platform's id of a session: 1–64 letters, digits, dots, underscores,
/// colons and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

/// A text that is no id of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 64 letters, digits and . _ : -")]
pub struct SessionIdError;

impl SessionId {
    /// The longest, in bytes.
    pub const MAX: usize = 64;

    /// Judges `text`.
    ///
    /// # Errors
    /// [`SessionIdError`].
    pub fn parse(text: &str) -> Result<Self, SessionIdError> {
        let sane = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
        if (1..=Self::MAX).contains(&text.len()) && text.bytes().all(sane) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SessionIdError)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A score or rating in hundredths, at least 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(i32);

impl Hundredths {
    /// Wraps `hundredths`; `None` below 0.
    pub const fn new(hundredths: i32) -> Option<Self> {
        if hundredths < 0 {
            None
        } else {
            Some(Self(hundredths))
        }
    }

    /// Reads a decimal number from 0 to `most` (whole units) with at most two decimals.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, most: i32) -> Result<Self, String> {
        let range = || format!("must be 0 to {most}");
        // Rupees and paise are read without rounding; so are units and hundredths.
        let read = match Money::parse_rupees(text) {
            Ok(read) => read.paise(),
            Err(MoneyError::TooLarge) => return Err(range()),
            Err(error) => return Err(error.to_string()),
        };
        let hundredths = i32::try_from(read).map_err(|_| range())?;
        let top = most.saturating_mul(100);
        Self::new(hundredths)
            .filter(|read| read.0 <= top)
            .ok_or_else(range)
    }

    /// The number of hundredths.
    pub const fn get(self) -> i32 {
        self.0
    }
}

/// Without needless zeros: `90`, `83.5`, `66.67`.
impl std::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            _ if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

/// A session's whole state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionState {
    /// Which exam was practised, 1–200 characters.
    pub exam_name: String,
    /// What kind of exam that is, 1–100 characters.
    pub exam_type: String,
    /// How far the session is.
    pub status: SessionStatus,
    /// 0–100.
    pub score: Option<Hundredths>,
    /// What it cost, at least 0.
    pub cost: Money,
    /// The candidate's rating of it, 0–5.
    pub rating: Option<Hundredths>,
    /// How long it took.
    pub minutes: Option<u32>,
    /// When it ended; always there where it is finished.
    pub completed_at: Option<DateTime<Utc>>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionOutcome {
    /// It is the session's state now.
    Applied,
    /// It was so already.
    Unchanged,
    /// The session is over and does not begin again; nothing changed.
    Stale,
}

impl SessionOutcome {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Unchanged => "unchanged",
            Self::Stale => "stale",
        }
    }
}

impl SessionState {
    /// When it was finished, if it was.
    pub fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.completed_at
            .filter(|_| self.status == SessionStatus::Finished)
    }

    /// What becomes of a report of this state where `stored` is kept. What is over may be
    /// corrected, but never goes back to started: such a report was overtaken.
    pub fn judged(&self, stored: Option<&Self>) -> SessionOutcome {
        match stored {
            Some(stored) if stored == self => SessionOutcome::Unchanged,
            Some(stored)
                if stored.status != SessionStatus::Started
                    && self.status == SessionStatus::Started =>
            {
                SessionOutcome::Stale
            }
            _ => SessionOutcome::Applied,
        }
    }
}

/// Who practised, as the report names them: by address, by id or by both, which then have
/// to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportedBy {
    /// Index of the address in its canonical form.
    pub email: Option<BlindIndex>,
    /// The person's public identity.
    pub candidate: Option<CandidateUuid>,
}

/// A report that makes sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionReport {
    /// Of which session.
    pub id: SessionId,
    /// Who practised.
    pub by: ReportedBy,
    /// The session's state.
    pub state: SessionState,
    /// When it was received.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests;
