//! Counts of calls: kept to the call by many processes, found by index, gone after their time.

use std::sync::Arc;

use chrono::TimeDelta;
use store::Housekeeping;
use testkit::{midday, usage_at_once_contract, usage_contract};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    counts_keep_their_contract,
    counts_keep_their_contract_from_many_sides_at_once,
    counts_of_many_instances_sum_up,
    old_days_are_deleted_in_batches,
}

fn counts_keep_their_contract(database: &Arc<Database>) {
    usage_contract(&harness(database));
}

fn counts_keep_their_contract_from_many_sides_at_once(database: &Arc<Database>) {
    usage_at_once_contract(&[harness(database)]);
}

fn counts_of_many_instances_sum_up(database: &Arc<Database>) {
    let mut instances = vec![harness(database)];
    for _ in 0..3 {
        instances.push(over(database, &database.open()));
    }
    usage_at_once_contract(&instances);
}

fn old_days_are_deleted_in_batches(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let partner = harness
        .partners
        .create(testkit::new_partner(1), kernel::Actor::Operator)
        .unwrap();
    // 15 January 2026 is day 20468.
    for (day, route) in [
        (20_067, "old"),
        (20_067, "older"),
        (20_068, "kept"),
        (20_468, "new"),
    ] {
        database.run(&format!(
            "INSERT INTO usage_days (partner_id, day, route, outcome, calls) \
             VALUES ({}, {day}, '{route}', 2000, 1)",
            partner.id
        ));
    }
    for (writer, age) in [("a", 2), ("b", 0)] {
        let at = (midday() - TimeDelta::days(age)).timestamp_micros();
        let writer = match database.as_ref() {
            Database::Sqlite(_) => format!("CAST('{writer}' AS BLOB)"),
            Database::Postgres { .. } => format!("'{writer}'::bytea"),
        };
        database.run(&format!(
            "INSERT INTO usage_writers (writer, batch, written_at) VALUES ({writer}, 1, {at})"
        ));
    }
    let purged = Housekeeping::new(store).purge(midday(), 1).unwrap();
    assert_eq!((purged.usage_days, purged.usage_writers), (2, 1));
    let left = database.texts("SELECT route AS value FROM usage_days ORDER BY day");
    assert_eq!(left, ["kept", "new"]);
    let left = database.integers("SELECT count(*) AS value FROM usage_writers");
    assert_eq!(left, [1]);
}
