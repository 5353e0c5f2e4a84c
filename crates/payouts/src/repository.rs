//! The ports to wherever statements, payout runs and disputes are kept.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{
    DisputeId, LeadId, LedgerLineId, PageNumber, PageSize, PartnerId, PayoutRunId, PortResult,
    StaffId, StatementId,
};

use crate::{
    BankReference, Dispute, DisputeAnswer, NewDispute, PayoutHistory, PayoutRun, Statement,
    StatementLine, TaxTable,
};

mod errors;

pub use errors::{AnswerDisputeError, CreateRunError, DecideRunError, OpenDisputeError, PayError};

/// A run to be created.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// First day of the period; it only names it.
    pub from: NaiveDate,
    /// Last day: lines booked on a later business day stay for another run.
    pub to: NaiveDate,
    /// The maker.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// What is deducted and added.
    pub taxes: TaxTable,
}

/// Payout runs, by the lender's staff. Each change is one transaction with its
/// audit entry, and none happens while the lender's feed books lines.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PayoutRuns: Send + Sync {
    /// Collects every line that is in no statement and was booked up to
    /// `run.to` into one draft statement for each partner, with the figures of
    /// [`crate::figures`]. The opening balance is the closing balance of the
    /// partner's statement before if that is [`crate::StatementStatus::Carried`]
    /// or a draft at or below 0, and else 0. A line is in one run only; of
    /// simultaneous calls each line goes to one.
    ///
    /// # Errors
    /// See [`CreateRunError`].
    fn create(&self, run: NewRun) -> Result<PayoutRun, CreateRunError>;

    /// A page of runs, newest first, and how many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn list(&self, page: PageNumber, size: PageSize) -> PortResult<(Vec<PayoutRun>, u64)>;

    /// A run.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn find(&self, run: PayoutRunId) -> PortResult<Option<PayoutRun>>;

    /// A page of a run's statements in the order of their keys.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn statements(
        &self,
        run: PayoutRunId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<Vec<Statement>>;

    /// Approves a draft run: its statements become approved, or carried where
    /// nothing is to be paid, and the payouts of their lines that are eligible
    /// become approved, which freezes their attribution. Of simultaneous calls
    /// one succeeds.
    ///
    /// # Errors
    /// See [`DecideRunError`].
    fn approve(
        &self,
        run: PayoutRunId,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<PayoutRun, DecideRunError>;

    /// Rejects a draft run: its lines are free for another one. Its maker may.
    ///
    /// # Errors
    /// See [`DecideRunError`]; never [`DecideRunError::SamePerson`].
    fn reject(
        &self,
        run: PayoutRunId,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<PayoutRun, DecideRunError>;

    /// Marks an approved statement paid, and the approved payouts of its lines
    /// and of the partner's carried statements before it.
    ///
    /// # Errors
    /// See [`PayError`].
    fn pay(
        &self,
        statement: StatementId,
        reference: BankReference,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<Statement, PayError>;
}

/// A partner's statements. Every query is confined to the partner it names;
/// drafts and rejected statements are nobody's.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Statements: Send + Sync {
    /// A page, newest first, and how many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn list(
        &self,
        partner: PartnerId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<Statement>, u64)>;

    /// A statement; `None` when there is none or it is another partner's.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn find(&self, partner: PartnerId, statement: StatementId) -> PortResult<Option<Statement>>;

    /// At most `most` of its lines in the order of their keys, from the one
    /// behind `after`. Empty when it is another partner's.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn lines(
        &self,
        partner: PartnerId,
        statement: StatementId,
        after: Option<LedgerLineId>,
        most: PageSize,
    ) -> PortResult<Vec<StatementLine>>;

    /// What there is to tell of a lead's payout; `None` when there is no such
    /// lead or it is another partner's. One instant.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn history(&self, partner: PartnerId, lead: LeadId) -> PortResult<Option<PayoutHistory>>;
}

/// Disputes. Each change carries its audit entry.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Disputes: Send + Sync {
    /// Opens a dispute of a line on an approved, carried or paid statement of
    /// the partner. A line is disputed at most once a statement.
    ///
    /// # Errors
    /// See [`OpenDisputeError`].
    fn open(&self, dispute: NewDispute) -> Result<Dispute, OpenDisputeError>;

    /// A page of all partners' disputes, open ones first, newest first, and how
    /// many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn list(&self, page: PageNumber, size: PageSize) -> PortResult<(Vec<Dispute>, u64)>;

    /// A dispute.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn find(&self, dispute: DisputeId) -> PortResult<Option<Dispute>>;

    /// The partner's dispute of a line of a statement; `None` when it has opened
    /// none there.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn of_line(
        &self,
        partner: PartnerId,
        statement: StatementId,
        line: LedgerLineId,
    ) -> PortResult<Option<Dispute>>;

    /// Answers an open dispute. Of simultaneous calls one succeeds.
    ///
    /// # Errors
    /// See [`AnswerDisputeError`].
    fn answer(&self, answer: DisputeAnswer) -> Result<Dispute, AnswerDisputeError>;
}
