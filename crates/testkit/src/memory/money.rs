//! What the fakes of runs, statements, disputes and tax profiles keep.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use audit::{Event, MoneyEvent};
use chrono::{DateTime, Utc};
use kernel::{
    Actor, LedgerLineId, Money, PageNumber, PageSize, PartnerId, PayoutRunId, PortFailure,
    PortResult, StatementId,
};
use payouts::{
    Account, DecideRunError, Dispute, Figures, KeptTaxProfile, NewRun, PayoutRun, RunStatus,
    Statement, StatementStatus, TaxProfile, figures, financial_year,
};

use super::books::BookedLine;
use super::credits::tell;
use super::feed::State;
use super::{InMemoryAudit, InMemoryFeed, locked};

/// Fake of [`payouts::PayoutRuns`], [`payouts::Statements`], [`payouts::Disputes`] and
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
    pub(super) runs: Vec<PayoutRun>,
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
    pub(super) fn advance(
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
            if let Some(row) = state.books.row_mut(lead) {
                row.credit = Some(credit);
            }
            tell(state, lead);
        }
    }
}

impl Kept {
    pub(super) fn run_mut(&mut self, run: PayoutRunId) -> Result<&mut PayoutRun, DecideRunError> {
        let found = self.runs.iter_mut().find(|kept| kept.id == run);
        let run = found.ok_or(DecideRunError::Unknown)?;
        if run.status == RunStatus::Draft {
            Ok(run)
        } else {
            Err(DecideRunError::Decided)
        }
    }

    pub(super) fn standing(&self, partner: PartnerId) -> impl Iterator<Item = &Statement> {
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

    pub(super) fn settle(
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

pub(super) fn total(amounts: impl Iterator<Item = Money>) -> Money {
    let amounts: Vec<Money> = amounts.collect();
    payouts::sum(&amounts).expect("sums in tests are small")
}
