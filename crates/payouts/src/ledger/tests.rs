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
fn what_is_owed_more_or_less_is_an_earning_or_an_adjustment() {
    use LineKind as K;
    use LineReason as R;
    let (less, more) = (of(5_000_000), of(6_000_000));
    let cancelled = earned(LoanStage::Cancelled, Some(&less)).unwrap();
    for (before, after, expected) in [
        (None, &less, (K::Earning, R::Disbursed, 100_000)),
        (Some(&cancelled), &less, (K::Earning, R::Disbursed, 100_000)),
        (
            Some(&less),
            &more,
            (K::Adjustment, R::AmountChanged, 20_000),
        ),
        (
            Some(&more),
            &less,
            (K::Adjustment, R::AmountChanged, -20_000),
        ),
    ] {
        let line = line(before, Some(after), Some(LoanStage::Disbursed));
        assert_eq!(line, Some(expected));
    }
}

#[test]
fn what_is_owed_no_more_is_a_reversal_that_says_why() {
    use LineReason as R;
    let before = of(5_000_000);
    let back = earned(LoanStage::Cancelled, Some(&before)).unwrap();
    for (after, stage, reason) in [
        (Some(&back), Some(LoanStage::Cancelled), R::Cancelled),
        (Some(&back), Some(LoanStage::Refunded), R::Refunded),
        (Some(&back), Some(LoanStage::Before), R::DisbursalCorrected),
        (None, Some(LoanStage::Disbursed), R::DisbursalCorrected),
        (None, None, R::CreditedElsewhere),
    ] {
        let line = line(Some(&before), after, stage);
        assert_eq!(line, Some((LineKind::Reversal, reason, -100_000)));
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
