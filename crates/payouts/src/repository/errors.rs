//! Why something was not done to runs, statements and disputes.

use kernel::PortFailure;

/// Why no run was created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreateRunError {
    /// There is no line to be settled.
    #[error("there is nothing to settle")]
    NothingToSettle,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a run was not approved or rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideRunError {
    /// There is no such run.
    #[error("no such payout run")]
    Unknown,
    /// Who created it cannot approve it.
    #[error("the one who created a payout run cannot approve it")]
    SamePerson,
    /// Somebody decided it before.
    #[error("the payout run is decided")]
    Decided,
    /// A later run's statements rest on its own.
    #[error("a later payout run rests on this one")]
    RestedUpon,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a statement was not marked paid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayError {
    /// There is no such statement.
    #[error("no such statement")]
    Unknown,
    /// It is not approved, has nothing to be paid, or was paid.
    #[error("the statement is not to be paid")]
    NotPayable,
    /// The reference stands on another statement.
    #[error("the bank reference is taken")]
    ReferenceTaken,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a dispute was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenDisputeError {
    /// The partner has no such statement, or the statement no such line.
    #[error("no such statement line")]
    Unknown,
    /// The line is disputed.
    #[error("the line is disputed")]
    Disputed,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a dispute was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerDisputeError {
    /// There is no such dispute.
    #[error("no such dispute")]
    Unknown,
    /// It was answered before.
    #[error("the dispute is answered")]
    Answered,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}
