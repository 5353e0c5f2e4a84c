use super::*;
use crate::fixture::{PAID_OUT, disbursal, earned, earned_by, policy};

fn entry() -> Entry {
    Entry {
        partner: PartnerId::new(1),
        lead: LeadId::new(2),
        loan: LoanApplicationId::new(3),
    }
}

fn of(paise: i64) -> Payout {
    let paid_out = Some(disbursal(PAID_OUT, paise));
    earned_by(&policy().terms, LoanStage::Disbursed, paid_out, None).unwrap()
}

/// Kind, reason and paise of the line from one payout to the other.
fn line(
    before: Option<&Payout>,
    after: Option<&Payout>,
    stage: Option<LoanStage>,
) -> Option<(LineKind, LineReason, i64)> {
    let line = entry().line(before, after, stage)?;
    assert_eq!(
        (line.lead, line.loan),
        (LeadId::new(2), LoanApplicationId::new(3))
    );
    Some((line.kind, line.reason, line.amount.paise()))
}

#[test]
fn a_line_says_what_changed_and_why() {
    use LineKind as K;
    use LineReason as R;
    let (less, more) = (of(5_000_000), of(6_000_000));
    let cancelled = earned(LoanStage::Cancelled, Some(&less)).unwrap();
    let (less, more, cancelled) = (Some(&less), Some(&more), Some(&cancelled));
    let disbursed = Some(LoanStage::Disbursed);
    let lines = [
        (
            line(None, less, disbursed),
            (K::Earning, R::Disbursed, 100_000),
        ),
        (
            line(cancelled, less, disbursed),
            (K::Earning, R::Disbursed, 100_000),
        ),
        (
            line(less, more, disbursed),
            (K::Adjustment, R::AmountChanged, 20_000),
        ),
        (
            line(more, less, disbursed),
            (K::Adjustment, R::AmountChanged, -20_000),
        ),
        (
            line(less, cancelled, Some(LoanStage::Cancelled)),
            (K::Reversal, R::Cancelled, -100_000),
        ),
        (
            line(less, cancelled, Some(LoanStage::Refunded)),
            (K::Reversal, R::Refunded, -100_000),
        ),
        (
            line(less, None, Some(LoanStage::Before)),
            (K::Reversal, R::DisbursalCorrected, -100_000),
        ),
        (
            line(less, None, None),
            (K::Reversal, R::CreditedElsewhere, -100_000),
        ),
    ];
    for (line, expected) in lines {
        assert_eq!(line, Some(expected));
    }
}

#[test]
fn nothing_changed_is_no_line() {
    let (some, nothing) = (of(5_000_000), of(24));
    let cancelled = earned(LoanStage::Cancelled, Some(&some)).unwrap();
    let disbursed = Some(LoanStage::Disbursed);
    assert_eq!(line(Some(&some), Some(&some), disbursed), None);
    assert_eq!(line(None, None, None), None);
    assert_eq!(
        line(None, Some(&cancelled), Some(LoanStage::Cancelled)),
        None
    );
    assert_eq!(line(Some(&cancelled), None, None), None);
    assert_eq!(
        line(None, Some(&nothing), disbursed),
        None,
        "24 paise earn 0"
    );
}

#[test]
fn a_line_carries_what_it_was_computed_from() {
    let payout = of(5_000_000);
    let line = entry().line(None, Some(&payout), Some(LoanStage::Disbursed));
    assert_eq!(line.unwrap().basis, Basis::of(&payout));
    let line = entry().line(Some(&payout), None, None).unwrap();
    assert_eq!(line.basis, Basis::of(&payout), "of what is taken back");
}

#[test]
fn every_word_is_read_back_and_no_other_is_read() {
    for kind in LineKind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(*kind));
    }
    for reason in LineReason::ALL {
        assert_eq!(reason.to_string().parse(), Ok(*reason));
    }
    for word in ["", "Earning", "earning "] {
        assert_eq!(word.parse::<LineKind>(), Err(crate::UnknownWord));
    }
}
