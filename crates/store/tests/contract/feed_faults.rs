//! A message that fails, fails alone.

use std::sync::Arc;

use dedupe::UserStatus;
use kernel::{PortFailure, UserId};
use lender::{FeedResult, RawMessage};
use testkit::{Person, midday, receive_feed, seconds_after, user_message};

use crate::database::Database;
use crate::harness::harness;

on_both_databases! {
    a_message_about_a_corrupt_row_fails_alone,
    once_the_tables_are_gone_every_message_fails,
}

fn messages(occurred_at: i64) -> Vec<RawMessage> {
    (1..=20)
        .map(|number| {
            let id = UserId::new(i64::from(number));
            let person = Person::numbered(number);
            let moment = seconds_after(occurred_at);
            RawMessage::User(user_message(id, &person, UserStatus::Active, moment))
        })
        .collect()
}

fn a_message_about_a_corrupt_row_fails_alone(database: &Arc<Database>) {
    let harness = harness(database);
    let receive = receive_feed(harness.feed.clone());
    for answer in receive.execute(&messages(0)) {
        assert_eq!(answer.unwrap().result, FeedResult::Applied);
    }
    let bytes = match database.as_ref() {
        Database::Sqlite(_) => "x'00'",
        Database::Postgres { .. } => "'\\x00'",
    };
    database.run(&format!(
        "UPDATE users SET state_content = {bytes} WHERE id = 7"
    ));
    for (number, answer) in (1..).zip(receive.execute(&messages(10))) {
        if number == 7 {
            let failure = answer.unwrap_err();
            assert_eq!(failure, PortFailure::corrupt("users.state_content"));
        } else {
            assert_eq!(answer.unwrap().result, FeedResult::Applied, "{number}");
        }
    }
    let at = midday().timestamp_micros() + 10_000_000;
    let sql = format!("SELECT count(*) AS value FROM users WHERE state_occurred_at = {at}");
    assert_eq!(database.integers(&sql), [19]);
    let kept = database.integers("SELECT count(*) AS value FROM feed_messages");
    assert_eq!(kept, [39], "the failed one was not kept");
}

fn once_the_tables_are_gone_every_message_fails(database: &Arc<Database>) {
    let harness = harness(database);
    database.run("DROP TABLE feed_messages");
    let answers = receive_feed(harness.feed.clone()).execute(&messages(0));
    assert_eq!(answers.len(), 20);
    assert!(answers.iter().all(Result::is_err));
    let users = database.integers("SELECT count(*) AS value FROM users");
    assert_eq!(users, [0]);
}
