//! What a partner may ask of its payouts and statements.

use std::sync::Arc;

use kernel::{
    Clock, FieldVault, LeadId, LedgerLineId, PageNumber, PageSize, PartnerId, PortResult,
    StatementId,
};

use crate::{
    Dispute, DisputeText, Disputes, Explanation, NewDispute, OpenDisputeError, OpenedDispute,
    PayoutPolicy, SetTaxProfile, Statement, StatementLine, Statements, TaxIdentity, explain,
};

/// A partner's payouts and statements. Every call is confined to the partner it
/// names, which comes from the token.
#[derive(Clone)]
pub struct PartnerStatements {
    /// Where statements are kept.
    pub statements: Arc<dyn Statements>,
    /// Where disputes are kept.
    pub disputes: Arc<dyn Disputes>,
    /// Seals what a partner writes.
    pub vault: Arc<dyn FieldVault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The rules of payouts that are still to come.
    pub policy: Arc<PayoutPolicy>,
    /// What partners told of their taxes, for their own documents.
    pub taxes: SetTaxProfile,
}

impl PartnerStatements {
    /// Explains what a lead earns; `None` when there is no such lead or it is
    /// another partner's.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn explain(&self, partner: PartnerId, lead: LeadId) -> PortResult<Option<Explanation>> {
        let history = self.statements.history(partner, lead)?;
        Ok(history.map(|history| explain(history, &self.policy, self.clock.now())))
    }

    /// A page of statements, newest first, and how many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn list(
        &self,
        partner: PartnerId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<Statement>, u64)> {
        self.statements.list(partner, page, size)
    }

    /// A statement; `None` when there is none or it is another partner's.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn find(
        &self,
        partner: PartnerId,
        statement: StatementId,
    ) -> PortResult<Option<Statement>> {
        self.statements.find(partner, statement)
    }

    /// At most `most` lines behind `after`, and the key of the last one if there
    /// are more.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn lines(
        &self,
        partner: PartnerId,
        statement: &Statement,
        after: Option<LedgerLineId>,
        most: PageSize,
    ) -> PortResult<(Vec<StatementLine>, Option<LedgerLineId>)> {
        let lines = self.statements.lines(partner, statement.id, after, most)?;
        let full = u32::try_from(lines.len()).is_ok_and(|count| count == most.get());
        let Some(last) = lines.last().map(|line| line.id).filter(|_| full) else {
            return Ok((lines, None));
        };
        let one = PageSize::new(1).unwrap_or(PageSize::DEFAULT);
        let more = self
            .statements
            .lines(partner, statement.id, Some(last), one)?;
        Ok((lines, (!more.is_empty()).then_some(last)))
    }

    /// What the partner told of its taxes, in clear.
    ///
    /// # Errors
    /// [`kernel::PortFailure`], also when a value does not open.
    pub fn identity(&self, partner: PartnerId) -> PortResult<TaxIdentity> {
        self.taxes.show(partner)
    }

    /// Its dispute of a line, with the answer; `None` when it has opened none.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn disputed(
        &self,
        partner: PartnerId,
        statement: StatementId,
        line: LedgerLineId,
    ) -> PortResult<Option<OpenedDispute>> {
        let found = self.disputes.of_line(partner, statement, line)?;
        found
            .map(|dispute| OpenedDispute::open(self.vault.as_ref(), dispute))
            .transpose()
    }

    /// Disputes a line.
    ///
    /// # Errors
    /// See [`OpenDisputeError`].
    pub fn dispute(
        &self,
        partner: PartnerId,
        statement: StatementId,
        line: LedgerLineId,
        reason: &DisputeText,
    ) -> Result<Dispute, OpenDisputeError> {
        let reason = reason.seal(self.vault.as_ref(), DisputeText::REASON, statement, line)?;
        self.disputes.open(NewDispute {
            partner,
            statement,
            line,
            reason,
            at: self.clock.now(),
        })
    }
}
