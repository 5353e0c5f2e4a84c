//! A share and the lender's messages about the same person at the same moment:
//! one of them sees the other.

use std::sync::{Arc, Barrier};

use chrono::TimeDelta;
use dedupe::{LoanStatus, UserStatus};
use kernel::{Actor, LeadReference, LoanApplicationId, PartnerId, UserId};
use lender::{FeedResult, RawMessage};
use testkit::{
    Harness, Person, SeededEntropy, loan_message, midday, new_partner, receive_feed, share_of,
    text, user_message,
};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    a_share_and_a_message_do_not_miss_each_other,
}

const ROUNDS: u32 = 60;
const PER_ROUND: u32 = 12;

fn a_share_and_a_message_do_not_miss_each_other(database: &Arc<Database>) {
    let stores = [database.migrated(), database.open()];
    let instances = stores.each_ref().map(|store| over(database, store));
    let created = instances[0]
        .partners
        .create(new_partner(1), Actor::Operator);
    let partner = created.unwrap().id;
    for round in 0..ROUNDS {
        let people: Vec<u32> = (1..=PER_ROUND).map(|at| round * PER_ROUND + at).collect();
        let together = Barrier::new(people.len() + 2);
        std::thread::scope(|scope| {
            for number in &people {
                let instance = &instances[usize::try_from(number % 2).unwrap()];
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    share(instance, partner, *number);
                });
            }
            for (half, instance) in people.chunks(people.len() / 2).zip(&instances) {
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    tell(instance, half);
                });
            }
        });
    }
    let count = |what: &str| {
        let sql = format!("SELECT count(*) AS value FROM leads WHERE {what}");
        database.integers(&sql)[0]
    };
    assert_eq!(count("1 = 1"), i64::from(ROUNDS * PER_ROUND));
    assert_eq!(count("user_id IS NULL"), 0, "nobody saw the other");
    // Who shared first has the loan; who shared later was told that it is there.
    assert_eq!(count("verdict <> 2006 AND loan_application_id IS NULL"), 0);
    assert_eq!(
        count("verdict = 2006 AND loan_application_id IS NOT NULL"),
        0
    );
}

fn share(instance: &Harness, partner: PartnerId, number: u32) {
    let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
    let request = share_of(partner, &Person::numbered(number), reference, midday());
    instance.leads.share(request).unwrap();
}

/// Users and their loans, applied for after the share, in one go.
fn tell(instance: &Harness, people: &[u32]) {
    let mut messages = Vec::new();
    for number in people {
        let (user, loan) = (UserId::new((*number).into()), i64::from(*number));
        let person = Person::numbered(*number);
        messages.push(RawMessage::User(user_message(
            user,
            &person,
            UserStatus::Active,
            midday(),
        )));
        let loan = LoanApplicationId::new(loan);
        let mut loan = loan_message(loan, user, LoanStatus::Submitted, midday());
        let applied = midday() + TimeDelta::minutes(30);
        loan.created_at = text(applied.to_rfc3339());
        messages.push(RawMessage::Loan(loan));
    }
    for answer in receive_feed(instance.feed.clone()).execute(&messages) {
        assert_eq!(answer.unwrap().result, FeedResult::Applied);
    }
}
