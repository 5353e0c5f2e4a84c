//! A payout run: one period, made by one person and approved by another.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Money, PayoutRunId, StaffId, words};

words! {
    /// Where a run stands.
    RunStatus {
        /// Awaits a second person.
        Draft = "draft",
        /// Approved.
        Approved = "approved",
        /// Rejected; nothing of it counts.
        Rejected = "rejected",
    }
}

/// A payout run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutRun {
    /// Key.
    pub id: PayoutRunId,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// Where it stands.
    pub status: RunStatus,
    /// The maker.
    pub created_by: StaffId,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// The checker, and when.
    pub decided: Option<(StaffId, DateTime<Utc>)>,
    /// How many statements it has.
    pub statements: u64,
    /// The sum of its statements' closing balances above 0.
    pub payable: Money,
}

/// Whether a period can be one of a run: it does not end before it begins.
pub fn is_period(from: NaiveDate, to: NaiveDate) -> bool {
    from <= to
}
