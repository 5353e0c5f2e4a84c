use chrono::DateTime;
use kernel::{BlindIndex, Money, UserId};
use proptest::prelude::*;

use super::*;

fn stamp(second: i64, content: u8) -> Stamp {
    Stamp {
        occurred_at: DateTime::from_timestamp(second, 0).expect("in range"),
        content: BlindIndex::new([content; 32]),
    }
}

fn disbursal(paise: i64) -> Disbursal {
    Disbursal {
        at: DateTime::from_timestamp(1_000, 0).expect("in range"),
        amount: Money::from_paise(paise),
    }
}

/// A loan that says this of its disbursal.
fn loan(status: LoanStatus, said: Option<Disbursal>) -> Loan {
    Loan {
        user: UserId::new(1),
        application_number: "APP-1".to_owned(),
        status,
        amount: Money::from_paise(5_000_000),
        created_at: DateTime::from_timestamp(0, 0).expect("in range"),
        disbursed_at: said.map(|said| said.at),
        disbursal_amount: said.map(|said| said.amount),
    }
}

/// What each status means for payouts.
const fn expected(status: LoanStatus) -> LoanStage {
    match status {
        LoanStatus::Disbursed
        | LoanStatus::AccountManager
        | LoanStatus::Cleared
        | LoanStatus::Closed => LoanStage::Disbursed,
        LoanStatus::Cancelled => LoanStage::Cancelled,
        LoanStatus::Refunded => LoanStage::Refunded,
        _ => LoanStage::Before,
    }
}

#[test]
fn every_status_has_its_stage() {
    for status in LoanStatus::ALL {
        assert_eq!(stage_of(*status), expected(*status), "{status}");
    }
}

#[test]
fn a_report_is_of_a_loan_paid_out_with_time_and_amount() {
    for status in LoanStatus::ALL {
        let complete = Report::of(stamp(1, 1), &loan(*status, Some(disbursal(7))));
        let paid_out = stage_of(*status) != LoanStage::Before;
        assert_eq!(complete.is_some(), paid_out, "{status}");
        let mut half = loan(*status, Some(disbursal(7)));
        half.disbursed_at = None;
        assert_eq!(Report::of(stamp(1, 1), &half), None);
        let mut half = loan(*status, Some(disbursal(7)));
        half.disbursal_amount = None;
        assert_eq!(Report::of(stamp(1, 1), &half), None);
    }
}

#[test]
fn the_state_s_own_disbursal_stands_else_the_one_reported_last() {
    for status in LoanStatus::ALL {
        let paid_out = stage_of(*status) != LoanStage::Before;
        for (own, reported, stands) in [
            (None, None, None),
            (Some(7), None, Some(7)),
            (None, Some(8), Some(8)),
            (Some(7), Some(8), Some(7)),
        ] {
            let loan = loan(*status, own.map(disbursal));
            let report = reported.map(|paise| Report {
                stamp: stamp(1, 1),
                disbursal: disbursal(paise),
            });
            let expected = stands.filter(|_| paid_out).map(disbursal);
            let found = standing_disbursal(*status, own.map(disbursal), reported.map(disbursal));
            assert_eq!(found, expected, "{status}");
            let facts = loan_facts(LoanApplicationId::new(3), &loan, report.as_ref());
            assert_eq!(facts.disbursal, expected);
            assert_eq!(facts.stage, stage_of(*status));
            assert_eq!(facts.application.loan, LoanApplicationId::new(3));
            assert_eq!(facts.application.created_at, loan.created_at);
            assert_eq!(facts.application.user, loan.user);
        }
    }
}

proptest! {
    #[test]
    fn the_latest_report_stays_in_any_order(
        mut reports in proptest::collection::vec((0_i64..4, 0_u8..4), 0..8),
        turn in 0_usize..8,
    ) {
        // The content's hash stands for the content.
        let all = |reports: &[(i64, u8)]| {
            reports.iter().fold(None, |latest, (second, content)| {
                let report = Report {
                    stamp: stamp(*second, *content),
                    disbursal: disbursal(second * 10 + i64::from(*content)),
                };
                Report::later(latest, Some(report))
            })
        };
        let latest = reports.iter().max().map(|(second, content)| stamp(*second, *content));
        let one = all(&reports);
        prop_assert_eq!(one.map(|report| report.stamp), latest);
        let turn = turn.min(reports.len());
        reports.rotate_left(turn);
        reports.reverse();
        prop_assert_eq!(all(&reports), one);
    }
}
