//! The port to where enrolments are kept.

use chrono::{DateTime, Utc};
use kernel::{Actor, BatchUuid, BlindIndex, EnrolmentUuid, PartnerId, PortFailure, PortResult};

use crate::{Enrolled, Enrolment, NewEnrolment};

/// Whom a partner enrols, where and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolling {
    /// Which partner.
    pub partner: PartnerId,
    /// Into which of its batches; `None`: into none.
    pub batch: Option<BatchUuid>,
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
    /// Tells what became of each, in the order given. Of simultaneous equal calls one
    /// enrols; a person is kept once.
    ///
    /// # Errors
    /// See [`EnrolError`]; nothing is kept then.
    fn enrol(&self, to: Enrolling, rows: &[NewEnrolment]) -> Result<Vec<Enrolled>, EnrolError>;

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
}
