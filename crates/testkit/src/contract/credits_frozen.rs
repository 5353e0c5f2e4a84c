//! What was approved stays where it is, and is taken back where it is not owed.

use accounts::StaffRole;
use dedupe::LoanStatus;
use kernel::{Actor, LoanApplicationId, StaffId};
use payouts::{NewRun, PayoutStatus, TaxTable};

use super::credits::line;
use super::credits_case::Case;
use crate::{Harness, Person, new_staff, seconds_after, share_policy};

pub(super) fn what_was_approved_stays(harness: &Harness) {
    let case = Case::new(harness, 700, &[None, None]);
    case.tell_of_user(&case.person(), 1, None);
    case.tell_of_loan(LoanStatus::Disbursed, 2, Some("10000.00"));
    approve_everything(harness);
    let approved = Some((PayoutStatus::Approved, 20_000));
    assert_eq!(case.payout(0), approved);
    // The other partner's link, and another number, come too late.
    case.tell_of_user(&case.person(), 3, Some((case.partners[1], 1)));
    assert_eq!((case.payout(0), case.payout(1)), (approved, None));
    case.tell_of_user(&Person::numbered(701), 4, None);
    let lead = case.lead(0);
    let loan = lead.loan.expect("it stays");
    assert_eq!(loan.id, LoanApplicationId::new(700));
    assert_eq!(lead.user.map(|user| user.id), Some(case.user()));
    assert_eq!(case.payout(0), approved);
    assert_eq!(case.lead(1).user, None, "nobody has that number any more");
    assert_eq!(case.lines(0), [line("earning", "disbursed", 20_000)]);
    case.tell_of_loan(LoanStatus::Refunded, 5, None);
    assert_eq!(case.payout(0), Some((PayoutStatus::Reversed, 0)));
    case.tell_of_loan(LoanStatus::Disbursed, 6, Some("20000.00"));
    assert_eq!(case.payout(0), Some((PayoutStatus::Eligible, 40_000)));
    // A report that is taken back does not make approved money vanish.
    case.tell_of_loan(LoanStatus::Rejected, 7, None);
    assert_eq!(case.payout(0), Some((PayoutStatus::Reversed, 0)));
    let expected = [
        line("earning", "disbursed", 20_000),
        line("reversal", "refunded", -20_000),
        line("earning", "disbursed", 40_000),
        line("reversal", "disbursal_corrected", -40_000),
    ];
    assert_eq!(case.lines(0), expected);
    assert_eq!(case.lines(1), []);
}

/// One person makes a run of all there is, another approves it.
fn approve_everything(harness: &Harness) {
    let staff = |number| -> StaffId {
        let new = new_staff(number, StaffRole::Finance);
        let account = harness.staff.create(new, Actor::Operator);
        account.expect("created").id
    };
    let (maker, checker) = (staff(701), staff(702));
    let day = share_policy().calendar.day_of(seconds_after(0));
    let run = harness.payout_runs.create(NewRun {
        from: day,
        to: day,
        by: maker,
        at: seconds_after(4_000),
        taxes: TaxTable::default(),
    });
    let run = run.expect("there are lines").id;
    let approval = harness
        .payout_runs
        .approve(run, checker, seconds_after(4_001));
    approval.expect("another person approves");
}
