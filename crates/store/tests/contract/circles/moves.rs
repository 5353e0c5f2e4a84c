//! Which lead is credited, and who is reached by a message.

use std::sync::Arc;

use dedupe::LoanStatus;
use kernel::{LeadId, LeadReference, Money, PortFailure, UserId};
use lender::{FeedResult, RawMessage};
use payouts::PayoutStatus;
use testkit::{Person, SeededEntropy, receive_feed, share_policy, text};

use super::world::{day, loan, mixed, user, world};
use crate::database::Database;

on_both_databases! {
    a_loan_moves_to_the_lead_whose_link_was_followed,
    a_message_reaches_along_a_chain_of_people,
    loans_swap_leads_within_one_message,
    new_keys_bind_and_unbind,
    a_lead_that_is_corrupt_spoils_its_own_messages_alone,
    many_people_at_once_are_credited_as_one_by_one,
}

fn a_loan_moves_to_the_lead_whose_link_was_followed(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let first = world.share(0, &person, 0);
    let second = world.share(1, &person, 1);
    world.user(user(1, &person, 2));
    world.loan(loan(7, 1, 3, LoanStatus::Disbursed, 5, Some(5)));
    assert_eq!(world.holds(0, first), Some(7));
    assert_eq!(world.holds(1, second), None);
    // An older message turns up: the user came by the second partner's link.
    let campaign = share_policy().campaign;
    let mut linked = user(1, &person, 1);
    linked.utm_source = text(world.partners[1].1.to_string());
    linked.utm_campaign = text(leads::CampaignForm(campaign).write(
        &person.mobile,
        day(1),
        LeadReference::draw(&SeededEntropy::new(0)),
    ));
    world.user(linked);
    assert_eq!(world.holds(0, first), None);
    assert_eq!(world.payout(0, first), None);
    assert_eq!(world.holds(1, second), Some(7));
    assert_eq!(
        world.payout(1, second),
        Some((PayoutStatus::Eligible, 100_000))
    );
    assert_eq!(world.lead(0, first).user.unwrap().email, None);
    assert_eq!(
        world.lines(0),
        [
            "earning disbursed 1000",
            "reversal credited_elsewhere -1000"
        ]
    );
    assert_eq!(world.lines(1), ["earning disbursed 1000"]);
    assert_eq!(world.told(0).last().unwrap(), "payout.reversed");
    assert_eq!(world.told(1).last().unwrap(), "payout.eligible");
    let stats = world.harness.leads.stats(world.partners[0].0).unwrap();
    assert_eq!((stats.loan_applications, stats.disbursed), (0, 0));
    assert_eq!(stats.payout_pending, Money::ZERO);
    world.check();
}

fn a_message_reaches_along_a_chain_of_people(database: &Arc<Database>) {
    let world = world(database);
    // User 1 is the person of both leads, user 2 of the first one only.
    let first = world.share(0, &mixed(2, 1), 0);
    let second = world.share(1, &Person::numbered(1), 1);
    world.user(user(1, &Person::numbered(1), 2));
    world.user(user(2, &mixed(2, 3), 2));
    world.loan(loan(11, 1, 6, LoanStatus::Disbursed, 8, Some(8)));
    assert_eq!(world.holds(0, first), Some(11));
    assert_eq!(world.holds(1, second), None);
    // An earlier loan of user 2 takes the first lead; user 1's has to move on.
    world.loan(loan(12, 2, 5, LoanStatus::Submitted, 6, None));
    assert_eq!(world.holds(0, first), Some(12));
    assert_eq!(world.lead(0, first).user.unwrap().id, UserId::new(2));
    assert_eq!(world.holds(1, second), Some(11));
    assert_eq!(world.lines(0).len(), 2);
    assert_eq!(world.lines(1), ["earning disbursed 1000"]);
    world.check();
}

fn loans_swap_leads_within_one_message(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let first = world.share(0, &person, 0);
    let second = world.share(1, &person, 1);
    world.user(user(1, &person, 2));
    world.loan(loan(11, 1, 3, LoanStatus::Disbursed, 8, Some(8)));
    world.loan(loan(12, 1, 4, LoanStatus::Disbursed, 8, Some(9)));
    assert_eq!(world.holds(0, first), Some(11));
    assert_eq!(world.holds(1, second), Some(12));
    world.loan(loan(11, 1, 5, LoanStatus::Disbursed, 9, Some(8)));
    assert_eq!(world.holds(0, first), Some(12));
    assert_eq!(world.holds(1, second), Some(11));
    assert_eq!(world.lines(0).len(), 3);
    assert_eq!(world.count("payouts"), 2);
    world.check();
}

fn new_keys_bind_and_unbind(database: &Arc<Database>) {
    let world = world(database);
    let lead = world.share(0, &Person::numbered(1), 0);
    world.user(user(1, &Person::numbered(5), 1));
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 3, Some(3)));
    assert_eq!(world.holds(0, lead), None);
    world.user(user(1, &mixed(1, 5), 4));
    assert_eq!(world.holds(0, lead), Some(7), "by the mobile number");
    world.user(user(1, &mixed(6, 1), 5));
    assert_eq!(world.holds(0, lead), Some(7), "by the PAN");
    assert_eq!(world.lines(0), ["earning disbursed 1000"]);
    world.user(user(1, &Person::numbered(6), 6));
    let shown = world.lead(0, lead);
    assert_eq!((shown.user, shown.loan, shown.payout), (None, None, None));
    assert_eq!(world.lines(0).len(), 2);
    assert_eq!(world.count("payouts"), 0);
    world.check();
}

fn a_lead_that_is_corrupt_spoils_its_own_messages_alone(database: &Arc<Database>) {
    let world = world(database);
    let leads: Vec<LeadId> = (1..=5)
        .map(|number| world.share(0, &Person::numbered(number), 0))
        .collect();
    let zero = match database.as_ref() {
        Database::Sqlite(_) => "x'00'",
        Database::Postgres { .. } => "'\\x00'",
    };
    database.run(&format!(
        "UPDATE leads SET campaign_index = {zero} WHERE id = {}",
        leads[2]
    ));
    let messages: Vec<RawMessage> = (1..=5)
        .map(|id| RawMessage::User(user(id, &Person::numbered(u32::try_from(id).unwrap()), 1)))
        .collect();
    let answers = receive_feed(world.harness.feed.clone()).execute(&messages);
    for (number, answer) in (1..).zip(answers) {
        if number == 3 {
            let failure = PortFailure::corrupt("leads.campaign_index");
            assert_eq!(answer.unwrap_err(), failure);
        } else {
            assert_eq!(answer.unwrap().result, FeedResult::Applied, "{number}");
        }
    }
    assert_eq!(world.count("users"), 4);
    let linked = database.integers("SELECT id AS value FROM leads WHERE user_id IS NOT NULL");
    assert_eq!(linked.len(), 4);
}

fn many_people_at_once_are_credited_as_one_by_one(database: &Arc<Database>) {
    let world = world(database);
    let people: Vec<Person> = (1..=700).map(Person::numbered).collect();
    for person in people.iter().step_by(7) {
        world.share(0, person, 0);
    }
    let users = (1..).zip(&people);
    let mut messages: Vec<RawMessage> = users
        .map(|(id, person)| RawMessage::User(user(id, person, 1)))
        .collect();
    messages.extend(
        (1..=700).map(|id| RawMessage::Loan(loan(id, id, 2, LoanStatus::Disbursed, 3, Some(3)))),
    );
    world.receive(&messages);
    assert_eq!(
        world.count("leads WHERE loan_application_id = user_id"),
        100
    );
    assert_eq!(world.count("ledger_lines"), 100);
    assert_eq!(world.count("payouts"), 100);
    // One event for the link, three for the loan.
    assert_eq!(world.count("outbox"), 400);
    let stats = world.harness.leads.stats(world.partners[0].0).unwrap();
    assert_eq!(stats.payout_eligible, 100);
    assert_eq!(stats.payout_pending, Money::from_paise(10_000_000));
    world.check();
}
