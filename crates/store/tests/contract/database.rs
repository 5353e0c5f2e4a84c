//! A database for one test, gone when it ends.

use std::hash::{BuildHasher as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use store::{Store, StoreOptions};
use tempfile::TempDir;

const VARIABLE: &str = "TEST_DATABASE_URL";

/// A fresh, empty database without tables.
pub(crate) enum Database {
    Sqlite(TempDir),
    Postgres { cluster: String, name: String },
}

impl Database {
    /// A temporary file.
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(TempDir::new().unwrap())
    }

    /// A database of its own in the cluster of `TEST_DATABASE_URL`; `None`, with
    /// a word on the terminal, when there is no such variable.
    pub(crate) fn postgres() -> Option<Self> {
        let Ok(cluster) = std::env::var(VARIABLE) else {
            skip();
            return None;
        };
        let random = std::hash::RandomState::new().build_hasher().finish();
        let name = format!("store_test_{random:016x}");
        // template1 may have guests, and then cannot be copied.
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        administer(&cluster, &create).unwrap();
        Some(Self::Postgres { cluster, name })
    }

    /// Another fresh one on the same server, or another file.
    pub(crate) fn another(&self) -> Self {
        match self {
            Self::Sqlite(_) => Self::sqlite(),
            Self::Postgres { .. } => Self::postgres().unwrap(),
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("sqlite://{}", self.file().display()),
            Self::Postgres { cluster, name } => {
                let (address, query) = match cluster.split_once('?') {
                    Some((address, query)) => (address, format!("?{query}")),
                    None => (cluster.as_str(), String::new()),
                };
                let (server, _) = address.rsplit_once('/').unwrap();
                format!("{server}/{name}{query}")
            }
        }
    }

    /// The file of an `SQLite` database; an empty path otherwise.
    pub(crate) fn file(&self) -> PathBuf {
        match self {
            Self::Sqlite(folder) => folder.path().join("test.db"),
            Self::Postgres { .. } => PathBuf::new(),
        }
    }

    /// The database opened once more: another pool and another writer, as
    /// another process has them.
    pub(crate) fn open(&self) -> Store {
        Store::open(&StoreOptions {
            readers: 8,
            // The machine may be busy with other tests.
            patience: std::time::Duration::from_secs(20),
            ..StoreOptions::new(self.url())
        })
        .unwrap()
    }

    /// The database opened, with its tables made.
    pub(crate) fn migrated(&self) -> Store {
        let store = self.open();
        store.migrate().unwrap();
        store
    }

    /// Does `sql` behind the store's back.
    pub(crate) fn run(&self, sql: &str) {
        match self {
            Self::Sqlite(_) => self.sqlite_connection().batch_execute(sql).unwrap(),
            Self::Postgres { .. } => self.postgres_connection().batch_execute(sql).unwrap(),
        }
    }

    /// The integers that `sql` selects as `value`.
    pub(crate) fn integers(&self, sql: &str) -> Vec<i64> {
        let query = diesel::sql_query(sql);
        let rows: Vec<Integer> = match self {
            Self::Sqlite(_) => query.load(&mut self.sqlite_connection()),
            Self::Postgres { .. } => query.load(&mut self.postgres_connection()),
        }
        .unwrap();
        rows.into_iter().map(|row| row.value).collect()
    }

    /// The texts that `sql` selects as `value`.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        let query = diesel::sql_query(sql);
        let rows: Vec<Words> = match self {
            Self::Sqlite(_) => query.load(&mut self.sqlite_connection()),
            Self::Postgres { .. } => query.load(&mut self.postgres_connection()),
        }
        .unwrap();
        rows.into_iter().map(|row| row.value).collect()
    }

    /// A `PostgreSQL` connection in a transaction that did `sql`.
    pub(crate) fn holding(&self, sql: &str) -> PgConnection {
        let mut connection = self.postgres_connection();
        connection.batch_execute("BEGIN").unwrap();
        connection.batch_execute(sql).unwrap();
        connection
    }

    fn sqlite_connection(&self) -> SqliteConnection {
        let file: &Path = &self.file();
        let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        connection
            .batch_execute("PRAGMA busy_timeout = 10000")
            .unwrap();
        connection
    }

    fn postgres_connection(&self) -> PgConnection {
        PgConnection::establish(&self.url()).unwrap()
    }
}

#[derive(QueryableByName)]
struct Integer {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { cluster, name } = self {
            let dropped = administer(cluster, &format!("DROP DATABASE {name} WITH (FORCE)"));
            // A second panic would hide the first.
            assert!(dropped.is_ok() || std::thread::panicking());
        }
    }
}

fn administer(cluster: &str, sql: &str) -> Result<(), String> {
    let mut connection = PgConnection::establish(cluster).map_err(|error| error.to_string())?;
    connection
        .batch_execute(sql)
        .map_err(|error| error.to_string())
}

/// Written past the test harness, which keeps what passing tests print to itself.
fn skip() {
    let on_build_server = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!on_build_server, "{VARIABLE} must be set where CI=true");
    let warning = format!("SKIPPED: {VARIABLE} is not set, so PostgreSQL was NOT tested\n");
    std::io::stderr().write_all(warning.as_bytes()).unwrap();
}
