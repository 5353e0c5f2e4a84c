//! [`leads::LeadChanges`]: whatever a partner can see change is told.

use std::collections::BTreeSet;

use dedupe::{LoanStatus, UserStatus};
use kernel::{LeadId, LoanApplicationId, PartnerId, UserId};
use leads::LeadNews;
use lender::{RawLoan, RawMessage, RawUser};

use super::lead_changes_eye::Eye;
use super::leads::{report, request, share};
use super::money::{Desk, rupees};
use crate::user_message;
use crate::{Harness, Person, loan_message, midday, seconds_after, share_policy, text};

/// Tries every promise of changes: they are watched at the first of `instances`, which
/// are of one store that is empty, and made at the last.
///
/// # Panics
/// Where a promise is broken.
pub fn lead_changes_contract(instances: &[Harness]) {
    let (Some(watched), Some(acting)) = (instances.first(), instances.last()) else {
        panic!("no instance");
    };
    let desk = Desk::at(acting.clone());
    let mut eye = Eye::open(watched, &desk);
    shares_are_told_once(&mut eye, &desk);
    the_lenders_messages_are_told(&mut eye, &desk);
    a_loan_that_moves_is_told_to_both(&mut eye, &desk);
    strangers_are_nobodys_news(&mut eye, &desk);
    settling_is_told(&mut eye, &desk);
}

fn shares_are_told_once(eye: &mut Eye<'_>, desk: &Desk) {
    eye.sees(&[]);
    let (one, other) = (desk.partners[0], desk.partners[1]);
    let person = Person::numbered(7_001);
    let mine = share(&desk.harness, request(one, &person, midday())).lead;
    eye.sees(&[(one, mine)]);
    // The row is there already.
    let again = share(&desk.harness, request(one, &person, seconds_after(9)));
    assert_eq!(again.lead, mine);
    eye.sees(&[]);
    let theirs = share(&desk.harness, request(other, &person, midday())).lead;
    let next = share(
        &desk.harness,
        request(one, &Person::numbered(7_002), midday()),
    );
    eye.sees(&[(other, theirs), (one, next.lead)]);
    // After its window a row gives way to another.
    let days = i64::from(share_policy().window_days) + 1;
    let lapsed = midday() + chrono::TimeDelta::days(days);
    let new = share(&desk.harness, request(one, &person, lapsed)).lead;
    assert_ne!(new, mine);
    eye.sees(&[(one, new)]);
    // A watch that begins now has nothing to tell of it.
    let mut late = eye.harness.changes.watch().expect("the store answers");
    assert_eq!(late.news(), Ok(LeadNews::Leads(BTreeSet::new())));

    let these = eye.harness.leads.these(one, &[next.lead, theirs, mine]);
    let these: Vec<LeadId> = these.expect("readable").iter().map(|one| one.id).collect();
    assert_eq!(these, [mine, next.lead], "its own, in order");
}

/// The lender, who tells of person 7 010: a user, with a loan of the same number.
struct Teller<'a> {
    desk: &'a Desk,
    lead: [(PartnerId, LeadId); 1],
    /// When it told something last.
    second: i64,
}

impl Teller<'_> {
    fn user(&mut self, eye: &mut Eye<'_>, change: impl Fn(&mut RawUser)) {
        self.second += 60;
        let (id, person) = (UserId::new(7_010), Person::numbered(7_010));
        let at = seconds_after(self.second);
        let mut user = user_message(id, &person, UserStatus::Active, at);
        change(&mut user);
        self.tell(eye, RawMessage::User(user));
    }

    fn loan(&mut self, eye: &mut Eye<'_>, change: impl Fn(&mut RawLoan)) {
        self.second += 60;
        let at = seconds_after(self.second);
        let id = LoanApplicationId::new(7_010);
        let mut loan = loan_message(id, UserId::new(7_010), LoanStatus::UnderReview, at);
        change(&mut loan);
        self.tell(eye, RawMessage::Loan(loan));
    }

    /// The lead changes, and not once more when the same is told again.
    fn tell(&self, eye: &mut Eye<'_>, message: RawMessage) {
        report(&self.desk.harness, std::slice::from_ref(&message));
        eye.sees(&self.lead);
        report(&self.desk.harness, &[message]);
        eye.sees(&[]);
    }
}

fn disbursed(loan: &mut RawLoan, rupees: &str) {
    loan.status = text("disbursed");
    loan.disbursed_at = text("2026-01-15T06:50:00Z");
    loan.disbursal_amount = text(rupees);
}

fn the_lenders_messages_are_told(eye: &mut Eye<'_>, desk: &Desk) {
    let partner = desk.partners[0];
    let shared_at = midday() - chrono::TimeDelta::days(1);
    let person = Person::numbered(7_010);
    let lead = share(&desk.harness, request(partner, &person, shared_at)).lead;
    let mut lender = Teller {
        desk,
        lead: [(partner, lead)],
        second: 0,
    };
    eye.sees(&lender.lead);
    lender.user(eye, |_| {});
    lender.loan(eye, |_| {});
    lender.loan(eye, |loan| loan.status = text("approved"));
    lender.loan(eye, |loan| disbursed(loan, "40000"));
    lender.user(eye, |user| user.status = text("on_hold"));
    what_changes_no_status_is_told_as_well(eye, &mut lender);
}

/// An amount, a number, dates, an address.
fn what_changes_no_status_is_told_as_well(eye: &mut Eye<'_>, lender: &mut Teller<'_>) {
    lender.loan(eye, |loan| disbursed(loan, "41000"));
    lender.loan(eye, |loan| {
        disbursed(loan, "41000");
        loan.application_number = text("APP-corrected");
    });
    lender.loan(eye, |loan| {
        disbursed(loan, "41000");
        loan.disbursed_at = text("2026-01-15T06:51:00Z");
    });
    let moved = |user: &mut RawUser| {
        user.status = text("on_hold");
        user.email = text("new@mail.test");
    };
    lender.user(eye, moved);
    lender.user(eye, |user| {
        moved(user);
        user.registered_at = text("2026-01-15T06:30:00Z");
    });
    lender.user(eye, |user| {
        moved(user);
        user.status = text("suspended");
    });
}

fn a_loan_that_moves_is_told_to_both(eye: &mut Eye<'_>, desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    let people = [Person::numbered(7_020), Person::numbered(7_021)];
    let leads = [(one, 0), (other, 1)].map(|(partner, at)| {
        let shared_at = midday() - chrono::TimeDelta::days(1);
        let lead = share(&desk.harness, request(partner, &people[at], shared_at)).lead;
        (partner, lead)
    });
    eye.sees(&leads);
    let users = [UserId::new(7_020), UserId::new(7_021)];
    for (user, person) in users.iter().zip(&people) {
        let message = user_message(*user, person, UserStatus::Active, midday());
        report(&desk.harness, &[RawMessage::User(message)]);
    }
    eye.sees(&leads);
    let loan = |user, second| {
        let id = LoanApplicationId::new(7_020);
        let at = seconds_after(second);
        RawMessage::Loan(loan_message(id, user, LoanStatus::Approved, at))
    };
    report(&desk.harness, &[loan(users[0], 1)]);
    eye.sees(&leads[..1]);
    report(&desk.harness, &[loan(users[1], 2)]);
    eye.sees(&leads);
}

fn strangers_are_nobodys_news(eye: &mut Eye<'_>, desk: &Desk) {
    let stranger = UserId::new(7_030);
    let person = Person::numbered(7_030);
    for second in [0, 60] {
        let at = seconds_after(second);
        let user = user_message(stranger, &person, UserStatus::Active, at);
        let id = LoanApplicationId::new(7_030);
        let loan = loan_message(id, stranger, LoanStatus::Disbursed, at);
        report(
            &desk.harness,
            &[RawMessage::User(user), RawMessage::Loan(loan)],
        );
        eye.sees(&[]);
    }
}

fn settling_is_told(eye: &mut Eye<'_>, desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    let mine = (one, desk.earn(one, 101, rupees(50_000), 0));
    let theirs = (other, desk.earn(other, 102, rupees(10_000), 0));
    eye.sees(&[mine, theirs]);
    let run = desk.run(0);
    // A draft changes nothing that leads show.
    let _ = eye.news();
    desk.approve(&run);
    let told = eye.news();
    assert!(told.contains(&mine) && told.contains(&theirs), "{told:?}");
    desk.pay(desk.statement(&run, one).id, "UTR-7001")
        .expect("paid");
    let told = eye.news();
    assert!(told.contains(&mine) && !told.contains(&theirs), "{told:?}");
    let of_mine = eye.shown[&mine].payout.as_ref().expect("a payout");
    assert_eq!(of_mine.status, payouts::PayoutStatus::Paid);
    assert_eq!(eye.news(), BTreeSet::new());
}
