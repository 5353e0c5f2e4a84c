//! Payout runs in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use audit::{Event, MoneyEvent};
use chrono::{DateTime, Utc};
use kernel::{
    Actor, LedgerLineId, Money, PageNumber, PageSize, PartnerId, PayoutRunId, PortFailure,
    PortResult, StaffId, StatementId,
};
use payouts::{
    Account, BankReference, CreateRunError, DecideRunError, Dispute, Figures, KeptTaxProfile,
    NewRun, PayError, PayoutRun, PayoutRuns, RunStatus, Statement, StatementStatus, TaxProfile,
    figures, financial_year,
};

use super::books::BookedLine;
use super::credits::facts;
use super::feed::State;
use super::{InMemoryAudit, InMemoryFeed, locked};

/// Fake of [`PayoutRuns`], [`payouts::Statements`], [`payouts::Disputes`] and
/// [`payouts::TaxProfiles`], over the ledger that the fake of the feed keeps.
#[derive(Debug, Clone)]
pub struct InMemoryMoney {
    kept: Arc<Mutex<Kept>>,
    pub(super) feed: InMemoryFeed,
    pub(super) audit: InMemoryAudit,
}

/// Always locked before the feed's state.
#[derive(Debug, Default)]
pub(super) struct Kept {
    runs: Vec<PayoutRun>,
    pub(super) statements: Vec<Statement>,
    /// The statement each settled line is in.
    pub(super) places: BTreeMap<LedgerLineId, StatementId>,
    pub(super) disputes: Vec<Dispute>,
    pub(super) profiles: HashMap<PartnerId, KeptTaxProfile>,
}

impl InMemoryMoney {
    /// Nothing was settled yet of what `feed` books; changes go to `audit`.
    pub fn new(feed: InMemoryFeed, audit: InMemoryAudit) -> Self {
        Self {
            kept: Arc::default(),
            feed,
            audit,
        }
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        locked(&self.kept)
    }

    pub(super) fn record(&self, at: DateTime<Utc>, actor: Actor, event: MoneyEvent) {
        self.audit.record(at, actor, Event::Money(event));
    }

    /// Moves on every payout with a line in one of `statements` that `step` takes,
    /// and tells its partner.
    fn advance(
        kept: &Kept,
        state: &mut State,
        statements: &[StatementId],
        step: impl Fn(payouts::Payout) -> Option<payouts::Payout>,
    ) {
        let lines = state.books.lines().iter();
        let settled = lines.filter(|line| {
            let place = kept.places.get(&line.id);
            place.is_some_and(|place| statements.contains(place))
        });
        let about: Vec<_> = settled.map(|it| (it.line.lead, it.line.loan)).collect();
        for (lead, loan) in about {
            let Some(row) = state.books.row(lead).cloned() else {
                continue;
            };
            let credit = row.credit.clone().filter(|credit| credit.loan == loan);
            let Some(mut credit) = credit else { continue };
            let Some(payout) = credit.payout.take().and_then(&step) else {
                continue;
            };
            credit.payout = Some(payout);
            let before = facts(state, &row);
            if let Some(row) = state.books.row_mut(lead) {
                row.credit = Some(credit);
            }
            let Some(after) = state.books.row(lead).map(|row| facts(state, row)) else {
                continue;
            };
            for event in webhooks::lead_events(lead, &before, &after) {
                state.books.tell(row.partner, event);
            }
        }
    }
}

impl Kept {
    fn run_mut(&mut self, run: PayoutRunId) -> Result<&mut PayoutRun, DecideRunError> {
        let found = self.runs.iter_mut().find(|kept| kept.id == run);
        let run = found.ok_or(DecideRunError::Unknown)?;
        if run.status == RunStatus::Draft {
            Ok(run)
        } else {
            Err(DecideRunError::Decided)
        }
    }

    fn standing(&self, partner: PartnerId) -> impl Iterator<Item = &Statement> {
        let of_partner = move |kept: &&Statement| kept.partner == partner;
        let standing = |kept: &&Statement| kept.status != StatementStatus::Rejected;
        self.statements.iter().filter(of_partner).filter(standing)
    }

    fn account(&self, partner: PartnerId, lines: &[BookedLine], new: &NewRun) -> Account {
        let amounts = || lines.iter().map(|booked| booked.line.amount);
        let year = financial_year(new.to);
        let of_year = || {
            self.standing(partner)
                .filter(|kept| financial_year(kept.to) == year)
        };
        let taxed = |kept: &Statement| kept.figures.tds.as_ref().map(|tax| tax.base);
        let before = self.standing(partner).last();
        let opens = before.filter(|kept| {
            let status = kept.status;
            matches!(status, StatementStatus::Carried | StatementStatus::Draft)
        });
        let opening = opens.map_or(Money::ZERO, |kept| kept.figures.closing);
        Account {
            opening: opening.min(Money::ZERO),
            earnings: total(amounts().filter(|amount| *amount > Money::ZERO)),
            reversals: total(amounts().filter(|amount| *amount < Money::ZERO)),
            year_earned: total(
                of_year().flat_map(|kept| [kept.figures.earnings, kept.figures.reversals]),
            ),
            year_taxed: total(of_year().filter_map(taxed)),
        }
    }

    fn profile(&self, partner: PartnerId) -> TaxProfile {
        let kept = self.profiles.get(&partner);
        kept.map_or_else(TaxProfile::default, |kept| TaxProfile {
            constitution: kept.constitution,
            has_pan: kept.pan.is_some(),
            has_gstin: kept.gstin.is_some(),
        })
    }

    fn open(
        &mut self,
        run: PayoutRunId,
        partner: PartnerId,
        lines: &[BookedLine],
        new: &NewRun,
    ) -> PortResult<Figures> {
        let account = self.account(partner, lines, new);
        let figures = figures(&account, self.profile(partner), &new.taxes, new.to)
            .map_err(|error| PortFailure::Unforeseen(error.to_string()))?;
        let id = StatementId::new(next(self.statements.len()));
        self.statements.push(Statement {
            id,
            run,
            partner,
            from: new.from,
            to: new.to,
            figures: figures.clone(),
            lines: u64::try_from(lines.len()).unwrap_or(u64::MAX),
            status: StatementStatus::Draft,
            bank_reference: None,
            approved_at: None,
            paid_at: None,
        });
        self.places.extend(lines.iter().map(|line| (line.id, id)));
        Ok(figures)
    }
}

pub(super) fn next(length: usize) -> i64 {
    i64::try_from(length).map_or(i64::MAX, |length| length + 1)
}

pub(super) fn paged<T: Clone>(
    rows: impl Iterator<Item = T>,
    page: PageNumber,
    size: PageSize,
) -> Vec<T> {
    let before = usize::try_from(page.offset(size)).unwrap_or(usize::MAX);
    let most = usize::try_from(size.get()).unwrap_or(usize::MAX);
    rows.skip(before).take(most).collect()
}

fn total(amounts: impl Iterator<Item = Money>) -> Money {
    let amounts: Vec<Money> = amounts.collect();
    payouts::sum(&amounts).expect("sums in tests are small")
}

impl PayoutRuns for InMemoryMoney {
    fn create(&self, new: NewRun) -> Result<PayoutRun, CreateRunError> {
        let mut kept = self.kept();
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
        if free.is_empty() {
            return Err(CreateRunError::NothingToSettle);
        }
        let id = PayoutRunId::new(next(kept.runs.len()));
        let mut payable = Vec::new();
        for (partner, lines) in &free {
            let figures = kept.open(id, *partner, lines, &new)?;
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
