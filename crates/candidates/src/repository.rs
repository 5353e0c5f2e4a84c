//! The port to where enrolments are kept.

use chrono::{DateTime, Utc};
use kernel::{
    Actor, BatchUuid, BlindIndex, EnrolmentUuid, PartnerId, PortFailure, PortResult, words,
};

use crate::{
    CandidatePage, CandidateQuery, CandidateTotals, Enrolled, Enrolment, ListCandidatesError,
    NewEnrolment, PaidMark,
};

words! {
    /// How people are enrolled, for the audit log.
    EnrolmentWay {
        /// One at a time.
        Singly = "singly",
        /// By a file.
        Upload = "upload",
    }
}

/// Whom a partner enrols, where and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolling {
    /// Which partner.
    pub partner: PartnerId,
    /// Into which of its batches; `None`: into none.
    pub batch: Option<BatchUuid>,
    /// How.
    pub way: EnrolmentWay,
    /// Who does it.
    pub actor: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why nobody was enrolled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The partner has no such batch.
    #[error("no such batch")]
    UnknownBatch,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where enrolments are kept. Everything is of one partner; nobody sees another's.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait EnrolmentRepository: Send + Sync {
    /// Enrols everybody in `rows` who is not enrolled there yet, in one transaction with
    /// totals, the sessions of people who are new to the partner, and an audit entry.
    /// Tells what became of each, in the order given, which is also the order in which
    /// they are newer. Of simultaneous equal calls one enrols; a person is kept once,
    /// with the address of whoever wrote it first. Where nobody is enrolled nothing is
    /// written at all. There may be any number of rows.
    ///
    /// # Errors
    /// See [`EnrolError`]; nothing is kept then.
    fn enrol(&self, to: Enrolling, rows: Vec<NewEnrolment>) -> Result<Vec<Enrolled>, EnrolError>;

    /// For each of `emails`, in the order given, whether such a person is enrolled there
    /// already.
    ///
    /// # Errors
    /// See [`EnrolError`].
    fn enrolled(
        &self,
        partner: PartnerId,
        batch: Option<BatchUuid>,
        emails: &[BlindIndex],
    ) -> Result<Vec<bool>, EnrolError>;

    /// One enrolment of `partner`.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, partner: PartnerId, enrolment: EnrolmentUuid) -> PortResult<Option<Enrolment>>;

    /// A page of a partner's enrolments, newest first, with what there is in all, as of
    /// one instant. By a cursor, and by whatever the filter narrows, it takes as long at
    /// the end of the list as at its beginning.
    ///
    /// # Errors
    /// See [`ListCandidatesError`].
    fn page(&self, query: &CandidateQuery) -> Result<CandidatePage, ListCandidatesError>;

    /// Marks every enrolment of the person by the partner as paid for, with totals and,
    /// if one was not before, an audit entry, and returns them all, the newest first;
    /// none if the partner has no such candidate. Nobody else's enrolment changes.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn mark_paid(&self, mark: PaidMark) -> PortResult<Vec<Enrolment>>;

    /// What a partner has.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn totals(&self, partner: PartnerId) -> PortResult<CandidateTotals>;
}
