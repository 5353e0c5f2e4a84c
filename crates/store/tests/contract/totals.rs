//! Totals are kept up, whatever happens at the same time, and what is wrong with
//! them is found.

use std::sync::Arc;

use chrono::TimeDelta;
use dedupe::{LoanStatus, UserStatus};
use kernel::{Actor, LeadReference, LoanApplicationId, PartnerId, UserId};
use leads::LeadFilter;
use lender::{FeedResult, RawMessage};
use testkit::{
    Harness, Person, SeededEntropy, loan_message, midday, new_partner, receive_feed, share_of,
    text, user_message,
};

use LoanStatus as S;

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    shares_from_two_instances_are_all_counted,
    a_refused_share_counts_for_nothing,
    loans_and_payouts_are_counted,
    a_wrong_total_is_named,
    the_migration_counts_what_is_there,
}

fn partner(harness: &Harness, number: u32) -> PartnerId {
    let created = harness
        .partners
        .create(new_partner(number.into()), Actor::Operator);
    created.unwrap().id
}

/// Shares person `number` on the day of that number modulo 5.
fn share(harness: &Harness, partner: PartnerId, number: u32) {
    let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
    let now = midday() + TimeDelta::days(i64::from(number % 5));
    let request = share_of(partner, &Person::numbered(number), reference, now);
    harness.leads.share(request).unwrap();
}

fn shares_from_two_instances_are_all_counted(database: &Arc<Database>) {
    let one = harness(database);
    let other = over(database, &database.open());
    let partners = [partner(&one, 1), partner(&one, 2)];
    std::thread::scope(|scope| {
        for thread in 0..8_u32 {
            let harness = if thread % 2 == 0 { &one } else { &other };
            scope.spawn(move || {
                for number in 0..25 {
                    // Every person comes twice; the second time changes nothing.
                    let number = 25 * (thread / 2) + number;
                    share(
                        harness,
                        partners[usize::from(number.is_multiple_of(3))],
                        number,
                    );
                }
            });
        }
    });
    let store = database.open();
    let found = store.reconcile().unwrap();
    assert_eq!((found.leads, found.partners), (100, 2));
    assert_eq!(found.discrepancies, []);
    let stats = partners.map(|partner| one.leads.stats(partner).unwrap());
    assert_eq!(stats.map(|stats| stats.total), [66, 34]);
    assert_eq!(stats.map(|stats| stats.fresh), [66, 34]);
    let first = midday().date_naive();
    let last = first + TimeDelta::days(4);
    let days = one.leads.by_day(partners[1], first, last).unwrap();
    let leads: Vec<u64> = days.iter().map(|day| day.leads).collect();
    assert_eq!(leads.iter().sum::<u64>(), 34);
    let filter = LeadFilter {
        from: Some(first + TimeDelta::days(1)),
        to: Some(first + TimeDelta::days(2)),
        ..LeadFilter::default()
    };
    let counted = one.leads.count(partners[1], &filter).unwrap();
    assert_eq!(counted.count, leads[1] + leads[2]);
}

fn a_refused_share_counts_for_nothing(database: &Arc<Database>) {
    let harness = harness(database);
    let reference = LeadReference::draw(&SeededEntropy::new(1));
    let nobody = PartnerId::new(4_711);
    let request = share_of(nobody, &Person::numbered(1), reference, midday());
    assert!(harness.leads.share(request).is_err());
    let rows = database.integers("SELECT count(*) AS value FROM partner_totals");
    assert_eq!(rows, [0]);
}

/// Loan `number` of person `number`, applied for on day 5; disbursed on `day`.
fn loan(number: u32, status: LoanStatus, day: Option<i64>, occurred_on: i64) -> RawMessage {
    let on = |day: i64| (midday() + TimeDelta::days(day)).to_rfc3339();
    let id = LoanApplicationId::new(number.into());
    let occurred_at = midday() - TimeDelta::days(100 - occurred_on);
    let mut loan = loan_message(id, UserId::new(number.into()), status, occurred_at);
    loan.created_at = text(on(-35));
    if let Some(day) = day {
        loan.disbursed_at = text(on(day));
        loan.disbursal_amount = text("50000");
    }
    RawMessage::Loan(loan)
}

/// Shares person `number` forty days before midday, and what makes them a user.
fn registration(harness: &Harness, partner: PartnerId, number: u32) -> RawMessage {
    let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
    let shared_at = midday() - TimeDelta::days(40);
    let person = Person::numbered(number);
    let share = share_of(partner, &person, reference, shared_at);
    harness.leads.share(share).unwrap();
    let user = UserId::new(number.into());
    RawMessage::User(user_message(user, &person, UserStatus::Active, midday()))
}

fn loans_and_payouts_are_counted(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness, 1);
    let store = database.open();
    let tell = |message| {
        let feed = receive_feed(harness.feed.clone());
        let answer = feed.execute(&[message]).pop().unwrap().unwrap();
        assert_eq!(answer.result, FeedResult::Applied);
        assert_eq!(store.reconcile().unwrap().discrepancies, []);
        let stats = harness.leads.stats(partner).unwrap();
        let leads = (
            stats.loan_applications,
            stats.disbursed,
            stats.payout_eligible,
        );
        assert_eq!(stats.payout_total, stats.payout_pending);
        (leads, stats.payout_total.paise())
    };
    for number in 1..=3 {
        let registered = registration(&harness, partner, number);
        assert_eq!(tell(registered), ((0, 0, 0), 0));
    }
    assert_eq!(tell(loan(1, S::Submitted, None, 1)), ((1, 0, 0), 0));
    assert_eq!(
        tell(loan(1, S::Disbursed, Some(-20), 2)),
        ((1, 1, 1), 100_000)
    );
    assert_eq!(
        tell(loan(2, S::Disbursed, Some(-19), 2)),
        ((2, 2, 1), 100_000)
    );
    assert_eq!(
        tell(loan(3, S::Disbursed, Some(-21), 2)),
        ((3, 3, 2), 200_000)
    );
    let on = |day: i64| (midday() + TimeDelta::days(day)).date_naive();
    let days = harness.leads.by_day(partner, on(-21), on(-19)).unwrap();
    let days: Vec<u64> = days.iter().map(|day| day.disbursals).collect();
    assert_eq!(days, [1, 1, 1]);
    assert_eq!(tell(loan(1, S::Cancelled, None, 3)), ((3, 3, 1), 100_000));
    assert_eq!(tell(loan(3, S::UnderReview, None, 3)), ((3, 2, 0), 0));
}

fn a_wrong_total_is_named(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness, 1);
    share(&harness, partner, 0);
    share(&harness, partner, 1);
    database.run("UPDATE partner_totals SET fresh = fresh + 3");
    database.run("UPDATE partner_days SET registered = 1 WHERE fresh = 1");
    let found = database.open().reconcile().unwrap().discrepancies;
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.what, one.day.is_some(), one.kept, one.counted))
        .collect();
    let day = ("registered", true, 1, 0);
    assert_eq!(told, [("fresh", false, 5, 2), day, day]);
    assert!(found.iter().all(|one| one.partner == partner));
}

/// The statements with which the migration takes up leads that were there before.
fn the_migration_counts_what_is_there(database: &Arc<Database>) {
    let harness = harness(database);
    let partners = [partner(&harness, 1), partner(&harness, 2)];
    for number in 0..10_u32 {
        share(
            &harness,
            partners[usize::from(number.is_multiple_of(2))],
            number,
        );
    }
    database.run("DELETE FROM partner_totals; DELETE FROM partner_days");
    let store = database.open();
    assert_ne!(store.reconcile().unwrap().discrepancies, []);
    let migration = include_str!("../../../../migrations/sqlite/2026-11-21-000003_money/up.sql");
    let (_, counting) = migration.split_once("-- No lead had a loan").unwrap();
    let (_, counting) = counting.split_once('\n').unwrap();
    database.run(counting);
    let found = store.reconcile().unwrap();
    assert_eq!((found.leads, found.discrepancies), (10, vec![]));
}
