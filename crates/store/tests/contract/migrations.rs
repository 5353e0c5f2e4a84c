//! The schema comes forward once, and is the same on both databases.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::database::Database;

on_both_databases! {
    migrating_again_does_nothing,
    of_two_simultaneous_migrations_one_applies_each_step,
}

fn migrating_again_does_nothing(database: &Arc<Database>) {
    let store = database.open();
    let pending = store.pending_migrations().unwrap();
    assert!(!pending.is_empty());
    assert_eq!(store.migrate().unwrap(), pending);
    assert!(store.pending_migrations().unwrap().is_empty());
    assert!(store.migrate().unwrap().is_empty());
    store.ping().unwrap();
}

fn of_two_simultaneous_migrations_one_applies_each_step(database: &Arc<Database>) {
    let stores = [database.open(), database.open()];
    let applied: Vec<Vec<String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = stores
            .iter()
            .map(|store| scope.spawn(|| store.migrate().unwrap()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let all: Vec<&String> = applied.iter().flatten().collect();
    let once: BTreeSet<&String> = all.iter().copied().collect();
    assert!(!all.is_empty());
    assert_eq!(all.len(), once.len(), "{applied:?}");
}

fn names_in(folder: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    std::fs::read_dir(root.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn both_databases_have_migrations_of_the_same_names() {
    let sqlite = names_in("sqlite");
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, names_in("postgres"));
}

/// `table.column` and whether it may be null, for each column.
fn columns(database: &Database) -> BTreeSet<String> {
    let sql = match database {
        Database::Sqlite(_) => {
            "SELECT m.name || '.' || c.name
                 || CASE WHEN c.\"notnull\" OR c.pk > 0 THEN '' ELSE '?' END AS value
             FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Database::Postgres { .. } => {
            "SELECT table_name || '.' || column_name
                 || CASE WHEN is_nullable = 'NO' THEN '' ELSE '?' END AS value
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let columns = database.texts(sql).into_iter();
    columns
        .filter(|column| !column.starts_with("__diesel"))
        .collect()
}

#[test]
fn both_databases_have_the_same_tables_and_columns() {
    let Some(postgres) = Database::postgres() else {
        return;
    };
    let sqlite = Database::sqlite();
    postgres.migrated();
    sqlite.migrated();
    let columns_of_sqlite = columns(&sqlite);
    assert!(columns_of_sqlite.contains("partners.rate_bps?"));
    assert!(columns_of_sqlite.contains("leads.mobile_sealed"));
    assert_eq!(columns_of_sqlite, columns(&postgres));
}
