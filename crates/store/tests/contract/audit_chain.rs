//! What is done to the chained audit log behind the program's back is found, and
//! what the database itself can refuse it refuses.

use std::sync::Arc;

use accounts::{NewServiceToken, SecretHash, ServiceScope};
use audit::{Break, Proof, ProveAuditLog, SealError};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::{Actor, FixedClock};
use testkit::{
    FakeChainHasher, Harness, audit_chain_at_once_contract, audit_chain_contract, midday,
};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    the_chain_keeps_its_contract,
    sealers_of_two_instances_make_one_chain,
    every_changed_column_is_found,
    removed_swapped_and_inserted_entries_are_found,
    a_changed_head_is_found_and_not_sealed_on,
    entries_of_old_are_sealed_after_the_migration,
    the_database_refuses_to_change_what_was_written,
}

fn the_chain_keeps_its_contract(database: &Arc<Database>) {
    audit_chain_contract(&harness(database));
}

fn sealers_of_two_instances_make_one_chain(database: &Arc<Database>) {
    let stores = [database.migrated(), database.open()];
    audit_chain_at_once_contract(&stores.each_ref().map(|store| over(database, store)));
}

/// Entries 1 to 6, the first five of them sealed.
fn sealed(database: &Arc<Database>) -> Harness {
    let harness = harness(database);
    for number in 0..6 {
        let token = NewServiceToken {
            name: "core system".to_owned(),
            scope: ServiceScope::Internal,
            hash: SecretHash::new(vec![number]),
            created_at: midday(),
        };
        let actor = Actor::Staff(kernel::StaffId::new(7));
        harness.service_tokens.create(token, actor).unwrap();
    }
    harness.audit_chain.seal(5, None).unwrap();
    assert_eq!(proof(&harness).broken, None);
    harness
}

fn proof(harness: &Harness) -> Proof {
    let prove = ProveAuditLog {
        chain: Arc::clone(&harness.audit_chain),
        hasher: Arc::new(FakeChainHasher),
        clock: Arc::new(FixedClock::at(midday())),
    };
    prove.execute(None, &mut |_, _| ()).unwrap()
}

/// As an attacker would who may do anything to the database.
fn disarm(database: &Database) {
    let names = match database {
        Database::Sqlite(_) => {
            "SELECT 'DROP TRIGGER ' || name AS value FROM sqlite_master \
             WHERE type = 'trigger' AND name LIKE 'audit%'"
        }
        Database::Postgres { .. } => {
            "SELECT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass AS value \
             FROM pg_trigger WHERE tgname LIKE 'audit%'"
        }
    };
    let drops = database.texts(names);
    assert!(drops.len() >= 5, "{drops:?}");
    database.run(&drops.join(";"));
}

fn copied(database: &Arc<Database>) {
    database.run("CREATE TABLE kept AS SELECT * FROM audit_entries");
}

fn put_back(database: &Arc<Database>) {
    database.run("DELETE FROM audit_entries; INSERT INTO audit_entries SELECT * FROM kept");
}

fn every_changed_column_is_found(database: &Arc<Database>) {
    let harness = sealed(database);
    disarm(database);
    copied(database);
    let hash = match database.as_ref() {
        Database::Sqlite(_) => "zeroblob(32)",
        Database::Postgres { .. } => "decode(repeat('00', 32), 'hex')",
    };
    for change in [
        "at = at + 1",
        "actor_kind = 'partner'",
        "actor_id = 8",
        "actor_id = NULL",
        "action = 'service_token.creates'",
        "subject_id = subject_id + 1",
        "details = '{ }'",
        &format!("hash = {hash}"),
    ] {
        for id in [1, 3, 5] {
            database.run(&format!(
                "UPDATE audit_entries SET {change} WHERE id = {id}"
            ));
            let broken = Break::Changed {
                sequence: u64::try_from(id).unwrap(),
                entry: id,
            };
            assert_eq!(proof(&harness).broken, Some(broken), "{change}");
            put_back(database);
        }
    }
    database.run("UPDATE audit_entries SET id = 99 WHERE id = 2");
    let (sequence, entry) = (2, 99);
    let broken = Break::Changed { sequence, entry };
    assert_eq!(proof(&harness).broken, Some(broken));
    put_back(database);
    assert_eq!(proof(&harness).broken, None);
}

fn removed_swapped_and_inserted_entries_are_found(database: &Arc<Database>) {
    let harness = sealed(database);
    disarm(database);
    copied(database);
    let broken = |sql: &str| {
        database.run(sql);
        let broken = proof(&harness).broken;
        put_back(database);
        broken
    };
    let sequence = 3;
    assert_eq!(
        broken("DELETE FROM audit_entries WHERE id = 3"),
        Some(Break::Missing { sequence })
    );
    // As if it had never been sealed.
    assert_eq!(
        broken("UPDATE audit_entries SET sequence = NULL, hash = NULL WHERE id = 3"),
        Some(Break::Missing { sequence })
    );
    let (sequence, head) = (4, 5);
    assert_eq!(
        broken("DELETE FROM audit_entries WHERE sequence >= 4"),
        Some(Break::TailCut { sequence, head })
    );
    let (sequence, entry) = (2, 4);
    assert_eq!(
        broken(
            "UPDATE audit_entries SET sequence = 100 WHERE id = 2; \
             UPDATE audit_entries SET sequence = 2 WHERE id = 4; \
             UPDATE audit_entries SET sequence = 4 WHERE id = 2"
        ),
        Some(Break::Changed { sequence, entry })
    );
    let insert = "INSERT INTO audit_entries \
         SELECT 50, at, actor_kind, actor_id, action, subject_id, details, 6, hash \
         FROM audit_entries WHERE id = 5";
    let (sequence, entry) = (6, 50);
    assert_eq!(broken(insert), Some(Break::Changed { sequence, entry }));
    assert_eq!(proof(&harness).broken, None);
}

fn a_changed_head_is_found_and_not_sealed_on(database: &Arc<Database>) {
    let harness = sealed(database);
    disarm(database);
    database.run("CREATE TABLE kept AS SELECT * FROM audit_head");
    let cut = "UPDATE audit_head SET sequence = 4, \
         hash = (SELECT hash FROM audit_entries WHERE id = 4)";
    for (sql, expected) in [
        (cut, Break::HeadForged),
        ("DELETE FROM audit_head", Break::HeadMissing),
    ] {
        database.run(sql);
        assert_eq!(proof(&harness).broken, Some(expected));
        let sealed = harness.audit_chain.seal(10, None);
        assert_eq!(sealed, Err(SealError::Broken(expected)));
        assert_eq!(harness.audit_chain.waiting().unwrap().entries, 1);
        database.run("DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept");
    }
    // A true head of an earlier day is only known to who saw the later one.
    let link = harness.audit_chain.seal(10, None).unwrap().last;
    database.run("DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept");
    let (head, sequence) = (5, 6);
    let set_back = Break::HeadSetBack { head, sequence };
    assert_eq!(proof(&harness).broken, Some(set_back));
    let sealed = harness.audit_chain.seal(10, link);
    assert_eq!(sealed, Err(SealError::Broken(set_back)));
}

fn entries_of_old_are_sealed_after_the_migration(database: &Arc<Database>) {
    let store = database.migrated();
    // Back to the first migration, with entries of that time.
    let down = match database.as_ref() {
        Database::Sqlite(_) => {
            include_str!("../../../../migrations/sqlite/2026-11-21-000002_audit_chain/down.sql")
        }
        Database::Postgres { .. } => {
            include_str!("../../../../migrations/postgres/2026-11-21-000002_audit_chain/down.sql")
        }
    };
    database.run(down);
    database.run("DELETE FROM __diesel_schema_migrations WHERE version = '20261121000002'");
    database.run(
        "INSERT INTO audit_entries (id, at, actor_kind, actor_id, action, subject_id, details) \
         VALUES (7, 5, 'system', NULL, 'a.b', 1, '{}'), (9, 4, 'partner', 3, 'a.b', 1, '{}')",
    );
    let applied = store.migrate().unwrap();
    assert_eq!(applied, ["2026-11-21-000002_audit_chain"]);
    let harness = over(database, &store);
    assert_eq!(harness.audit_chain.seal(10, None).unwrap().entries, 2);
    let ids = "SELECT id AS value FROM audit_entries ORDER BY sequence";
    assert_eq!(database.integers(ids), [7, 9]);
    assert_eq!(proof(&harness).broken, None);
}

fn the_database_refuses_to_change_what_was_written(database: &Arc<Database>) {
    let harness = sealed(database);
    let mut refused = vec![
        "UPDATE audit_entries SET at = 1 WHERE id = 1",
        "UPDATE audit_entries SET actor_id = NULL WHERE id = 6",
        "UPDATE audit_entries SET details = '' WHERE id = 6",
        "UPDATE audit_entries SET sequence = NULL, hash = NULL WHERE id = 1",
        "UPDATE audit_entries SET sequence = 9 WHERE id = 1",
        "DELETE FROM audit_entries WHERE id = 6",
        "UPDATE audit_head SET sequence = 4",
        "DELETE FROM audit_head",
        "INSERT INTO audit_entries \
         SELECT 50, at, actor_kind, actor_id, action, subject_id, details, 6, hash \
         FROM audit_entries WHERE id = 5",
    ];
    match database.as_ref() {
        Database::Sqlite(_) => refused.push(
            "INSERT OR REPLACE INTO audit_entries \
             (id, at, actor_kind, action, subject_id, details) \
             VALUES (6, 1, 'system', 'a.b', 1, '{}')",
        ),
        Database::Postgres { .. } => {
            refused.extend(["TRUNCATE audit_entries", "TRUNCATE audit_head"]);
        }
    }
    for sql in refused {
        assert!(attempt(database, sql).is_err(), "{sql}");
    }
    assert_eq!(proof(&harness).broken, None);
    assert_eq!(harness.audit_chain.seal(10, None).unwrap().entries, 1);
}

fn attempt(database: &Database, sql: &str) -> QueryResult<()> {
    match database {
        Database::Sqlite(_) => {
            let file = database.file();
            let file = file.to_str().unwrap();
            let mut conn = SqliteConnection::establish(file).unwrap();
            conn.batch_execute(sql)
        }
        Database::Postgres { .. } => {
            let mut conn = PgConnection::establish(&database.url()).unwrap();
            conn.batch_execute(sql)
        }
    }
}
