//! Invites of candidates.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::words;

words! {
    /// How far an invite is. One that has expired is pending still.
    InviteStatus {
        /// Not accepted yet.
        Pending = "pending",
        /// Accepted.
        Accepted = "accepted",
    }
}

/// The invite of one enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invite {
    /// How far it is.
    pub status: InviteStatus,
    /// When the newest was queued to be sent.
    pub sent_at: DateTime<Utc>,
    /// Until when it may be accepted, exclusive.
    pub expires_at: DateTime<Utc>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
}

impl Invite {
    /// How long an invite may be accepted (contract `candidates.md`).
    pub const LIVES: TimeDelta = TimeDelta::days(14);
    /// The most invites of one enrolment within [`Invite::DAY`], the first included.
    pub const MOST_A_DAY: u32 = 10;
    /// What a day is there.
    pub const DAY: TimeDelta = TimeDelta::hours(24);
}
