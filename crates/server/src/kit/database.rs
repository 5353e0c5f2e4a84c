//! The database, opened for a purpose.

use std::time::Duration;

use kernel::Underway;
use store::{Backend, Purpose, Store, StoreOptions};

use crate::failure::Failure;
use crate::settings::Settings;

/// How long a command at a terminal waits for a write; a server waits less.
const PATIENCE_AT_TERMINAL: Duration = Duration::from_secs(30);

/// For whom the database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Callers who want an answer within two seconds.
    Serving,
    /// Someone at a terminal, who can wait.
    Terminal,
    /// The same, and what is written is large.
    Loading,
}

/// Opens the database; no connection is made yet.
///
/// # Errors
/// A URL that nobody could open.
pub(super) fn opened(
    settings: &Settings,
    purpose: Use,
    underway: &Underway,
) -> Result<Store, Failure> {
    let mut options = StoreOptions::new(settings.database.url.expose());
    options.readers = settings.database.readers;
    options.underway = underway.clone();
    if purpose != Use::Serving {
        options.patience = PATIENCE_AT_TERMINAL;
    }
    if purpose == Use::Loading {
        options.purpose = Purpose::Loading;
    }
    Ok(Store::open(&options)?)
}

/// Brings an `SQLite` file forward, and insists on a current `PostgreSQL`.
///
/// # Errors
/// Also when the schema is behind or the database away.
pub(super) fn bring_forward(store: &Store) -> Result<(), Failure> {
    match store.backend() {
        Backend::Sqlite => {
            store.migrate()?;
        }
        Backend::Postgres => {
            let pending = store.pending_migrations()?;
            if !pending.is_empty() {
                return Err(Failure::told(format!(
                    "the database schema is {} migrations behind: run `partner-api migrate`",
                    pending.len()
                )));
            }
        }
    }
    Ok(())
}
