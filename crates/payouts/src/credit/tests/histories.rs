//! Whatever happens, the ledger sums up to what is owed.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    Stage(usize, LoanStage),
    Amount(usize, Option<i64>),
    DisbursedOn(usize, u64),
    CreatedOn(usize, u64),
    Follow(Option<usize>),
    Mobile(u8),
    Approve,
    Pay,
}

fn step() -> impl Strategy<Value = Step> {
    let stage = prop_oneof![
        Just(LoanStage::Before),
        Just(LoanStage::Disbursed),
        Just(LoanStage::Disbursed),
        Just(LoanStage::Cancelled),
        Just(LoanStage::Refunded),
    ];
    let loan = || 0_usize..2;
    prop_oneof![
        (loan(), stage).prop_map(|(loan, stage)| Step::Stage(loan, stage)),
        (loan(), proptest::option::of(1_i64..20_000_000)).prop_map(|(l, a)| Step::Amount(l, a)),
        (loan(), 1_u64..31).prop_map(|(loan, day)| Step::DisbursedOn(loan, day)),
        (loan(), 1_u64..31).prop_map(|(loan, day)| Step::CreatedOn(loan, day)),
        proptest::option::of(0_usize..2).prop_map(Step::Follow),
        (1_u8..3).prop_map(Step::Mobile),
        Just(Step::Approve),
        Just(Step::Pay),
    ]
}

fn january(day: u64) -> chrono::DateTime<chrono::Utc> {
    at("2026-01-01T06:30:00Z") + chrono::Days::new(day - 1)
}

fn take(circle: &mut Circle, step: &Step) {
    match *step {
        Step::Stage(loan, stage) => circle.loans[loan].stage = stage,
        Step::Amount(loan, amount) => {
            circle.loans[loan].disbursal =
                amount.map(|amount| disbursal("2026-01-12T06:30:00Z", amount));
        }
        Step::DisbursedOn(loan, day) => {
            if let Some(disbursal) = &mut circle.loans[loan].disbursal {
                disbursal.at = january(day);
            }
        }
        Step::CreatedOn(loan, day) => circle.loans[loan].application.created_at = january(day),
        Step::Follow(lead) => {
            let lead = lead.map(|lead| circle.leads[lead].lead);
            circle.users[0].utm_source = lead.map(|lead| lead.utm_source);
            circle.users[0].campaign = lead.map(|lead| lead.campaign);
        }
        Step::Mobile(mobile) => circle.users[0].mobile = kernel::BlindIndex::new([mobile; 32]),
        Step::Approve | Step::Pay => {
            for books in &mut circle.leads {
                let payout = books
                    .credit
                    .as_mut()
                    .and_then(|credit| credit.payout.as_mut());
                let Some(payout) = payout else { continue };
                let when = at("2026-02-01T00:00:00Z");
                let next = match step {
                    Step::Pay => payout.clone().pay(when),
                    _ => payout.clone().approve(when),
                };
                if let Ok(next) = next {
                    *payout = next;
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]
    #[test]
    fn the_lines_sum_up_after_every_step(steps in proptest::collection::vec(step(), 1..16)) {
        let mut circle = circle(LoanStage::Disbursed, 5_000_000);
        let second = application(2, 1, "2026-01-06T06:30:00Z");
        circle.loans.push(facts(second, LoanStage::Before, None));
        circle.users[0].pan = None;
        let mut sums = Sums::default();
        for step in steps {
            take(&mut circle, &step);
            let credits = credit(&policy(), &circle);
            for (books, outcome) in circle.leads.iter_mut().zip(credits.leads) {
                for line in &outcome.lines {
                    prop_assert_ne!(line.amount.paise(), 0);
                    *sums.entry((line.lead, line.loan)).or_default() += line.amount.paise();
                }
                books.credit = outcome.credit;
            }
            prop_assert!(balanced(&circle, &sums), "{:?}", circle);
            let again = credit(&policy(), &circle);
            prop_assert!(again.leads.iter().all(|lead| lead.lines.is_empty()));
            let owed = circle.leads.iter().filter(|books| books.credit.is_some()).count();
            prop_assert!(owed <= circle.loans.len());
        }
    }
}

/// `SplitMix64`; fast, and the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let state = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (state ^ (state >> 31)) % bound
    }
}

const HISTORIES: u64 = 1_000_000;

/// What is told of one loan, step by step, on the way [`credit`] takes for a lead
/// that keeps its loan.
fn history(random: &mut Random, terms: &crate::Terms, policy: &PayoutPolicy, shared: &[i64]) {
    let entry = Entry {
        partner: kernel::PartnerId::new(1),
        lead: LeadId::new(1),
        loan: LoanApplicationId::new(1),
    };
    let mut before: Option<Payout> = None;
    let mut balance = 0_i64;
    for _ in 0..2 + random.below(2) {
        let stage = match random.below(6) {
            0 => LoanStage::Before,
            1 => LoanStage::Cancelled,
            2 => LoanStage::Refunded,
            _ => LoanStage::Disbursed,
        };
        let instant = |micros| chrono::DateTime::from_timestamp_micros(micros).unwrap();
        let shared_at = instant(shared[0]);
        let paid_at = instant(shared[0] + i64::try_from(random.below(25)).unwrap() * shared[1]);
        let amount = 1 + i64::try_from(random.below(100_000_000_000)).unwrap();
        let earning = Earning {
            shared_at,
            stage,
            disbursal: Some(Disbursal {
                at: paid_at,
                amount: paise(amount),
            }),
        };
        let after = payout(&earning, before.as_ref(), terms, &policy.calendar);
        if let Some(line) = entry.line(before.as_ref(), after.as_ref(), Some(stage)) {
            balance = balance.checked_add(line.amount.paise()).unwrap();
        }
        let owed = after.as_ref().map_or(0, |payout| payout.amount().paise());
        assert_eq!(balance, owed);
        before = after.map(|payout| match random.below(4) {
            0 => payout.clone().approve(shared_at).unwrap_or(payout),
            1 => payout.clone().pay(shared_at).unwrap_or(payout),
            _ => payout,
        });
    }
}

#[test]
fn a_million_histories_sum_up_to_the_paisa() {
    let mut policy = policy();
    policy.terms.grades = crate::GradeTable::new(vec![("D".parse().unwrap(), paise(0))]).unwrap();
    let shared = [1_768_478_400_000_000, 86_400_000_000];
    std::thread::scope(|scope| {
        for part in 0..2 {
            let policy = &policy;
            scope.spawn(move || {
                let mut random = Random(part);
                for _ in 0..HISTORIES / 2 {
                    let rate = u16::try_from(random.below(10_001)).unwrap();
                    let terms = policy.terms_for(Some(bps(rate)));
                    history(&mut random, &terms, policy, &shared);
                }
            });
        }
    });
}
