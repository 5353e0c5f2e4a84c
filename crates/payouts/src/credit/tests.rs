use std::collections::HashMap;

use super::*;
use crate::fixture::{
    PAID_OUT, applicant, application, at, bps, candidate, disbursal, facts, paise, policy,
};
use crate::{LineKind, LineReason, PayoutState, PayoutStatus, WonBy};

mod histories;

/// Leads of two partners about one person, the user it became and its loan.
fn circle(stage: LoanStage, amount: i64) -> Circle {
    let books = |number: u8, shared_at| LeadBooks {
        lead: candidate(number, shared_at),
        rate: None,
        credit: None,
    };
    Circle {
        leads: vec![
            books(1, "2026-01-01T06:00:00Z"),
            books(2, "2026-01-02T06:00:00Z"),
        ],
        users: vec![applicant(1)],
        loans: vec![facts(
            application(1, 1, "2026-01-05T06:00:00Z"),
            stage,
            Some(disbursal(PAID_OUT, amount)),
        )],
    }
}

/// Decides `circle` and enters what comes of it; the lines as lead, kind, reason
/// and paise.
fn decide(circle: &mut Circle) -> Vec<(i64, LineKind, LineReason, i64)> {
    decide_by(&policy(), circle)
}

fn decide_by(policy: &PayoutPolicy, circle: &mut Circle) -> Vec<(i64, LineKind, LineReason, i64)> {
    let mut lines = Vec::new();
    let credits = credit(policy, circle);
    for (books, outcome) in circle.leads.iter_mut().zip(credits.leads) {
        assert_eq!(books.lead.lead, outcome.lead);
        books.credit = outcome.credit;
        for line in outcome.lines {
            assert_eq!(line.lead, books.lead.lead);
            assert_eq!(line.partner, books.lead.partner);
            lines.push((line.lead.get(), line.kind, line.reason, line.amount.paise()));
        }
    }
    lines
}

fn status(circle: &Circle, lead: usize) -> Option<PayoutStatus> {
    let credit = circle.leads[lead].credit.as_ref()?;
    credit.payout.as_ref().map(Payout::status)
}

#[test]
fn of_two_partners_who_share_one_person_one_earns() {
    let mut circle = circle(LoanStage::Disbursed, 5_000_000);
    let lines = decide(&mut circle);
    assert_eq!(
        lines,
        [(1, LineKind::Earning, LineReason::Disbursed, 100_000)]
    );
    assert_eq!(status(&circle, 0), Some(PayoutStatus::Eligible));
    assert_eq!(circle.leads[1].credit, None);
    let credits = credit(&policy(), &circle);
    let users: Vec<_> = credits.leads.iter().map(|lead| lead.user).collect();
    assert_eq!(
        users,
        [Some(UserId::new(1)), Some(UserId::new(1))],
        "both are linked"
    );
}

#[test]
fn deciding_again_changes_nothing_and_writes_no_line() {
    for stage in [
        LoanStage::Before,
        LoanStage::Disbursed,
        LoanStage::Cancelled,
        LoanStage::Refunded,
    ] {
        let mut circle = circle(stage, 5_000_000);
        decide(&mut circle);
        let before = circle.leads.iter().map(|books| books.credit.clone());
        let before: Vec<_> = before.collect();
        assert_eq!(decide(&mut circle), []);
        let after = circle.leads.iter().map(|books| books.credit.clone());
        assert_eq!(after.collect::<Vec<_>>(), before);
    }
}

#[test]
fn a_changed_amount_makes_an_adjustment() {
    let mut circle = circle(LoanStage::Disbursed, 5_000_000);
    decide(&mut circle);
    for (amount, change) in [(6_000_000, 20_000), (5_500_000, -10_000)] {
        circle.loans[0].disbursal = Some(disbursal(PAID_OUT, amount));
        let expected = (1, LineKind::Adjustment, LineReason::AmountChanged, change);
        assert_eq!(decide(&mut circle), [expected]);
    }
}

#[test]
fn cancelling_before_a_disbursal_earns_nothing_and_after_it_takes_all_back() {
    let mut early = circle(LoanStage::Cancelled, 5_000_000);
    early.loans[0].disbursal = None;
    assert_eq!(decide(&mut early), []);
    assert_eq!(status(&early, 0), None);
    assert!(
        early.leads[0].credit.is_some(),
        "the loan is credited all the same"
    );

    let mut circle = circle(LoanStage::Disbursed, 5_000_000);
    for (stage, reason) in [
        (LoanStage::Cancelled, LineReason::Cancelled),
        (LoanStage::Refunded, LineReason::Refunded),
        (LoanStage::Before, LineReason::DisbursalCorrected),
    ] {
        circle.loans[0].stage = LoanStage::Disbursed;
        let earning = (1, LineKind::Earning, LineReason::Disbursed, 100_000);
        assert_eq!(decide(&mut circle), [earning]);
        circle.loans[0].stage = stage;
        let reversal = (1, LineKind::Reversal, reason, -100_000);
        assert_eq!(decide(&mut circle), [reversal]);
    }
}

#[test]
fn a_link_that_becomes_known_later_moves_the_credit() {
    let mut circle = circle(LoanStage::Disbursed, 5_000_000);
    circle.leads[1].rate = Some(bps(300));
    decide(&mut circle);
    let lead = circle.leads[1].lead;
    circle.users[0].utm_source = Some(lead.utm_source);
    circle.users[0].campaign = Some(lead.campaign);
    let moved = [
        (
            1,
            LineKind::Reversal,
            LineReason::CreditedElsewhere,
            -100_000,
        ),
        (2, LineKind::Earning, LineReason::Disbursed, 150_000),
    ];
    assert_eq!(decide(&mut circle), moved);
    assert_eq!(circle.leads[0].credit, None);
}

#[test]
fn what_was_approved_stays_where_it_is() {
    let mut circle = circle(LoanStage::Disbursed, 5_000_000);
    decide(&mut circle);
    approve(&mut circle, 0);
    let lead = circle.leads[1].lead;
    circle.users[0].utm_source = Some(lead.utm_source);
    circle.users[0].campaign = Some(lead.campaign);
    assert_eq!(decide(&mut circle), []);
    assert_eq!(status(&circle, 0), Some(PayoutStatus::Approved));
    let decisions = credit(&policy(), &circle).decisions;
    let winner = decisions[0].winner;
    assert_eq!(winner, Some((circle.leads[0].lead.lead, WonBy::Frozen)));
    // Even where nothing connects them any more.
    circle.users[0].mobile = kernel::BlindIndex::new([9; 32]);
    circle.users[0].pan = None;
    assert_eq!(decide(&mut circle), []);
    assert_eq!(status(&circle, 0), Some(PayoutStatus::Approved));
}

fn approve(circle: &mut Circle, lead: usize) {
    let credit = circle.leads[lead].credit.as_mut().unwrap();
    let payout = credit.payout.take().unwrap();
    credit.payout = Some(payout.approve(at("2026-02-01T00:00:00Z")).unwrap());
}

#[test]
fn an_approved_payout_that_is_taken_back_leaves_nothing_owed() {
    let mut circle = circle(LoanStage::Disbursed, 5_000_000);
    decide(&mut circle);
    approve(&mut circle, 0);
    circle.loans[0].stage = LoanStage::Refunded;
    let reversal = (1, LineKind::Reversal, LineReason::Refunded, -100_000);
    assert_eq!(decide(&mut circle), [reversal]);
    assert_eq!(status(&circle, 0), Some(PayoutStatus::Reversed));
    circle.loans[0].stage = LoanStage::Disbursed;
    let earning = (1, LineKind::Earning, LineReason::Disbursed, 100_000);
    assert_eq!(decide(&mut circle), [earning]);
    let payout = circle.leads[0].credit.as_ref().unwrap().payout.clone();
    let owed = PayoutState::Eligible {
        amount: paise(100_000),
    };
    assert_eq!(payout.unwrap().state, owed);
}

#[test]
fn a_later_change_of_configuration_changes_nothing_already_earned() {
    let mut circle = circle(LoanStage::Disbursed, 5_000_000);
    // 16 days after the first share, 15 after the second.
    circle.loans[0].application.created_at = at("2026-01-17T06:00:00Z");
    circle.loans[0].disbursal = Some(disbursal("2026-01-18T06:00:00Z", 5_000_000));
    decide(&mut circle);
    let mut other = policy();
    other.terms.window_days = 15;
    other.terms.rate = bps(1);
    circle.leads[0].rate = Some(bps(2));
    assert_eq!(
        decide_by(&other, &mut circle),
        [],
        "neither moved nor changed"
    );
    // What was decided by the narrow window does not move by the wide one.
    let mut late = circle.clone();
    for books in &mut late.leads {
        books.credit = None;
        books.rate = None;
    }
    other.terms.window_days = 16;
    late.leads[0].lead.shared_at = at("2025-12-30T06:00:00Z");
    decide_by(&other, &mut late);
    assert_eq!(status(&late, 1), Some(PayoutStatus::Eligible));
    assert_eq!(decide(&mut late), []);
    assert_eq!(late.leads[0].credit, None);
}

#[test]
fn a_lead_is_linked_to_the_user_with_its_pan_else_with_its_mobile_number() {
    let mut circle = circle(LoanStage::Before, 5_000_000);
    circle.loans.clear();
    let of = |user: i64, mobile: u8, pan: Option<u8>| Applicant {
        mobile: kernel::BlindIndex::new([mobile; 32]),
        pan: pan.map(|pan| kernel::BlindIndex::new([pan; 32])),
        ..applicant(user)
    };
    for (users, linked) in [
        (vec![], None),
        (vec![of(5, 9, Some(9))], None),
        (vec![of(5, 1, None)], Some(5)),
        (vec![of(6, 1, None), of(5, 1, Some(9))], Some(5)),
        (vec![of(5, 1, None), of(6, 9, Some(201))], Some(6)),
        (vec![of(7, 9, Some(201)), of(6, 1, Some(201))], Some(6)),
    ] {
        circle.users = users;
        let credits = credit(&policy(), &circle);
        assert_eq!(credits.leads[0].user, linked.map(UserId::new));
    }
}

/// What the lines of each lead and loan come to.
type Sums = HashMap<(LeadId, LoanApplicationId), i64>;

/// Whether the lines come to what the payouts owe.
fn balanced(circle: &Circle, sums: &Sums) -> bool {
    let mut rest = sums.clone();
    for books in &circle.leads {
        if let Some(Credit {
            loan,
            payout: Some(payout),
        }) = &books.credit
        {
            *rest.entry((books.lead.lead, *loan)).or_default() -= payout.amount().paise();
        }
    }
    rest.values().all(|rest| *rest == 0)
}
