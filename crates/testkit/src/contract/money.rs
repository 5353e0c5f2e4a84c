//! [`payouts::PayoutRuns`] and what comes of them: a desk to try them at.

use std::sync::Arc;

use accounts::StaffRole;
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{
    Actor, FixedClock, LeadId, LeadReference, LoanApplicationId, Money, PageNumber, PageSize,
    PartnerId, StaffId, StatementId, UserId,
};
use leads::StoreOutcome;
use lender::{FeedResult, RawLoan, RawMessage, ReceiveFeed};
use payouts::{CreateRunError, NewRun, PayError, PayoutRun, Statement, StatementLine, TaxTable};

use super::{money_disputes, money_figures, money_runs};
use crate::{
    Harness, Person, SeededEntropy, loan_message, midday, new_partner, new_staff, payout_policy,
    receive_feed, share_of, text, user_message,
};

/// Tries every promise about payout runs, statements, disputes and tax profiles,
/// each on a harness of its own that `fresh` makes.
///
/// # Panics
/// Where a promise is broken.
pub fn money_contract(fresh: impl Fn() -> Harness) {
    for scenario in money_runs::SCENARIOS
        .iter()
        .chain(money_figures::SCENARIOS)
        .chain(money_disputes::SCENARIOS)
    {
        scenario(&Desk::at(fresh()));
    }
}

/// Where two people settle what some partners earn.
pub(super) struct Desk {
    pub(super) harness: Harness,
    pub(super) maker: StaffId,
    pub(super) checker: StaffId,
    /// Two of them, without tax profiles.
    pub(super) partners: Vec<PartnerId>,
}

/// The first page, as long as can be.
pub(super) const ALL: (PageNumber, PageSize) = (PageNumber::FIRST, largest());

const fn largest() -> PageSize {
    match PageSize::new(PageSize::MAX) {
        Some(size) => size,
        None => PageSize::DEFAULT,
    }
}

/// `rupees` and no paise.
pub(super) const fn rupees(rupees: i64) -> Money {
    Money::from_paise(rupees * 100)
}

/// The hour of day `day` at which everything happens; day 0 is [`midday`]'s.
pub(super) fn on(day: i64) -> DateTime<Utc> {
    midday() + TimeDelta::days(day)
}

/// The business day of [`on`].
pub(super) fn date(day: i64) -> NaiveDate {
    payout_policy().calendar.day_of(on(day))
}

impl Desk {
    pub(super) fn at(harness: Harness) -> Self {
        let staff = |number| {
            let new = new_staff(number, StaffRole::Finance);
            let account = harness.staff.create(new, Actor::Operator);
            account.expect("created").id
        };
        let partner = |number| {
            let created = harness
                .partners
                .create(new_partner(number), Actor::Operator);
            created.expect("created").id
        };
        Self {
            maker: staff(1),
            checker: staff(2),
            partners: vec![partner(1), partner(2)],
            harness,
        }
    }

    /// `partner` shares person `number`, whose loan, of the same number, is
    /// disbursed on `day` and earns 2 % of `disbursal`.
    pub(super) fn earn(
        &self,
        partner: PartnerId,
        number: u32,
        disbursal: Money,
        day: i64,
    ) -> LeadId {
        let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
        let person = Person::numbered(number);
        let shared_at = on(day) - TimeDelta::days(3);
        let request = share_of(partner, &person, reference, shared_at);
        let shared = match self.harness.leads.share(request) {
            Ok(StoreOutcome::Shared(shared)) => shared.lead,
            other => panic!("{other:?}"),
        };
        let user = user_message(
            UserId::new(number.into()),
            &person,
            UserStatus::Active,
            on(day),
        );
        self.tell(RawMessage::User(user), day);
        self.disburse(number, disbursal, day);
        shared
    }

    /// The lender reports another amount of loan `number`.
    pub(super) fn disburse(&self, number: u32, amount: Money, day: i64) {
        let mut loan = loan(number, LoanStatus::Disbursed, day);
        loan.disbursal_amount = text(amount.to_string());
        self.tell(RawMessage::Loan(loan), day);
    }

    /// Loan `number` is cancelled.
    pub(super) fn cancel(&self, number: u32, day: i64) {
        let loan = loan(number, LoanStatus::Cancelled, day);
        self.tell(RawMessage::Loan(loan), day);
    }

    fn tell(&self, message: RawMessage, day: i64) {
        let feed = ReceiveFeed {
            clock: Arc::new(FixedClock::at(on(day) + TimeDelta::hours(1))),
            ..receive_feed(self.harness.feed.clone())
        };
        for answer in feed.execute(&[message]) {
            let answer = answer.expect("received");
            assert_eq!(answer.result, FeedResult::Applied);
        }
    }

    /// A run of everything up to `day`, by the maker, without taxes.
    pub(super) fn new_run(&self, day: i64) -> NewRun {
        NewRun {
            from: date(day - 30),
            to: date(day),
            by: self.maker,
            at: on(day) + TimeDelta::hours(2),
            taxes: TaxTable::default(),
        }
    }

    pub(super) fn try_run(&self, day: i64) -> Result<PayoutRun, CreateRunError> {
        self.harness.payout_runs.create(self.new_run(day))
    }

    pub(super) fn run(&self, day: i64) -> PayoutRun {
        self.try_run(day).expect("created")
    }

    /// The checker approves.
    pub(super) fn approve(&self, run: &PayoutRun) -> PayoutRun {
        let runs = &self.harness.payout_runs;
        let approved = runs.approve(run.id, self.checker, run.created_at);
        approved.expect("approved")
    }

    /// The maker rejects.
    pub(super) fn reject(&self, run: &PayoutRun) {
        let runs = &self.harness.payout_runs;
        let rejected = runs.reject(run.id, self.maker, run.created_at);
        rejected.expect("rejected");
    }

    pub(super) fn pay(
        &self,
        statement: StatementId,
        reference: &str,
    ) -> Result<Statement, PayError> {
        let reference = reference.parse().expect("a reference");
        let runs = &self.harness.payout_runs;
        runs.pay(statement, reference, self.checker, on(90))
    }

    /// The statements of `run`.
    pub(super) fn statements(&self, run: &PayoutRun) -> Vec<Statement> {
        let statements = self.harness.payout_runs.statements(run.id, ALL.0, ALL.1);
        statements.expect("statements")
    }

    /// The statement of `partner` in `run`.
    pub(super) fn statement(&self, run: &PayoutRun, partner: PartnerId) -> Statement {
        let mut statements = self.statements(run).into_iter();
        let found = statements.find(|statement| statement.partner == partner);
        found.expect("a statement of the partner")
    }

    pub(super) fn lines(&self, statement: &Statement) -> Vec<StatementLine> {
        let statements = &self.harness.statements;
        let lines = statements.lines(statement.partner, statement.id, None, ALL.1);
        lines.expect("lines")
    }

    /// What `partner` is still owed by its leads, and what they were paid.
    pub(super) fn owed(&self, partner: PartnerId) -> (Money, Money) {
        let stats = self.harness.leads.stats(partner).expect("totals");
        (stats.payout_pending, stats.payout_paid)
    }

    /// How many of its leads were paid for.
    pub(super) fn paid_leads(&self, partner: PartnerId) -> u64 {
        self.harness.leads.stats(partner).expect("totals").paid
    }

    /// How often `partner` was told of `event`.
    pub(super) fn told(&self, partner: PartnerId, event: &str) -> usize {
        let events = self.harness.probe.outbox(partner);
        events.iter().filter(|told| *told == event).count()
    }
}

fn loan(number: u32, status: LoanStatus, day: i64) -> RawLoan {
    let id = LoanApplicationId::new(number.into());
    let user = UserId::new(number.into());
    let time = |at: DateTime<Utc>| text(at.to_rfc3339_opts(SecondsFormat::Micros, true));
    let mut loan = loan_message(id, user, status, on(day));
    // What a loan was made of does not change with what becomes of it.
    let made = i64::from(number / 1_000);
    loan.created_at = time(on(made) - TimeDelta::days(2));
    loan.disbursed_at = time(on(made) - TimeDelta::hours(1));
    loan
}
