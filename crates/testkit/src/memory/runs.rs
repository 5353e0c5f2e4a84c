//! Payout runs in memory.

use std::collections::BTreeMap;

use audit::MoneyEvent;
use chrono::{DateTime, Utc};
use kernel::{
    Actor, Money, PageNumber, PageSize, PartnerId, PayoutRunId, PortResult, StaffId, StatementId,
};
use payouts::{
    BankReference, CreateRunError, DecideRunError, NewRun, PayError, PayoutRun, PayoutRuns,
    RunStatus, Statement, StatementStatus,
};

use super::InMemoryMoney;
use super::books::BookedLine;
use super::money::{Kept, next, paged, total};

impl InMemoryMoney {
    /// The lines that are in no statement and were booked up to the last day.
    fn free(&self, kept: &Kept, new: &NewRun) -> BTreeMap<PartnerId, Vec<BookedLine>> {
        let state = self.feed.state();
        let calendar = &self.feed.policy().calendar;
        let mut free: BTreeMap<PartnerId, Vec<BookedLine>> = BTreeMap::new();
        for line in state.books.lines() {
            let booked_on = calendar.day_of(line.booked_at);
            if booked_on <= new.to && !kept.places.contains_key(&line.id) {
                let lines = free.entry(line.line.partner).or_default();
                lines.push(line.clone());
            }
        }
        free
    }
}

impl PayoutRuns for InMemoryMoney {
    fn create(&self, new: NewRun) -> Result<PayoutRun, CreateRunError> {
        let mut kept = self.kept();
        let free = self.free(&kept, &new);
        if free.is_empty() {
            return Err(CreateRunError::NothingToSettle);
        }
        let id = PayoutRunId::new(next(kept.runs.len()));
        let mut payable = Vec::new();
        for (partner, lines) in &free {
            let figures = kept.settle(id, *partner, lines, &new)?;
            payable.push(figures.closing.max(Money::ZERO));
        }
        let run = PayoutRun {
            id,
            from: new.from,
            to: new.to,
            status: RunStatus::Draft,
            created_by: new.by,
            created_at: new.at,
            decided: None,
            statements: u64::try_from(free.len()).unwrap_or(u64::MAX),
            payable: total(payable.into_iter()),
        };
        kept.runs.push(run.clone());
        let event = MoneyEvent::RunCreated {
            run: id,
            statements: run.statements,
        };
        self.record(new.at, Actor::Staff(new.by), event);
        Ok(run)
    }

    fn list(&self, page: PageNumber, size: PageSize) -> PortResult<(Vec<PayoutRun>, u64)> {
        let kept = self.kept();
        let total = u64::try_from(kept.runs.len()).unwrap_or(u64::MAX);
        Ok((paged(kept.runs.iter().rev().cloned(), page, size), total))
    }

    fn find(&self, run: PayoutRunId) -> PortResult<Option<PayoutRun>> {
        Ok(self.kept().runs.iter().find(|kept| kept.id == run).cloned())
    }

    fn statements(
        &self,
        run: PayoutRunId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<Vec<Statement>> {
        let kept = self.kept();
        let of_run = kept.statements.iter().filter(|kept| kept.run == run);
        Ok(paged(of_run.cloned(), page, size))
    }

    fn approve(
        &self,
        run: PayoutRunId,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<PayoutRun, DecideRunError> {
        let mut kept = self.kept();
        let found = kept.run_mut(run)?;
        if found.created_by == by {
            return Err(DecideRunError::SamePerson);
        }
        found.status = RunStatus::Approved;
        found.decided = Some((by, at));
        let approved = found.clone();
        let mut ids = Vec::new();
        for statement in kept.statements.iter_mut().filter(|kept| kept.run == run) {
            let pays = statement.figures.closing > Money::ZERO;
            statement.status = if pays {
                StatementStatus::Approved
            } else {
                StatementStatus::Carried
            };
            statement.approved_at = Some(at);
            ids.push(statement.id);
        }
        let state = &mut self.feed.state();
        Self::advance(&kept, state, &ids, |payout| payout.approve(at).ok());
        self.record(at, Actor::Staff(by), MoneyEvent::RunApproved { run });
        Ok(approved)
    }

    fn reject(
        &self,
        run: PayoutRunId,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<PayoutRun, DecideRunError> {
        let mut kept = self.kept();
        kept.run_mut(run)?;
        let of_run = kept.statements.iter().filter(|kept| kept.run == run);
        let mut partners = of_run.map(|kept| kept.partner);
        if partners.any(|partner| kept.standing(partner).any(|later| later.run > run)) {
            return Err(DecideRunError::RestedUpon);
        }
        let mut ids = Vec::new();
        for statement in kept.statements.iter_mut().filter(|kept| kept.run == run) {
            statement.status = StatementStatus::Rejected;
            ids.push(statement.id);
        }
        kept.places.retain(|_, place| !ids.contains(place));
        let found = kept.run_mut(run)?;
        found.status = RunStatus::Rejected;
        found.decided = Some((by, at));
        self.record(at, Actor::Staff(by), MoneyEvent::RunRejected { run });
        Ok(found.clone())
    }

    fn pay(
        &self,
        statement: StatementId,
        reference: BankReference,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<Statement, PayError> {
        let mut kept = self.kept();
        let taken = kept
            .statements
            .iter()
            .any(|kept| kept.bank_reference.as_ref() == Some(&reference));
        let found = kept.statements.iter_mut().find(|kept| kept.id == statement);
        let found = found.ok_or(PayError::Unknown)?;
        if found.status != StatementStatus::Approved {
            return Err(PayError::NotPayable);
        }
        if taken {
            return Err(PayError::ReferenceTaken);
        }
        found.status = StatementStatus::Paid;
        found.bank_reference = Some(reference);
        found.paid_at = Some(at);
        let paid = found.clone();
        let carried = kept
            .standing(paid.partner)
            .filter(|before| before.id < paid.id && before.status == StatementStatus::Carried);
        let mut ids: Vec<StatementId> = carried.map(|before| before.id).collect();
        ids.push(paid.id);
        let state = &mut self.feed.state();
        Self::advance(&kept, state, &ids, |payout| payout.pay(at).ok());
        let amount = paid.figures.closing;
        self.record(
            at,
            Actor::Staff(by),
            MoneyEvent::StatementPaid { statement, amount },
        );
        Ok(paid)
    }
}
