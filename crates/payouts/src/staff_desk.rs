//! What the lender's staff do with payouts.

use std::sync::Arc;

use chrono::NaiveDate;
use kernel::{
    Clock, DisputeId, FieldVault, PageNumber, PageSize, PayoutRunId, PortResult, StaffId,
    StatementId,
};

use crate::{
    AnswerDisputeError, BankReference, CreateRunError, DecideRunError, Dispute, DisputeAnswer,
    DisputeText, Disputes, NewRun, PayError, PayoutRun, PayoutRuns, Statement, TaxTable,
};

/// Payout runs and disputes, by the lender's staff.
#[derive(Clone)]
pub struct StaffPayouts {
    /// Where runs are kept.
    pub runs: Arc<dyn PayoutRuns>,
    /// Where disputes are kept.
    pub disputes: Arc<dyn Disputes>,
    /// Seals and opens what is written about a dispute.
    pub vault: Arc<dyn FieldVault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The taxes of new runs.
    pub taxes: TaxTable,
}

/// A dispute in clear, for its partner and for staff.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedDispute {
    /// The dispute.
    pub dispute: Dispute,
    /// What the partner wrote.
    pub reason: String,
    /// What it was answered.
    pub answer: Option<String>,
}

/// Hides the texts, which may hold personal data.
impl std::fmt::Debug for OpenedDispute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedDispute")
            .field("dispute", &self.dispute)
            .finish_non_exhaustive()
    }
}

impl StaffPayouts {
    /// Creates a run for the period `from` to `to`; see [`PayoutRuns::create`].
    ///
    /// # Errors
    /// See [`CreateRunError`].
    pub fn create(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        by: StaffId,
    ) -> Result<PayoutRun, CreateRunError> {
        self.runs.create(NewRun {
            from,
            to,
            by,
            at: self.clock.now(),
            taxes: self.taxes.clone(),
        })
    }

    /// A page of runs, newest first, and how many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn list(&self, page: PageNumber, size: PageSize) -> PortResult<(Vec<PayoutRun>, u64)> {
        self.runs.list(page, size)
    }

    /// A run.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn find(&self, run: PayoutRunId) -> PortResult<Option<PayoutRun>> {
        self.runs.find(run)
    }

    /// A page of a run's statements; `None` when there is no such run.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn statements(
        &self,
        run: PayoutRunId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<Option<(PayoutRun, Vec<Statement>)>> {
        let Some(found) = self.runs.find(run)? else {
            return Ok(None);
        };
        let statements = self.runs.statements(run, page, size)?;
        Ok(Some((found, statements)))
    }

    /// Approves a run; see [`PayoutRuns::approve`].
    ///
    /// # Errors
    /// See [`DecideRunError`].
    pub fn approve(&self, run: PayoutRunId, by: StaffId) -> Result<PayoutRun, DecideRunError> {
        self.runs.approve(run, by, self.clock.now())
    }

    /// Rejects a run; see [`PayoutRuns::reject`].
    ///
    /// # Errors
    /// See [`DecideRunError`].
    pub fn reject(&self, run: PayoutRunId, by: StaffId) -> Result<PayoutRun, DecideRunError> {
        self.runs.reject(run, by, self.clock.now())
    }

    /// Marks a statement paid; see [`PayoutRuns::pay`].
    ///
    /// # Errors
    /// See [`PayError`].
    pub fn pay(
        &self,
        statement: StatementId,
        reference: BankReference,
        by: StaffId,
    ) -> Result<Statement, PayError> {
        self.runs.pay(statement, reference, by, self.clock.now())
    }

    /// A page of all partners' disputes in clear, open ones first, newest first,
    /// and how many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn disputes(
        &self,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<OpenedDispute>, u64)> {
        let (disputes, total) = self.disputes.list(page, size)?;
        let vault = self.vault.as_ref();
        let disputes = disputes.into_iter();
        let opened: PortResult<Vec<_>> = disputes
            .map(|dispute| OpenedDispute::open(vault, dispute))
            .collect();
        Ok((opened?, total))
    }

    /// Answers a dispute.
    ///
    /// # Errors
    /// See [`AnswerDisputeError`].
    pub fn answer(
        &self,
        dispute: DisputeId,
        upheld: bool,
        answer: &DisputeText,
        by: StaffId,
    ) -> Result<OpenedDispute, AnswerDisputeError> {
        // The answer is sealed for the statement and line, which never change.
        let found = self.disputes.find(dispute)?;
        let found = found.ok_or(AnswerDisputeError::Unknown)?;
        let answer = answer.seal(
            self.vault.as_ref(),
            DisputeText::ANSWER,
            found.statement,
            found.line,
        )?;
        let answered = self.disputes.answer(DisputeAnswer {
            dispute,
            upheld,
            answer,
            by,
            at: self.clock.now(),
        })?;
        Ok(OpenedDispute::open(self.vault.as_ref(), answered)?)
    }
}

impl OpenedDispute {
    /// Opens the texts of `dispute`.
    pub(crate) fn open(vault: &dyn FieldVault, dispute: Dispute) -> PortResult<Self> {
        let open = |column, sealed| {
            DisputeText::open(vault, column, dispute.statement, dispute.line, sealed)
        };
        Ok(Self {
            reason: open(DisputeText::REASON, &dispute.reason)?,
            answer: dispute
                .answer
                .as_ref()
                .map(|sealed| open(DisputeText::ANSWER, sealed))
                .transpose()?,
            dispute,
        })
    }
}
