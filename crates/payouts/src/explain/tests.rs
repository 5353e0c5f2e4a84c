use super::*;
use crate::LoanStage;
use crate::fixture::{PAID_OUT, SHARED, at, bps, disbursal, earned, earned_by, policy};

/// An open lead without a loan, shared on 1 January 2026.
fn history() -> PayoutHistory {
    PayoutHistory {
        lead: LeadId::new(1),
        shared_at: at(SHARED),
        open: true,
        rate: None,
        applied: false,
        payout: None,
        lines: Vec::new(),
    }
}

fn of(history: PayoutHistory, now: &str) -> Explanation {
    explain(history, &policy(), at(now))
}

#[test]
fn days_are_counted_down_to_0_on_the_last_one() {
    for (now, left, words) in [
        (SHARED, Some(20), "20 days left"),
        ("2026-01-20T06:00:00Z", Some(1), "1 day left"),
        ("2026-01-21T06:00:00Z", Some(0), "0 days left"),
        // Midnight in India.
        ("2026-01-21T18:29:59Z", Some(0), "0 days left"),
        ("2026-01-21T18:30:00Z", None, "ended on 21 January 2026"),
    ] {
        let told = of(history(), now);
        assert_eq!(told.days_left, left, "{now}");
        assert_eq!(told.last_day, "2026-01-21".parse().unwrap());
        assert!(told.sentences[1].contains(words), "{:?}", told.sentences);
    }
}

#[test]
fn a_waiting_lead_says_what_it_waits_for() {
    let told = of(history(), "2026-01-11T06:00:00Z");
    let expected = [
        "No loan application is credited to this lead yet.",
        "10 days left: a disbursal up to 21 January 2026 earns 2.00 % of its amount.",
    ];
    assert_eq!(told.sentences, expected);
    let applied = PayoutHistory {
        applied: true,
        rate: Some(bps(333)),
        ..history()
    };
    let told = of(applied, "2026-01-11T06:00:00Z");
    let expected = [
        "A loan application is credited to this lead; nothing has been disbursed yet.",
        "10 days left: a disbursal up to 21 January 2026 earns 3.33 % of its amount.",
    ];
    assert_eq!(told.sentences, expected);
    assert_eq!(told.terms.rate, bps(333));
}

#[test]
fn a_lapsed_lead_says_so() {
    let told = of(history(), "2026-01-22T06:00:00Z");
    let expected =
        "Its window of 20 days ended on 21 January 2026: a disbursal earns nothing any more.";
    assert_eq!(told.sentences[1], expected);
    assert_eq!(told.days_left, None);
}

#[test]
fn a_lead_judged_2006_cannot_earn() {
    let barred = PayoutHistory {
        open: false,
        ..history()
    };
    let told = of(barred, SHARED);
    assert_eq!(told.days_left, None);
    assert_eq!(told.sentences.len(), 1);
    assert!(told.sentences[0].contains("2006"));
}

fn with(payout: Option<Payout>) -> Vec<String> {
    let history = PayoutHistory {
        applied: true,
        payout: Some(payout.expect("a payout")),
        ..history()
    };
    let told = of(history, "2026-01-12T06:00:00Z");
    assert_eq!(told.days_left, None, "a disbursal decided the matter");
    told.sentences
}

const COUNTED: &str = "Shared on 1 January 2026 and disbursed on 11 January 2026, 10 calendar \
                       days later; up to 20 count (rule v1).";
const COMPUTED: &str = "₹ 50,000.00 × 2.00 % = ₹ 1,000.00; grade A.";

#[test]
fn each_state_of_a_payout_has_its_words() {
    let eligible = earned(LoanStage::Disbursed, None).unwrap();
    let approved = eligible
        .clone()
        .approve(at("2026-02-01T00:00:00Z"))
        .unwrap();
    let paid = approved.clone().pay(at("2026-02-02T00:00:00Z")).unwrap();
    let reversed = earned(LoanStage::Cancelled, None);
    for (payout, standing) in [
        (Some(eligible), "₹ 1,000.00 is earned and awaits approval."),
        (Some(approved), "₹ 1,000.00 is approved and will be paid."),
        (Some(paid), "₹ 1,000.00 is paid."),
        (
            reversed,
            "The loan was cancelled, refunded or corrected afterwards, so the payout was taken \
             back: ₹ 0.00 is owed.",
        ),
    ] {
        assert_eq!(with(payout), [COUNTED, COMPUTED, standing]);
    }
}

#[test]
fn a_late_disbursal_says_by_how_much() {
    let late = disbursal("2026-01-22T06:00:00Z", 5_000_000);
    let late = earned_by(&policy().terms, LoanStage::Disbursed, Some(late), None);
    let expected = [
        "Shared on 1 January 2026 and disbursed on 22 January 2026, 21 calendar days later; \
         up to 20 count (rule v1).",
        "The disbursal came after 21 January 2026, so nothing is earned.",
    ];
    assert_eq!(with(late), expected);
}

#[test]
fn one_day_is_a_day() {
    let next_day = Some(disbursal("2026-01-02T06:00:00Z", 5_000_000));
    let payout = earned_by(&policy().terms, LoanStage::Disbursed, next_day, None);
    assert!(with(payout)[0].contains(", 1 calendar day later;"));
}

#[test]
fn an_earned_payout_is_explained_by_its_own_terms() {
    let mut terms = policy().terms_for(Some(bps(100)));
    terms.window_days = 30;
    let amount = Some(disbursal(PAID_OUT, 12_345_678_900));
    let payout = earned_by(&terms, LoanStage::Disbursed, amount, None);
    let told = with(payout);
    assert!(told[0].contains("; up to 30 count"), "{told:?}");
    assert_eq!(
        told[1],
        "₹ 12,34,56,789.00 × 1.00 % = ₹ 12,34,567.89; grade A+."
    );
}

#[test]
fn rupees_are_grouped_as_in_india() {
    for (paise, text) in [
        (0, "0.00"),
        (5, "0.05"),
        (99_999, "999.99"),
        (100_000, "1,000.00"),
        (1_000_000, "10,000.00"),
        (10_000_000, "1,00,000.00"),
        (123_456_789, "12,34,567.89"),
        (1_000_000_000, "1,00,00,000.00"),
        (-10_000_050, "-1,00,000.50"),
        (-5, "-0.05"),
    ] {
        assert_eq!(rupees(Money::from_paise(paise)), text);
    }
}
