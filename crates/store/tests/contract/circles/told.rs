//! What the audit log and the partners are told.

use std::sync::Arc;

use chrono::TimeDelta;
use dedupe::LoanStatus;
use kernel::{FieldRef, FieldVault as _, FixedClock, LeadReference, Sealed};
use leads::StoreOutcome;
use lender::{FeedResult, RawMessage, ReceiveFeed};
use testkit::{FakeVault, Person, SeededEntropy, midday, receive_feed, share_of};

use super::world::{day, loan, time, user, world};
use crate::database::Database;

on_both_databases! {
    the_log_tells_who_won_and_why_others_lost,
    whoever_shares_after_the_application_is_told_of_once,
    events_open_for_the_vault_and_name_nobody,
}

fn the_log_tells_who_won_and_why_others_lost(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let first = world.share(0, &person, 0);
    let second = world.share(1, &person, 1);
    world.user(user(1, &person, 2));
    world.loan(loan(7, 1, 3, LoanStatus::Submitted, 4, None));
    let won = [r#"lead.loan_credited {"loan":"7","by":"first_touch"}"#];
    assert_eq!(world.log(first), won);
    let lost = [r#"lead.loan_not_credited {"loan":"7","because":"shared_later"}"#];
    assert_eq!(world.log(second), lost);
    // What does not change who wins and why is no entry.
    world.loan(loan(7, 1, 3, LoanStatus::Disbursed, 5, Some(5)));
    assert_eq!(world.log(first), won);
    assert_eq!(world.log(second), lost);
    // Applied for before the second share, after all.
    let mut earlier = loan(7, 1, 1, LoanStatus::Disbursed, 6, Some(5));
    earlier.created_at = time(day(1) - TimeDelta::hours(1));
    world.loan(earlier);
    assert_eq!(world.log(first), won);
    let because = r#"lead.loan_not_credited {"loan":"7","because":"shared_too_late"}"#;
    assert_eq!(world.log(second), [lost[0], because]);
    let actors = database
        .texts("SELECT DISTINCT actor_kind AS value FROM audit_entries WHERE action LIKE 'lead.%'");
    assert_eq!(actors, ["system"]);
}

fn whoever_shares_after_the_application_is_told_of_once(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let at = |hours: i64| FixedClock::at(midday() + TimeDelta::hours(hours));
    let receive = |clock: FixedClock, message: RawMessage| {
        let receive = ReceiveFeed {
            clock: Arc::new(clock),
            ..receive_feed(world.harness.feed.clone())
        };
        for answer in receive.execute(&[message]) {
            assert_eq!(answer.unwrap().result, FeedResult::Applied);
        }
    };
    world.share(0, &person, 0);
    receive(at(-1), RawMessage::User(user(1, &person, 1)));
    let told = |status, day| RawMessage::Loan(loan(7, 1, 1, status, day, Some(day)));
    receive(at(0), told(LoanStatus::Submitted, 2));
    let reference = LeadReference::draw(&SeededEntropy::new(9));
    let moment = midday() + TimeDelta::minutes(1);
    let request = share_of(world.partners[1].0, &person, reference, moment);
    let Ok(StoreOutcome::Shared(late)) = world.harness.leads.share(request) else {
        panic!("not shared");
    };
    let late = late.lead;
    assert_eq!(world.log(late).len(), 0);
    receive(at(1), told(LoanStatus::Disbursed, 3));
    let because = r#"lead.loan_not_credited {"loan":"7","because":"active_when_shared"}"#;
    assert_eq!(world.log(late), [because]);
    receive(at(2), told(LoanStatus::Closed, 4));
    assert_eq!(world.log(late), [because]);
}

fn events_open_for_the_vault_and_name_nobody(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let lead = world.share(0, &person, 0);
    world.user(user(1, &person, 1));
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 3, Some(3)));
    let payloads = opened(database);
    let at = "2026-01-15T13:00:00.000000Z";
    assert_eq!(
        payloads.last().unwrap(),
        &format!(
            "{{\"type\":\"payout.eligible\",\"timestamp\":\"{at}\",\"data\":{{\"lead_id\":{lead},\
             \"payout_amount\":1000.00,\"disbursal_amount\":50000.00}}}}"
        )
    );
    assert_eq!(
        payloads[0],
        format!(
            "{{\"type\":\"lead.status_changed\",\"timestamp\":\"{at}\",\"data\":{{\"lead_id\":{lead},\
             \"user_status\":\"active\",\"loan_status\":null,\"payout_status\":null}}}}"
        )
    );
    let logged = database.texts("SELECT details AS value FROM audit_entries");
    for text in payloads.iter().chain(&logged) {
        for secret in [
            person.mobile.as_str(),
            person.pan.as_str(),
            person.email.as_str(),
            person.first_name.as_str(),
            person.last_name.as_str(),
        ] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

/// The payloads in the outbox, opened.
fn opened(database: &Database) -> Vec<String> {
    let hex = match database {
        Database::Sqlite(_) => "hex(event_id) || ' ' || hex(payload_sealed)",
        Database::Postgres { .. } => {
            "encode(event_id, 'hex') || ' ' || encode(payload_sealed, 'hex')"
        }
    };
    let rows = database.texts(&format!("SELECT {hex} AS value FROM outbox ORDER BY id"));
    let open = |row: &String| {
        let (id, sealed) = row.split_once(' ').unwrap();
        let id = bytes(id);
        let field = FieldRef {
            table: "outbox",
            column: "payload_sealed",
            row: &id,
        };
        let opened = FakeVault.open(field, &Sealed::new(bytes(sealed))).unwrap();
        String::from_utf8(opened).unwrap()
    };
    rows.iter().map(open).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
