//! The database tells its version and its time.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use kernel::{Clock as _, SystemClock};
use store::Backend;

use crate::database::Database;

on_both_databases! {
    the_database_tells_its_version_and_the_time,
    the_database_tells_the_time_anew_each_time,
}

fn the_database_tells_its_version_and_the_time(database: &Arc<Database>) {
    // Both databases run on this machine; one tells milliseconds only.
    let slack = TimeDelta::milliseconds(2);
    let store = database.open();
    let before = SystemClock::default().now();
    let about = store.about().unwrap();
    let after = SystemClock::default().now();
    assert!(before - slack <= about.now && about.now <= after + slack);

    let (backend, version) = match database.as_ref() {
        Database::Sqlite(_) => (Backend::Sqlite, "sqlite_version()"),
        Database::Postgres { .. } => (Backend::Postgres, "current_setting('server_version')"),
    };
    assert_eq!(about.backend, backend);
    let versions = database.texts(&format!("SELECT {version} AS value"));
    assert_eq!(versions, std::slice::from_ref(&about.version));
    assert!(
        about
            .version
            .starts_with(|first: char| first.is_ascii_digit())
    );
}

fn the_database_tells_the_time_anew_each_time(database: &Arc<Database>) {
    let store = database.open();
    let first = store.about().unwrap().now;
    std::thread::sleep(Duration::from_millis(20));
    let second = store.about().unwrap().now;
    assert!(second - first >= TimeDelta::milliseconds(15));
}
