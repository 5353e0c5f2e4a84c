//! The schema, forward only. The migrations are part of the program.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use diesel::backend::Backend;
use diesel::connection::SimpleConnection as _;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use kernel::{PortFailure, PortResult};

use crate::conn::Conn;
use crate::connect::{Role, connect};
use crate::target::Target;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Any number no other program is likely to lock; "partner" in ASCII.
const ADVISORY_LOCK: &str = "SELECT pg_advisory_lock(31632323389285746)";

/// Brings the schema forward and returns the names of what was applied, oldest
/// first. Only one process does so at a time; the others wait and find nothing
/// left to do.
pub(crate) fn migrate(target: &Target) -> PortResult<Vec<String>> {
    let _lock = match target {
        Target::Sqlite(path) => Some(lock_beside(path)?),
        Target::Postgres(_) => None,
    };
    match connect(target, Role::Migrator)? {
        Conn::Sqlite(mut conn) => apply(&mut conn, SQLITE),
        Conn::Postgres(mut conn) => {
            // Held until the connection closes.
            conn.batch_execute(ADVISORY_LOCK)
                .map_err(|_| failed("the migration lock was not granted"))?;
            apply(&mut conn, POSTGRES)
        }
    }
}

/// The names of migrations that were not applied yet, oldest first.
pub(crate) fn pending(target: &Target) -> PortResult<Vec<String>> {
    match connect(target, Role::Migrator)? {
        Conn::Sqlite(mut conn) => names(&mut conn, SQLITE),
        Conn::Postgres(mut conn) => names(&mut conn, POSTGRES),
    }
}

fn names<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> PortResult<Vec<String>>
where
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    let pending = conn
        .pending_migrations(migrations)
        .map_err(|_| failed("the state of the schema cannot be read"))?;
    Ok(pending
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

fn apply<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> PortResult<Vec<String>>
where
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    let pending = conn
        .pending_migrations(migrations)
        .map_err(|_| failed("the state of the schema cannot be read"))?;
    let mut applied = Vec::new();
    for migration in pending {
        let name = migration.name().to_string();
        conn.run_migration(&migration)
            .map_err(|_| PortFailure::Unforeseen(format!("migration {name} failed")))?;
        applied.push(name);
    }
    Ok(applied)
}

/// Locks `{file}.migrate-lock`, waiting for whoever holds it. The lock ends with
/// the process, so a crash leaves none behind.
fn lock_beside(path: &Path) -> PortResult<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".migrate-lock");
    let name = PathBuf::from(name);
    let open = || -> std::io::Result<File> {
        if let Some(folder) = name.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().append(true).create(true).open(&name)?;
        file.lock()?;
        Ok(file)
    };
    open().map_err(|_| failed("the migration lock file cannot be locked"))
}

fn failed(what: &str) -> PortFailure {
    PortFailure::Unavailable(what.to_owned())
}
