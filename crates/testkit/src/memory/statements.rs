//! Statements in memory.

use kernel::{LeadId, LedgerLineId, PageNumber, PageSize, PartnerId, PortResult, StatementId};
use payouts::{HistoryLine, PayoutHistory, Statement, StatementLine, StatementStatus, Statements};

use super::InMemoryMoney;
use super::money::{Kept, paged};

/// Whether `statement` is one that `partner` sees.
pub(super) fn is_seen_by(partner: PartnerId, statement: &Statement) -> bool {
    let hidden = [StatementStatus::Draft, StatementStatus::Rejected];
    statement.partner == partner && !hidden.contains(&statement.status)
}

impl Kept {
    pub(super) fn seen(&self, partner: PartnerId, id: StatementId) -> Option<&Statement> {
        self.statements
            .iter()
            .find(|kept| kept.id == id && is_seen_by(partner, kept))
    }
}

impl Statements for InMemoryMoney {
    fn list(
        &self,
        partner: PartnerId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<Statement>, u64)> {
        let kept = self.kept();
        let seen = || {
            let newest_first = kept.statements.iter().rev();
            newest_first.filter(|kept| is_seen_by(partner, kept))
        };
        let total = u64::try_from(seen().count()).unwrap_or(u64::MAX);
        Ok((paged(seen().cloned(), page, size), total))
    }

    fn find(&self, partner: PartnerId, statement: StatementId) -> PortResult<Option<Statement>> {
        Ok(self.kept().seen(partner, statement).cloned())
    }

    fn lines(
        &self,
        partner: PartnerId,
        statement: StatementId,
        after: Option<LedgerLineId>,
        most: PageSize,
    ) -> PortResult<Vec<StatementLine>> {
        let kept = self.kept();
        if kept.seen(partner, statement).is_none() {
            return Ok(Vec::new());
        }
        let state = self.feed.state();
        let lines = state.books.lines().iter().filter(|booked| {
            kept.places.get(&booked.id) == Some(&statement)
                && after.is_none_or(|after| booked.id > after)
        });
        let lines = lines.map(|booked| {
            let mut disputes = kept.disputes.iter();
            let dispute = disputes.find(|it| it.statement == statement && it.line == booked.id);
            StatementLine {
                id: booked.id,
                lead: booked.line.lead,
                loan: booked.line.loan,
                kind: booked.line.kind,
                reason: booked.line.reason,
                amount: booked.line.amount,
                basis: booked.line.basis.clone(),
                booked_at: booked.booked_at,
                dispute: dispute.map(|dispute| dispute.status),
            }
        });
        Ok(paged(lines, PageNumber::FIRST, most))
    }

    fn history(&self, partner: PartnerId, lead: LeadId) -> PortResult<Option<PayoutHistory>> {
        let state = self.feed.state();
        let row = state.books.row(lead);
        let Some(row) = row.filter(|row| row.partner == partner) else {
            return Ok(None);
        };
        let lines = state.books.lines().iter();
        let lines = lines.filter(|booked| booked.line.lead == lead);
        let lines = lines.map(|booked| HistoryLine {
            id: booked.id,
            kind: booked.line.kind,
            reason: booked.line.reason,
            amount: booked.line.amount,
            booked_at: booked.booked_at,
        });
        Ok(Some(PayoutHistory {
            lead,
            shared_at: row.lead.shared_at,
            open: row.verdict.is_open(),
            rate: self.feed.rate_of(partner),
            applied: row.credit.is_some(),
            payout: row.payout().cloned(),
            lines: lines.collect(),
        }))
    }
}
