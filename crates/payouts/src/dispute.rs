//! A partner's objection to a line of a statement.

use chrono::{DateTime, Utc};
use kernel::{DisputeId, LedgerLineId, PartnerId, Sealed, StaffId, StatementId, words};

words! {
    /// Where a dispute stands.
    DisputeStatus {
        /// Nobody has answered.
        Open = "open",
        /// The partner is right; a correction follows through the lender's feed.
        Upheld = "upheld",
        /// The line stands.
        Rejected = "rejected",
    }
}

/// A dispute. Its texts may hold personal data, so they are sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Key.
    pub id: DisputeId,
    /// Whose.
    pub partner: PartnerId,
    /// The statement.
    pub statement: StatementId,
    /// The line.
    pub line: LedgerLineId,
    /// Where it stands.
    pub status: DisputeStatus,
    /// The partner's reason, sealed at (`disputes`, `reason_sealed`, statement and
    /// line as 16 big-endian bytes).
    pub reason: Sealed,
    /// The answer, sealed at (`disputes`, `answer_sealed`, the same bytes).
    pub answer: Option<Sealed>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Who answered, and when.
    pub answered: Option<(StaffId, DateTime<Utc>)>,
}

/// A dispute to be opened.
#[derive(Debug, Clone)]
pub struct NewDispute {
    /// Whose; from the token.
    pub partner: PartnerId,
    /// The statement.
    pub statement: StatementId,
    /// The line.
    pub line: LedgerLineId,
    /// The reason, sealed.
    pub reason: Sealed,
    /// When.
    pub at: DateTime<Utc>,
}

/// An answer to a dispute.
#[derive(Debug, Clone)]
pub struct DisputeAnswer {
    /// The dispute.
    pub dispute: DisputeId,
    /// Whether the partner is right.
    pub upheld: bool,
    /// What the partner is told, sealed.
    pub answer: Sealed,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}
