//! What a candidate sees of itself, across all partners.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{CandidateId, EnrolmentUuid, PersonName, PortResult};

use crate::{InviteStatus, SessionId, SessionState};

/// One of a candidate's enrolments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEnrolment {
    /// Public identity.
    pub uuid: EnrolmentUuid,
    /// What the partner is called.
    pub partner: String,
    /// What the batch is called, if they are in one.
    pub batch: Option<String>,
    /// As the partner wrote it.
    pub first_name: PersonName,
    /// As the partner wrote it.
    pub last_name: PersonName,
    /// Whether the partner marked it as paid for.
    pub is_paid_for: bool,
    /// How far the invite is.
    pub invite: InviteStatus,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
}

/// A session's place in the order it became known; the newest is the greatest. At least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnSessionPlace(pub i64);

/// One of a candidate's sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// The practice platform's id.
    pub id: SessionId,
    /// Its place in the list.
    pub place: OwnSessionPlace,
    /// As it is now.
    pub state: SessionState,
}

/// Where a candidate's own view is read.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait OwnPractice: Send + Sync {
    /// The candidate's enrolments, the newest first, at most `most`; none of deleted
    /// partners.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn enrolments(&self, candidate: CandidateId, most: u32) -> PortResult<Vec<OwnEnrolment>>;

    /// The candidate's sessions older than `before`, the newest first, at most `most`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn sessions(
        &self,
        candidate: CandidateId,
        before: Option<OwnSessionPlace>,
        most: u32,
    ) -> PortResult<Vec<OwnSession>>;
}

/// A candidate's own view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnView {
    /// Whoever enrolled it.
    pub enrolments: Vec<OwnEnrolment>,
    /// A page of its sessions.
    pub sessions: Vec<OwnSession>,
    /// Behind what the next page begins, if there is one.
    pub next: Option<OwnSessionPlace>,
}

/// Shows a candidate itself.
#[derive(Clone)]
pub struct ReadOwnPractice {
    /// Where it is read.
    pub practice: Arc<dyn OwnPractice>,
}

impl ReadOwnPractice {
    /// The most sessions on a page.
    pub const MOST: u32 = 100;

    /// Nobody is enrolled more often than this is worth reading.
    const MOST_ENROLMENTS: u32 = 500;

    /// The view of `candidate`, with at most `limit` (1 to [`ReadOwnPractice::MOST`])
    /// sessions older than `before`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn view(
        &self,
        candidate: CandidateId,
        before: Option<OwnSessionPlace>,
        limit: u32,
    ) -> PortResult<OwnView> {
        let limit = limit.clamp(1, Self::MOST);
        let enrolments = self.practice.enrolments(candidate, Self::MOST_ENROLMENTS)?;
        // One more tells whether there is a next page.
        let mut sessions = self.practice.sessions(candidate, before, limit + 1)?;
        let kept = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = sessions.len() > kept;
        sessions.truncate(kept);
        let last = sessions.last().map(|session| session.place);
        Ok(OwnView {
            enrolments,
            next: last.filter(|_| more),
            sessions,
        })
    }
}
