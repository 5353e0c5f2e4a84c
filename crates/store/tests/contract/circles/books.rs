//! What is earned, booked and taken back.

use std::sync::Arc;

use chrono::TimeDelta;
use dedupe::LoanStatus;
use kernel::{Money, UserId};
use lender::RawMessage;
use payouts::PayoutStatus;
use testkit::{Person, midday, text};

use super::world::{day, loan, user, world};
use crate::database::Database;

on_both_databases! {
    a_disbursal_pays_the_lead_and_says_so_everywhere,
    what_was_cancelled_or_refunded_is_taken_back,
    a_later_report_stands_where_the_state_is_silent,
    repeated_messages_write_nothing,
}

fn a_disbursal_pays_the_lead_and_says_so_everywhere(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let lead = world.share(0, &person, 0);
    world.user(user(1, &person, 1));
    let shown = world.lead(0, lead);
    assert_eq!(shown.user.as_ref().unwrap().id, UserId::new(1));
    assert_eq!(shown.user.unwrap().email, None, "nothing won yet");
    world.loan(loan(7, 1, 2, LoanStatus::Approved, 3, None));
    assert_eq!(world.holds(0, lead), Some(7));
    assert_eq!(world.payout(0, lead), None);
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 20, Some(20)));
    let shown = world.lead(0, lead);
    let paid = shown.loan.unwrap();
    assert_eq!(paid.status, LoanStatus::Disbursed);
    assert_eq!(paid.disbursed_at, Some(day(20)));
    assert_eq!(paid.disbursal_amount, Some(Money::from_paise(5_000_000)));
    assert!(shown.user.unwrap().email.is_some());
    let payout = shown.payout.unwrap();
    assert_eq!(payout.status, PayoutStatus::Eligible);
    assert_eq!(payout.amount, Money::from_paise(100_000));
    assert_eq!(payout.grade, "A");
    assert_eq!(world.lines(0), ["earning disbursed 1000"]);
    let told = [
        "lead.status_changed",
        "lead.status_changed",
        "lead.status_changed",
        "loan.disbursed",
        "payout.eligible",
    ];
    assert_eq!(world.told(0), told);
    let booked = database.integers("SELECT booked_at AS value FROM ledger_lines");
    let received = midday() + TimeDelta::hours(1);
    assert_eq!(booked, [received.timestamp_micros()]);
    let stats = world.harness.leads.stats(world.partners[0].0).unwrap();
    assert_eq!((stats.loan_applications, stats.disbursed), (1, 1));
    assert_eq!(stats.payout_pending, Money::from_paise(100_000));
    world.check();
}

fn what_was_cancelled_or_refunded_is_taken_back(database: &Arc<Database>) {
    let world = world(database);
    for (number, status) in [(1, LoanStatus::Cancelled), (2, LoanStatus::Refunded)] {
        let person = Person::numbered(number);
        let id = i64::from(number);
        let partner = usize::try_from(number).unwrap();
        let lead = world.share(partner, &person, 0);
        world.user(user(id, &person, 1));
        world.loan(loan(id, id, 2, LoanStatus::Disbursed, 3, Some(3)));
        let mut less = loan(id, id, 2, LoanStatus::Closed, 4, Some(3));
        less.disbursal_amount = text("40000");
        world.loan(less);
        assert_eq!(
            world.payout(partner, lead),
            Some((PayoutStatus::Eligible, 80_000))
        );
        world.loan(loan(id, id, 2, status, 5, None));
        assert_eq!(
            world.payout(partner, lead),
            Some((PayoutStatus::Reversed, 0))
        );
        let lines = [
            "earning disbursed 1000".to_owned(),
            "adjustment amount_changed -200".to_owned(),
            format!("reversal {status} -800"),
        ];
        assert_eq!(world.lines(partner), lines);
        let log = world.log(lead);
        assert!(
            log[1].contains(r#""from":"1000.00","to":"800.00""#),
            "{log:?}"
        );
        assert!(log[2].contains(r#""from":"800.00","to":"0.00""#), "{log:?}");
        assert_eq!(log.len(), 3);
        assert_eq!(world.told(partner).last().unwrap(), "payout.reversed");
    }
    world.check();
}

fn a_later_report_stands_where_the_state_is_silent(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let lead = world.share(0, &person, 0);
    world.user(user(1, &person, 1));
    world.loan(loan(7, 1, 2, LoanStatus::AccountManager, 9, None));
    assert_eq!(world.payout(0, lead), None);
    // Told late, and older than the state.
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 3, Some(3)));
    let shown = world.lead(0, lead);
    let amount = shown.loan.as_ref().unwrap().disbursal_amount;
    assert_eq!(amount, Some(Money::from_paise(5_000_000)));
    assert_eq!(shown.loan.unwrap().status, LoanStatus::AccountManager);
    assert_eq!(
        world.payout(0, lead),
        Some((PayoutStatus::Eligible, 100_000))
    );
    let mut later = loan(7, 1, 2, LoanStatus::Disbursed, 4, Some(4));
    later.disbursal_amount = text("60000");
    world.loan(later);
    assert_eq!(
        world.payout(0, lead),
        Some((PayoutStatus::Eligible, 120_000))
    );
    // An even older one changes nothing.
    let mut older = loan(7, 1, 2, LoanStatus::Disbursed, 2, Some(2));
    older.disbursal_amount = text("10");
    world.loan(older);
    assert_eq!(
        world.payout(0, lead),
        Some((PayoutStatus::Eligible, 120_000))
    );
    world.check();
}

const BOOKS: [&str; 6] = [
    "ledger_lines",
    "unsettled_lines",
    "audit_entries",
    "outbox",
    "payouts",
    "partner_days",
];

fn repeated_messages_write_nothing(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    world.share(0, &person, 0);
    world.share(1, &person, 1);
    let messages = || {
        vec![
            RawMessage::User(user(1, &person, 2)),
            RawMessage::Loan(loan(7, 1, 3, LoanStatus::Disbursed, 5, Some(5))),
            RawMessage::Loan(loan(7, 1, 3, LoanStatus::Refunded, 6, Some(5))),
        ]
    };
    world.receive(&messages());
    let before = BOOKS.map(|table| world.count(table));
    world.receive(&messages());
    let reversed: Vec<RawMessage> = messages().into_iter().rev().collect();
    world.receive(&reversed);
    // The same state told anew is a message, but nothing that anyone sees.
    world.loan(loan(7, 1, 3, LoanStatus::Refunded, 9, Some(5)));
    world.user(user(1, &person, 9));
    assert_eq!(BOOKS.map(|table| world.count(table)), before);
    world.check();
}
