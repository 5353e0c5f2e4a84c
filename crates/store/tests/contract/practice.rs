//! Practice: sessions are counted for every partner that has the person enrolled, whatever
//! happens at the same time, and what is wrong with a count is found.

use std::sync::Arc;

use store::PracticeDiscrepancy;
use testkit::{practice_at_once_contract, practice_contract, practice_course_contract};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    practice_keeps_its_contract,
    practice_is_as_the_plain_reference_says,
    sessions_and_enrolments_at_once_are_all_counted,
    a_wrong_count_is_named,
    payouts_are_neither_changed_nor_deleted,
    days_are_those_of_the_partners_zone,
}

fn assert_exact(database: &Arc<Database>) {
    let store = database.open();
    assert_eq!(store.check_practice().unwrap(), []);
}

fn practice_keeps_its_contract(database: &Arc<Database>) {
    practice_contract(&harness(database));
    assert_exact(database);
}

/// Another seed each time, unless `PRACTICE_SEED` names one.
fn practice_is_as_the_plain_reference_says(database: &Arc<Database>) {
    let named = std::env::var("PRACTICE_SEED").ok();
    let seed = named.map_or(20_261_122, |seed| seed.parse().unwrap());
    practice_course_contract(&harness(database), seed, 24);
    assert_exact(database);
}

fn sessions_and_enrolments_at_once_are_all_counted(database: &Arc<Database>) {
    let mut instances = vec![harness(database)];
    for _ in 0..3 {
        instances.push(over(database, &database.open()));
    }
    practice_at_once_contract(&instances);
    assert_exact(database);
}

/// Which table, the first word of which row, and by how much it is wrong.
fn told(found: &PracticeDiscrepancy) -> (String, String, i64) {
    let first = found.item.split(' ').next().unwrap_or_default();
    (
        found.what.clone(),
        first.to_owned(),
        found.kept - found.counted,
    )
}

fn a_wrong_count_is_named(database: &Arc<Database>) {
    practice_contract(&harness(database));
    let store = database.open();
    let found = |sql: &str, undo: &str| {
        database.run(sql);
        let found = store.check_practice().unwrap();
        database.run(undo);
        let told = found.iter().map(told);
        told.collect::<Vec<_>>()
    };
    let partner = "partner_id = (SELECT MIN(partner_id) FROM practice_totals)";
    for column in ["score_sum", "negative", "paid_paise"] {
        let add = |by: &str| {
            format!("UPDATE practice_totals SET {column} = {column} {by} WHERE {partner}")
        };
        let told = found(&add("+ 2"), &add("- 2"));
        assert_eq!(told, [("practice_totals".to_owned(), column.to_owned(), 2)]);
    }
    for (column, table) in [
        ("candidates", "candidate_totals"),
        ("finished", "practice_quarters"),
        ("sessions", "practice_exam_types"),
    ] {
        let add = |by: &str| format!("UPDATE {table} SET {column} = {column} {by} WHERE {partner}");
        let told = found(&add("+ 1"), &add("- 1"));
        assert!(!told.is_empty(), "{table}");
        assert!(
            told.iter().all(|(what, _, by)| what == table && *by == 1),
            "{told:?}"
        );
    }
    let told = found(
        "INSERT INTO partner_sessions SELECT MIN(partner_id), 1, MIN(session_id) FROM partner_sessions",
        "DELETE FROM partner_sessions WHERE completed_at = 1",
    );
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0.as_str(), told[0].2), ("partner_sessions", 1));
    assert_exact(database);
}

fn payouts_are_neither_changed_nor_deleted(database: &Arc<Database>) {
    practice_contract(&harness(database));
    let rows = "SELECT amount_paise AS value FROM practice_payouts ORDER BY id";
    let before = database.integers(rows);
    for sql in [
        "UPDATE practice_payouts SET amount_paise = 1",
        "DELETE FROM practice_payouts",
    ] {
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| database.run(sql)));
        assert!(refused.is_err(), "{sql}");
    }
    assert_eq!(database.integers(rows), before);
}

fn days_are_those_of_the_partners_zone(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = harness
        .partners
        .create(testkit::new_partner(1), kernel::Actor::Operator)
        .unwrap();
    let otherwise = kernel::TimeZoneName::parse("Asia/Kolkata")
        .unwrap()
        .calendar();
    let zone = || {
        harness
            .practice
            .calendar(partner.id, otherwise)
            .unwrap()
            .zone_name()
    };
    assert_eq!(zone(), "Asia/Kolkata");
    database.run("UPDATE partner_onboardings SET time_zone = 'America/New_York'");
    assert_eq!(zone(), "America/New_York");
    database.run("UPDATE partner_onboardings SET time_zone = NULL");
    assert_eq!(zone(), "Asia/Kolkata");
}
