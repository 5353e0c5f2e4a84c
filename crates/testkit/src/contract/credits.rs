//! Loans become credits, payouts and ledger lines, told to partners and auditors.

use dedupe::{LoanStatus, UserStatus};
use kernel::{LoanApplicationId, Money};
use leads::{LeadFilter, LeadStats};
use lender::{FeedResult, RawMessage};
use payouts::PayoutStatus;

use super::credits_case::Case;
use super::credits_frozen::what_was_approved_stays;
use super::feed::receive;
use crate::{Harness, Person, midday, share_policy};

/// Tries every promise of crediting loans on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn credits_contract(harness: &Harness) {
    a_disbursal_is_credited_shown_counted_and_told(harness);
    what_changes_is_entered_as_lines(harness);
    of_two_partners_the_loser_sees_the_registration_only(harness);
    a_link_heard_of_later_moves_the_credit(harness);
    a_changed_number_ends_the_link(harness);
    lists_narrow_by_loan_and_payout(harness);
    what_was_approved_stays(harness);
}

pub(super) fn line(kind: &str, reason: &str, paise: i64) -> (String, String, i64) {
    (kind.to_owned(), reason.to_owned(), paise)
}

fn a_disbursal_is_credited_shown_counted_and_told(harness: &Harness) {
    let case = Case::new(harness, 100, &[None]);
    case.tell_of_user(&case.person(), 0, None);
    assert_eq!(case.told(0), ["lead.status_changed"]);
    case.tell_of_loan(LoanStatus::Approved, 1, None);
    let lead = case.lead(0);
    let loan = lead.loan.expect("it is credited");
    assert_eq!(loan.id, LoanApplicationId::new(100));
    assert_eq!(loan.application_number, "APP-100");
    assert_eq!((loan.disbursed_at, loan.disbursal_amount), (None, None));
    assert_eq!(lead.payout, None);
    assert!(lead.user.expect("linked").email.is_some());
    assert_eq!(case.audited("lead.loan_credited", 0), 1);
    case.tell_of_loan(LoanStatus::Disbursed, 2, Some("60000.00"));
    let lead = case.lead(0);
    let loan = lead.loan.expect("it is credited");
    assert_eq!(loan.disbursal_amount, Some(Money::from_paise(6_000_000)));
    let payout = lead.payout.expect("earned");
    assert_eq!(
        (payout.status, payout.grade.as_str()),
        (PayoutStatus::Eligible, "A")
    );
    assert_eq!(case.lines(0), [line("earning", "disbursed", 120_000)]);
    is_counted(&case);
    is_told_once(&case);
}

/// Of the first case: one lead, one loan of ₹ 60 000, paid out today.
fn is_counted(case: &Case<'_>) {
    let expected = LeadStats {
        total: 1,
        fresh: 1,
        linked: 1,
        loan_applications: 1,
        disbursed: 1,
        payout_eligible: 1,
        payout_total: Money::from_paise(120_000),
        payout_pending: Money::from_paise(120_000),
        ..LeadStats::default()
    };
    let partner = case.partners[0];
    assert_eq!(case.harness.leads.stats(partner), Ok(expected));
    let today = share_policy().calendar.day_of(midday());
    let days = case.harness.leads.by_day(partner, today, today);
    assert_eq!(days.expect("the store answers")[0].disbursals, 1);
}

/// Of the first case: a registration, an application and a disbursal.
fn is_told_once(case: &Case<'_>) {
    let told = [
        "lead.status_changed",
        "lead.status_changed",
        "lead.status_changed",
        "loan.disbursed",
        "payout.eligible",
    ];
    assert_eq!(case.told(0), told);
    // The same again, and an older one, are no news.
    let again = RawMessage::Loan(case.loan(LoanStatus::Disbursed, 2, Some("60000.00")));
    assert_eq!(receive(case.harness, &[again]), [FeedResult::Unchanged]);
    let older = RawMessage::Loan(case.loan(LoanStatus::Submitted, -5, None));
    assert_eq!(receive(case.harness, &[older]), [FeedResult::Stale]);
    assert_eq!(case.lines(0).len(), 1);
    assert_eq!(case.told(0), told);
}

fn what_changes_is_entered_as_lines(harness: &Harness) {
    let case = Case::new(harness, 200, &[Some(333)]);
    case.tell_of_user(&case.person(), 0, None);
    case.tell_of_loan(LoanStatus::Disbursed, 1, Some("10000.00"));
    assert_eq!(case.audited("lead.payout_changed", 0), 0);
    case.tell_of_loan(LoanStatus::Disbursed, 2, Some("20000.00"));
    assert_eq!(case.payout(0), Some((PayoutStatus::Eligible, 66_600)));
    assert_eq!(case.audited("lead.payout_changed", 0), 1);
    // Going on un-earns nothing, even where nothing is said of the disbursal.
    case.tell_of_loan(LoanStatus::Closed, 3, None);
    assert_eq!(case.payout(0), Some((PayoutStatus::Eligible, 66_600)));
    case.tell_of_loan(LoanStatus::Cancelled, 4, None);
    assert_eq!(case.payout(0), Some((PayoutStatus::Reversed, 0)));
    case.tell_of_loan(LoanStatus::Disbursed, 5, None);
    assert_eq!(case.payout(0), Some((PayoutStatus::Eligible, 66_600)));
    case.tell_of_loan(LoanStatus::Rejected, 6, None);
    assert_eq!(case.payout(0), None);
    let expected = [
        line("earning", "disbursed", 33_300),
        line("adjustment", "amount_changed", 33_300),
        line("reversal", "cancelled", -66_600),
        line("earning", "disbursed", 66_600),
        line("reversal", "disbursal_corrected", -66_600),
    ];
    assert_eq!(case.lines(0), expected);
    let reversals = case.told(0);
    let reversals = reversals.iter().filter(|event| *event == "payout.reversed");
    assert_eq!(reversals.count(), 2);
    let stats = harness.leads.stats(case.partners[0]).expect("it answers");
    assert_eq!(
        (stats.payout_eligible, stats.payout_total),
        (0, Money::ZERO)
    );
    assert_eq!((stats.loan_applications, stats.disbursed), (1, 0));
}

fn of_two_partners_the_loser_sees_the_registration_only(harness: &Harness) {
    let case = Case::new(harness, 300, &[None, None]);
    case.tell_of_user(&case.person(), 0, None);
    case.tell_of_loan(LoanStatus::Disbursed, 1, Some("10000.00"));
    assert_eq!(case.payout(0), Some((PayoutStatus::Eligible, 20_000)));
    let loser = case.lead(1);
    assert_eq!((&loser.loan, &loser.payout), (&None, &None));
    let user = loser.user.expect("the registration shows");
    assert_eq!((user.status, user.email), (UserStatus::Active, None));
    assert_eq!(case.lines(1), []);
    assert_eq!(case.audited("lead.loan_credited", 0), 1);
    assert_eq!(case.audited("lead.loan_not_credited", 0), 0);
    assert_eq!(case.audited("lead.loan_credited", 1), 0);
    assert_eq!(case.audited("lead.loan_not_credited", 1), 1);
    assert_eq!(case.told(1), ["lead.status_changed"], "of the registration");
}

fn a_link_heard_of_later_moves_the_credit(harness: &Harness) {
    let case = Case::new(harness, 400, &[None, Some(300)]);
    case.tell_of_user(&case.person(), 1, None);
    case.tell_of_loan(LoanStatus::Disbursed, 2, Some("10000.00"));
    case.tell_of_user(&case.person(), 3, Some((case.partners[1], 1)));
    assert_eq!(case.payout(0), None);
    assert_eq!(case.payout(1), Some((PayoutStatus::Eligible, 30_000)));
    let moved = [
        line("earning", "disbursed", 20_000),
        line("reversal", "credited_elsewhere", -20_000),
    ];
    assert_eq!(case.lines(0), moved);
    assert_eq!(case.lines(1), [line("earning", "disbursed", 30_000)]);
    assert_eq!(case.audited("lead.loan_credited", 1), 1);
    assert!(case.told(0).contains(&"payout.reversed".to_owned()));
    assert!(case.told(1).contains(&"payout.eligible".to_owned()));
}

fn a_changed_number_ends_the_link(harness: &Harness) {
    let case = Case::new(harness, 500, &[None]);
    case.tell_of_user(&case.person(), 0, None);
    case.tell_of_loan(LoanStatus::Disbursed, 1, Some("10000.00"));
    assert!(case.lead(0).user.is_some());
    let other = Person::numbered(501);
    case.tell_of_user(&other, 2, None);
    let lead = case.lead(0);
    assert_eq!((lead.user, lead.loan, lead.payout), (None, None, None));
    let sum: i64 = case.lines(0).iter().map(|line| line.2).sum();
    assert_eq!(sum, 0);
    case.tell_of_user(&case.person(), 3, None);
    assert_eq!(case.payout(0), Some((PayoutStatus::Eligible, 20_000)));
}

fn lists_narrow_by_loan_and_payout(harness: &Harness) {
    let case = Case::new(harness, 600, &[None]);
    case.tell_of_user(&case.person(), 0, None);
    case.tell_of_loan(LoanStatus::Disbursed, 1, Some("10000.00"));
    let count = |filter| {
        let total = harness.leads.count(case.partners[0], &filter);
        total.expect("the store answers").count
    };
    for (status, expected) in [(LoanStatus::Disbursed, 1), (LoanStatus::Closed, 0)] {
        let loan_status = Some(status);
        let filter = LeadFilter {
            loan_status,
            ..LeadFilter::default()
        };
        assert_eq!(count(filter), expected, "{status}");
    }
    for status in PayoutStatus::ALL {
        let payout_status = Some(status);
        let filter = LeadFilter {
            payout_status,
            ..LeadFilter::default()
        };
        let expected = u64::from(status == PayoutStatus::Eligible);
        assert_eq!(count(filter), expected, "{status}");
    }
}
