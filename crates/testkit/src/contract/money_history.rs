//! Random histories: whatever happens, no paisa appears or is lost.

use std::collections::BTreeMap;

use kernel::{Money, PageNumber, PartnerId};
use payouts::{GstRule, PayoutRun, RunStatus, Statement, StatementStatus, TaxTable, TdsRule};

use super::money::{ALL, Desk, date, rupees};
use crate::{Harness, SeededEntropy};

/// Lets a random history of `steps` steps happen on a fresh harness and after
/// each adds everything up. `check` looks for more.
///
/// # Panics
/// Where the sums differ; the seed is told.
pub fn money_history_contract(harness: Harness, seed: u64, steps: usize, check: &dyn Fn()) {
    let mut history = History {
        desk: Desk::at(harness),
        entropy: SeededEntropy::new(seed),
        loans: Vec::new(),
        day: 0,
        seed,
        happened: BTreeMap::new(),
    };
    for step in 0..steps {
        history.step();
        history.add_up(step);
        check();
    }
    history.settle_all();
    check();
    // A history in which little happens proves little.
    for what in [
        "earned", "changed", "created", "approved", "rejected", "paid",
    ] {
        let times = history.happened.get(what).copied().unwrap_or(0);
        assert!(times > 0, "seed {seed}: nothing was {what}");
    }
}

struct History {
    desk: Desk,
    entropy: SeededEntropy,
    /// Those that are not cancelled.
    loans: Vec<u32>,
    /// One step is one day, so that no two messages are of the same instant.
    day: i64,
    seed: u64,
    happened: BTreeMap<&'static str, usize>,
}

fn taxes() -> TaxTable {
    let rate = |bps| kernel::RateBps::new(bps).expect("at most 10 000");
    TaxTable {
        tds: vec![TdsRule {
            from: date(-400),
            constitutions: Vec::new(),
            rate: rate(200),
            rate_without_pan: rate(500),
            threshold: rupees(2_000),
            section: "194H".to_owned(),
        }],
        gst: vec![GstRule {
            from: date(-400),
            rate: rate(1_800),
            section: "9983".to_owned(),
        }],
    }
}

impl History {
    fn step(&mut self) {
        self.day += 1;
        match self.entropy.below(12) {
            0..=3 => self.earn(),
            4 | 5 => self.change(),
            6 | 7 => self.create(),
            8 | 9 => self.approve(),
            10 => self.reject(),
            _ => self.pay(),
        }
    }

    /// A last run takes whatever is free; then everything is in a statement.
    fn settle_all(&mut self) {
        self.day += 1;
        let mut new = self.desk.new_run(self.day);
        new.taxes = taxes();
        // There may be nothing left.
        let _ = self.desk.harness.payout_runs.create(new);
        self.add_up(usize::MAX);
        let statements = self.statements();
        for partner in &self.desk.partners {
            let own = || statements.iter().filter(|it| it.partner == *partner);
            let lines = self.desk.harness.probe.ledger(*partner);
            let settled: u64 = own().map(|it| it.lines).sum();
            assert_eq!(
                usize::try_from(settled),
                Ok(lines.len()),
                "seed {}",
                self.seed
            );
        }
    }

    fn note(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    /// Odd paise, so that rates have something to round.
    fn amount(&self) -> Money {
        let paise = i64::try_from(self.entropy.below(9_000_000)).expect("small");
        Money::from_paise(100_001 + paise)
    }

    fn earn(&mut self) {
        let partner = self.desk.partners[self.entropy.below(2)];
        let number = u32::try_from(self.day).expect("few days") * 1_000 + 1;
        self.desk.earn(partner, number, self.amount(), self.day);
        self.loans.push(number);
        self.note("earned");
    }

    fn change(&mut self) {
        if self.loans.is_empty() {
            return;
        }
        let at = self.entropy.below(self.loans.len());
        if self.entropy.below(2) == 0 {
            let number = self.loans.swap_remove(at);
            self.desk.cancel(number, self.day);
        } else {
            let amount = self.amount();
            self.desk.disburse(self.loans[at], amount, self.day);
        }
        self.note("changed");
    }

    fn create(&mut self) {
        let before = i64::try_from(self.entropy.below(4)).expect("small");
        let mut new = self.desk.new_run(self.day - before);
        new.taxes = taxes();
        if self.desk.harness.payout_runs.create(new).is_ok() {
            self.note("created");
        }
    }

    fn draft(&self) -> Option<PayoutRun> {
        let drafts = self.runs();
        let drafts: Vec<PayoutRun> = drafts
            .into_iter()
            .filter(|run| run.status == RunStatus::Draft)
            .collect();
        let at = self.entropy.below(drafts.len());
        drafts.get(at).cloned()
    }

    fn approve(&mut self) {
        if let Some(run) = self.draft() {
            self.desk.approve(&run);
            self.note("approved");
        }
    }

    fn reject(&mut self) {
        if let Some(run) = self.draft() {
            let runs = &self.desk.harness.payout_runs;
            if runs
                .reject(run.id, self.desk.checker, run.created_at)
                .is_ok()
            {
                self.note("rejected");
            }
        }
    }

    fn pay(&mut self) {
        let approved = |statement: &Statement| statement.status == StatementStatus::Approved;
        let next = self.statements().into_iter().find(approved);
        if let Some(statement) = next {
            let reference = format!("UTR-{:06}", self.day);
            self.desk.pay(statement.id, &reference).expect("paid");
            self.note("paid");
        }
    }

    fn runs(&self) -> Vec<PayoutRun> {
        let mut all = Vec::new();
        for number in 1.. {
            let page = PageNumber::new(number).expect("from 1");
            let listed = self.desk.harness.payout_runs.list(page, ALL.1);
            let (runs, _) = listed.expect("runs");
            if runs.is_empty() {
                break;
            }
            all.extend(runs);
        }
        all.sort_by_key(|run| run.id);
        all
    }

    /// Those that stand, oldest first.
    fn statements(&self) -> Vec<Statement> {
        let runs = self.runs();
        let all = runs.iter().flat_map(|run| self.desk.statements(run));
        all.filter(|it| it.status != StatementStatus::Rejected)
            .collect()
    }

    /// Σ paid + Σ payable + carried + unsettled = Σ lines + Σ GST − Σ TDS, for each
    /// partner.
    fn add_up(&self, step: usize) {
        let statements = self.statements();
        for partner in &self.desk.partners {
            let own = || statements.iter().filter(|it| it.partner == *partner);
            let lines = self.desk.harness.probe.ledger(*partner);
            let booked: i64 = lines.iter().map(|line| line.paise).sum();
            let paise =
                |tax: &Option<payouts::Tax>| tax.as_ref().map_or(0, |tax| tax.amount.paise());
            let taxes: i64 = own()
                .map(|it| paise(&it.figures.gst) - paise(&it.figures.tds))
                .sum();
            let settled: i64 = own()
                .map(|it| it.figures.earnings.paise() + it.figures.reversals.paise())
                .sum();
            let counted: u64 = own().map(|it| it.lines).sum();
            let to_pay: i64 = own().map(|it| it.figures.closing.paise().max(0)).sum();
            let carried = own()
                .next_back()
                .map_or(0, |it| it.figures.closing.paise().min(0));
            let told = format!("seed {}, step {step}, partner {partner}", self.seed);
            let free = lines
                .len()
                .checked_sub(usize::try_from(counted).expect("few"));
            let free = free.expect("no line is twice");
            assert!(free > 0 || booked == settled, "{told}: all is settled");
            assert_eq!(
                to_pay + carried + (booked - settled),
                booked + taxes,
                "{told}: a paisa was lost"
            );
            self.owed_agrees(*partner, booked, &told);
        }
    }

    /// What the leads owe and were paid is what the ledger says.
    fn owed_agrees(&self, partner: PartnerId, booked: i64, told: &str) {
        let (pending, paid) = self.desk.owed(partner);
        assert_eq!(pending.paise() + paid.paise(), booked, "{told}: totals");
    }
}
