use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::fixture::{PAID_OUT, at, bps, disbursal, earned, earned_by, paise, policy};

fn paid_out(shared_at: &str, when: &str) -> Payout {
    let earning = Earning {
        shared_at: at(shared_at),
        stage: LoanStage::Disbursed,
        disbursal: Some(disbursal(when, 5_000_000)),
    };
    let policy = policy();
    payout(&earning, None, &policy.terms, &policy.calendar).expect("a disbursal")
}

#[test]
fn day_20_pays_and_day_21_does_not() {
    for (shared, when, days) in [
        ("2026-01-01T06:00:00Z", "2026-01-01T06:00:00Z", 0),
        ("2026-01-01T06:00:00Z", "2026-01-21T06:00:00Z", 20),
        ("2026-01-01T06:00:00Z", "2026-01-22T06:00:00Z", 21),
        // Midnight in India is 18:30 in UTC.
        (
            "2026-01-01T18:29:59.999999Z",
            "2026-01-21T18:29:59.999999Z",
            20,
        ),
        ("2026-01-01T18:29:59.999999Z", "2026-01-21T18:30:00Z", 21),
        ("2026-01-01T18:30:00Z", "2026-01-21T18:30:00Z", 20),
        ("2026-01-01T18:30:00Z", "2026-01-22T18:29:59.999999Z", 20),
        ("2026-01-01T18:30:00Z", "2026-01-22T18:30:00Z", 21),
        // 2028 has a 29 February.
        ("2028-02-10T06:00:00Z", "2028-02-29T06:00:00Z", 19),
        ("2028-02-10T06:00:00Z", "2028-03-01T06:00:00Z", 20),
        ("2028-02-10T06:00:00Z", "2028-03-02T06:00:00Z", 21),
        ("2026-02-10T06:00:00Z", "2026-03-02T06:00:00Z", 20),
        ("2026-02-10T06:00:00Z", "2026-03-03T06:00:00Z", 21),
        ("2025-12-20T06:00:00Z", "2026-01-09T06:00:00Z", 20),
    ] {
        let payout = paid_out(shared, when);
        assert_eq!(payout.days, days, "{shared} {when}");
        let expected = if days <= 20 {
            (PayoutStatus::Eligible, paise(100_000))
        } else {
            (PayoutStatus::Ineligible, Money::ZERO)
        };
        assert_eq!(
            (payout.status(), payout.amount()),
            expected,
            "{shared} {when}"
        );
    }
}

#[test]
fn the_share_is_rounded_half_up_to_the_paisa() {
    for (rate, disbursed, owed) in [
        (200, 5_000_000, 100_000),
        (200, 24, 0),
        (200, 25, 1),
        (200, 74, 1),
        (200, 75, 2),
        (333, 1_000_000, 33_300),
        (333, 15, 0),
        (333, 16, 1),
        (1, 5_000, 1),
        (1, 4_999, 0),
        (10_000, 1, 1),
        (0, 100_000_000_000, 0),
    ] {
        let terms = policy().terms_for(Some(bps(rate)));
        let disbursal = disbursal(PAID_OUT, disbursed);
        let payout = earned_by(&terms, LoanStage::Disbursed, Some(disbursal), None).unwrap();
        assert_eq!(payout.amount(), paise(owed), "{rate} of {disbursed}");
        assert_eq!(payout.status(), PayoutStatus::Eligible);
    }
}

#[test]
fn nothing_is_earned_before_a_disbursal_is_reported() {
    assert_eq!(earned(LoanStage::Before, None), None);
    let terms = policy().terms;
    for stage in [
        LoanStage::Disbursed,
        LoanStage::Cancelled,
        LoanStage::Refunded,
    ] {
        assert_eq!(earned_by(&terms, stage, None, None), None);
    }
    // A report that is taken back before anything was approved never was.
    let eligible = earned(LoanStage::Disbursed, None);
    assert_eq!(earned(LoanStage::Before, eligible.as_ref()), None);
}

#[test]
fn what_is_cancelled_or_refunded_is_taken_back_and_may_come_again() {
    let eligible = earned(LoanStage::Disbursed, None).unwrap();
    for stage in [LoanStage::Cancelled, LoanStage::Refunded] {
        for before in [None, Some(&eligible)] {
            let reversed = earned(stage, before).unwrap();
            assert_eq!(reversed.status(), PayoutStatus::Reversed);
            assert_eq!(reversed.amount(), Money::ZERO);
            assert!(!reversed.status().is_eligible());
            let again = earned(LoanStage::Disbursed, Some(&reversed)).unwrap();
            assert_eq!(again, eligible);
        }
    }
    let late = disbursal("2026-01-22T06:00:00Z", 5_000_000);
    let late = earned_by(&policy().terms, LoanStage::Cancelled, Some(late), None);
    assert_eq!(late.unwrap().status(), PayoutStatus::Ineligible);
}

fn approved() -> Payout {
    let eligible = earned(LoanStage::Disbursed, None).unwrap();
    eligible.approve(at("2026-02-01T00:00:00Z")).unwrap()
}

fn paid() -> Payout {
    approved().pay(at("2026-02-02T00:00:00Z")).unwrap()
}

#[test]
fn each_step_is_allowed_from_one_state_only() {
    let ineligible = paid_out("2026-01-01T06:00:00Z", "2026-01-22T06:00:00Z");
    let eligible = earned(LoanStage::Disbursed, None).unwrap();
    let reversed = earned(LoanStage::Cancelled, None).unwrap();
    let when = at("2026-03-01T00:00:00Z");
    for payout in [ineligible, eligible, approved(), paid(), reversed] {
        let from = payout.status();
        let refused = |to| Err(PayoutTransitionError { from, to });
        let approval = payout.clone().approve(when).map(|payout| payout.status());
        if from == PayoutStatus::Eligible {
            assert_eq!(approval, Ok(PayoutStatus::Approved));
        } else {
            assert_eq!(approval, refused(PayoutStatus::Approved));
        }
        let payment = payout.pay(when).map(|payout| payout.status());
        if from == PayoutStatus::Approved {
            assert_eq!(payment, Ok(PayoutStatus::Paid));
        } else {
            assert_eq!(payment, refused(PayoutStatus::Paid));
        }
    }
}

#[test]
fn approval_and_payment_keep_the_amount_and_say_when() {
    assert_eq!(
        paid().state,
        PayoutState::Paid {
            amount: paise(100_000),
            approved_at: at("2026-02-01T00:00:00Z"),
            at: at("2026-02-02T00:00:00Z"),
        }
    );
    assert!(approved().frozen && paid().frozen);
    assert!(!earned(LoanStage::Disbursed, None).unwrap().frozen);
}

#[test]
fn what_was_approved_or_paid_stays_so_while_it_is_owed() {
    for before in [approved(), paid()] {
        let same = earned(LoanStage::Disbursed, Some(&before)).unwrap();
        assert_eq!(same, before);
        let more = disbursal(PAID_OUT, 6_000_000);
        let more = earned_by(
            &before.terms,
            LoanStage::Disbursed,
            Some(more),
            Some(&before),
        );
        let more = more.unwrap();
        assert_eq!(more.status(), before.status());
        assert_eq!(more.amount(), paise(120_000));
    }
}

#[test]
fn approved_money_is_taken_back_and_never_forgotten() {
    let late = disbursal("2026-01-22T06:00:00Z", 5_000_000);
    for before in [approved(), paid()] {
        let terms = before.terms.clone();
        let back = [
            earned(LoanStage::Cancelled, Some(&before)),
            earned(LoanStage::Refunded, Some(&before)),
            // Corrected reports: no disbursal at all, or one too late.
            earned(LoanStage::Before, Some(&before)),
            earned_by(&terms, LoanStage::Before, None, Some(&before)),
            earned_by(&terms, LoanStage::Disbursed, None, Some(&before)),
            earned_by(&terms, LoanStage::Cancelled, None, Some(&before)),
            earned_by(&terms, LoanStage::Disbursed, Some(late), Some(&before)),
        ];
        for back in back {
            let back = back.unwrap();
            assert_eq!(back.status(), PayoutStatus::Reversed);
            assert_eq!(back.amount(), Money::ZERO);
            assert!(back.frozen, "its attribution stays");
            let again = earned(LoanStage::Disbursed, Some(&back)).unwrap();
            assert_eq!(
                again.status(),
                PayoutStatus::Eligible,
                "to be approved anew"
            );
            assert!(again.frozen);
        }
    }
}

#[test]
fn a_later_change_of_configuration_changes_nothing_already_earned() {
    let before = earned(LoanStage::Disbursed, None).unwrap();
    let other = Terms {
        rate: bps(500),
        window_days: 5,
        grades: crate::GradeTable::new(vec![("Z".parse().unwrap(), Money::ZERO)]).unwrap(),
        rule_version: "v2".parse().unwrap(),
    };
    let paid_out = Some(disbursal(PAID_OUT, 5_000_000));
    let after = earned_by(&other, LoanStage::Disbursed, paid_out, Some(&before));
    assert_eq!(after.unwrap(), before);
    // A changed amount goes by the old terms as well.
    let more = Some(disbursal(PAID_OUT, 10_000_000));
    let more = earned_by(&other, LoanStage::Disbursed, more, Some(&before)).unwrap();
    assert_eq!(more.amount(), paise(200_000));
    assert_eq!(more.grade.as_str(), "A+");
    assert_eq!(more.terms, before.terms);
    // What is earned for the first time goes by the new ones.
    let new = earned_by(&other, LoanStage::Disbursed, paid_out, None).unwrap();
    assert_eq!(new.status(), PayoutStatus::Ineligible);
    assert_eq!(new.grade.as_str(), "Z");
}

proptest! {
    #[test]
    fn eligibility_and_amount_are_what_arithmetic_says(
        shared in 0_i64..4_000_000_000,
        later in 0_i64..40 * 86_400,
        amount in 1_i64..=100_000_000_000,
        rate in 0_u16..=10_000,
        window in 0_u32..40,
    ) {
        let shared_at = DateTime::from_timestamp(shared, 0).unwrap();
        let paid_at = shared_at + TimeDelta::seconds(later);
        let terms = Terms { window_days: window, ..policy().terms_for(Some(bps(rate))) };
        let earning = Earning {
            shared_at,
            stage: LoanStage::Disbursed,
            disbursal: Some(Disbursal { at: paid_at, amount: paise(amount) }),
        };
        let payout = payout(&earning, None, &terms, &policy().calendar).unwrap();
        // India is 19 800 seconds ahead.
        let day = |instant: DateTime<Utc>| (instant.timestamp() + 19_800).div_euclid(86_400);
        let days = day(paid_at) - day(shared_at);
        prop_assert_eq!(payout.days, days);
        let in_time = days <= i64::from(window);
        prop_assert_eq!(payout.status() == PayoutStatus::Eligible, in_time);
        let twice = i128::from(amount) * i128::from(rate) * 2;
        let half_up = (twice + 10_000).div_euclid(20_000);
        let owed = if in_time { half_up } else { 0 };
        prop_assert_eq!(i128::from(payout.amount().paise()), owed);
    }
}
