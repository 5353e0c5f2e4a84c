//! The port to where invites are kept.

use std::sync::Arc;

use accounts::{PasswordHash, SecretHash};
use chrono::{DateTime, Utc};
use kernel::{
    Actor, CandidateUuid, EnrolmentId, EnrolmentUuid, PartnerId, PortFailure, PortResult,
};
use notices::Letter;

use crate::InviteStatus;

/// Whom a partner invites again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resending {
    /// Which partner.
    pub partner: PartnerId,
    /// Whose invite.
    pub enrolment: EnrolmentUuid,
    /// Who does it.
    pub actor: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why nobody was invited again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResendError {
    /// The partner has no such enrolment.
    #[error("no such enrolment")]
    Unknown,
    /// The invite was accepted.
    #[error("the invite was accepted")]
    Accepted,
    /// There were [`crate::Invite::MOST_A_DAY`] within a day.
    #[error("too many invites within a day")]
    TooOften,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// An invite whose letter is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueInvite {
    /// Key of its enrolment.
    pub id: EnrolmentId,
    /// Public identity of its enrolment.
    pub enrolment: EnrolmentUuid,
    /// Since when; whoever writes it has to find this time still there.
    pub due_at: DateTime<Utc>,
    /// Until when it may be accepted.
    pub expires_at: DateTime<Utc>,
}

/// An invite with its letter.
#[derive(Debug, Clone)]
pub struct WrittenInvite {
    /// Which.
    pub due: DueInvite,
    /// Keyed hash of the letter's token.
    pub hash: SecretHash,
    /// Carries the token, sealed.
    pub letter: Letter,
}

/// An invite as whoever accepts it is judged by. Those of deleted partners, of enrolments
/// that are not in force and of disabled people are not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvite {
    /// Who is invited.
    pub candidate: CandidateUuid,
    /// How far it is.
    pub status: InviteStatus,
    /// Until when it may be accepted, exclusive.
    pub expires_at: DateTime<Utc>,
    /// Keyed hash of the newest letter's token; `None` before the first letter and once
    /// the invite was accepted.
    pub hash: Option<SecretHash>,
}

/// An invite that is accepted.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Whose.
    pub enrolment: EnrolmentUuid,
    /// A password that is set with it.
    pub password: Option<FirstPassword>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A password that is set by an invite's token.
#[derive(Debug, Clone)]
pub struct FirstPassword {
    /// The hash of the token as it was found; it still has to be there.
    pub token: SecretHash,
    /// The password.
    pub password: PasswordHash,
    /// Tells the candidate.
    pub letter: Letter,
}

/// What came of accepting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedInvite {
    /// When it was accepted.
    pub at: DateTime<Utc>,
    /// Whether a password was set with it. Of one that was there before nothing is told:
    /// the partner, who may accept as well, would learn that there are others.
    pub can_sign_in: bool,
}

/// Why an invite was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptError {
    /// There is no such invite, it has expired, or its partner or candidate is gone;
    /// which of them is not told.
    #[error("no such invite")]
    Unknown,
    /// It was accepted before.
    #[error("the invite was accepted")]
    Accepted,
    /// The token is not the one of the newest letter.
    #[error("the token does not count")]
    WrongToken,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where invites are kept, each with its enrolment. Queued ones are due from the start.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait InviteRepository: Send + Sync {
    /// Queues the invite anew, with an audit entry, in one transaction: it may be accepted
    /// for another [`crate::Invite::LIVES`]. The older letter's token counts until the new
    /// one is written. Of one enrolment at most [`crate::Invite::MOST_A_DAY`] invites are
    /// queued within [`crate::Invite::DAY`] of the first of them.
    ///
    /// # Errors
    /// See [`ResendError`].
    fn resend(&self, resending: Resending) -> Result<(), ResendError>;

    /// The invites that have been due for longest at `at` and have not expired by then, at
    /// most `most`.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn due(&self, at: DateTime<Utc>, most: u32) -> PortResult<Vec<DueInvite>>;

    /// Keeps the letters of those of `invites` that are still due as they were seen, in
    /// one transaction: each letter's token takes the place of the one before. Tells how
    /// many it were. Of simultaneous calls one keeps each.
    ///
    /// # Errors
    /// [`PortFailure`]; no letter is kept then.
    fn write(&self, invites: Arc<[WrittenInvite]>) -> PortResult<usize>;

    /// Lets `invite` wait until `until`, if it is still due as it was seen.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn put_off(&self, invite: DueInvite, until: DateTime<Utc>) -> PortResult<()>;

    /// The invite of `enrolment`: one read, whether there is such an enrolment or not.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, enrolment: EnrolmentUuid) -> PortResult<Option<OpenInvite>>;

    /// Accepts an invite, in one transaction with totals, an audit entry and the event the
    /// partner is told of; a letter that is not written yet is not written any more, and
    /// no token of the invite counts from then on. A password is set with an audit entry
    /// of its own and its letter, and ends every older token and link of the account. Of
    /// simultaneous calls one accepts.
    ///
    /// # Errors
    /// See [`AcceptError`]; nothing changes then.
    fn accept(&self, acceptance: Acceptance) -> Result<AcceptedInvite, AcceptError>;
}
