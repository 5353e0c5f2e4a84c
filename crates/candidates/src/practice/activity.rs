//! What a partner's candidates did lately.

use chrono::{DateTime, Utc};
use kernel::PersonName;

use crate::{Hundredths, SessionId};

/// A finished session of one of a partner's candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// The session.
    pub session: SessionId,
    /// As the partner wrote it, when it enrolled the person last.
    pub first_name: PersonName,
    /// The same.
    pub last_name: PersonName,
    /// Which exam.
    pub exam_name: String,
    /// What kind of exam.
    pub exam_type: String,
    /// 0–100.
    pub score: Option<Hundredths>,
    /// How long it took.
    pub minutes: Option<u32>,
    /// Where it stands in the list.
    pub place: ActivityPlace,
}

/// A place in the list, which has the newest first: by when a session ended, and of several
/// that ended together by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityPlace {
    /// When it ended.
    pub completed_at: DateTime<Utc>,
    /// The session's key.
    pub key: i64,
}

/// Which part of the list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivitiesAsk {
    /// Those behind this place; `None`: from the newest on.
    pub behind: Option<ActivityPlace>,
    /// How many at most.
    pub limit: u32,
}
