//! Opening connections and setting them up.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection as _, ConnectionError};

use crate::conn::Conn;
use crate::target::Target;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// One of a pool: only reads on `SQLite`, everything on `PostgreSQL`.
    Pooled,
    /// The one that gathers writes.
    Writer,
    /// One that loads a million rows while nobody waits for a single one.
    Loader,
    /// Changes the schema; nothing is timed.
    Migrator,
}

/// A connection could not be opened. The text is ours: a driver's may quote the
/// URL, and with it a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ConnectError {
    /// The database file cannot be opened.
    #[error("the database file cannot be opened")]
    File,
    /// The server did not let us in.
    #[error("the database server cannot be reached: {0}")]
    Server(&'static str),
    /// The connection opened, but could not be set up.
    #[error("the database connection cannot be set up")]
    SetUp,
    /// The connection answered no longer.
    #[error("the database connection is broken")]
    Broken,
}

impl From<ConnectError> for kernel::PortFailure {
    fn from(error: ConnectError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// Opens a connection to `target`.
///
/// # Errors
/// See [`ConnectError`].
pub(crate) fn connect(target: &Target, role: Role) -> Result<Conn, ConnectError> {
    match target {
        Target::Sqlite(path) => sqlite(path, role).map(Conn::Sqlite),
        Target::Postgres(uri) => postgres(uri, role).map(Conn::Postgres),
    }
}

/// Durable by default: `synchronous = FULL` syncs the log at each commit, and
/// the group commit pays for it once per batch. Readers keep small caches (there
/// are several), the writer a larger one for its indexes. `mmap` stays off: an
/// I/O error must be an error, not a signal.
const SQLITE_COMMON: &str = "PRAGMA busy_timeout = 1000;
     PRAGMA journal_mode = WAL;
     PRAGMA synchronous = FULL;
     PRAGMA foreign_keys = ON;
     PRAGMA temp_store = MEMORY;
     PRAGMA mmap_size = 0;
     PRAGMA journal_size_limit = 67108864;";

/// Past 8 000 pages (32 MiB) of log the writer checkpoints what
/// `crate::sqlite::checkpoint` has left, so that the log can begin anew.
const SQLITE_WRITER: &str = "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 8000;";

/// A load touches pages all over the indexes with every commit. A cache that holds
/// most of them, and a log that takes up many changes of a page before it is
/// copied, save more than they cost: 64 MiB of memory, 256 MiB of disk.
const SQLITE_LOADER: &str = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 64000;
     PRAGMA journal_size_limit = 268435456; PRAGMA busy_timeout = 10000;";

const SQLITE_READER: &str = "PRAGMA cache_size = -2048; PRAGMA query_only = ON;";

fn sqlite(path: &Path, role: Role) -> Result<SqliteConnection, ConnectError> {
    create_private(path).map_err(|_| ConnectError::File)?;
    // A leading "./" keeps a path from being read as a URI.
    let path = Path::new(".").join(path);
    let path = path.to_str().ok_or(ConnectError::File)?;
    let mut conn = SqliteConnection::establish(path).map_err(|_| ConnectError::File)?;
    let more = match role {
        Role::Pooled => SQLITE_READER,
        Role::Writer | Role::Migrator => SQLITE_WRITER,
        Role::Loader => SQLITE_LOADER,
    };
    conn.batch_execute(SQLITE_COMMON)
        .and_then(|()| conn.batch_execute(more))
        .map_err(|_| ConnectError::SetUp)?;
    Ok(conn)
}

/// Makes the file and its folder, readable by nobody else, if they are missing.
fn create_private(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Errors are told apart by their text, which is only in English for certain
/// when asked for; not every role may ask.
const POSTGRES_COMMON: &str = "SET synchronous_commit = on;
     SET idle_in_transaction_session_timeout = '10s';
     DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false);
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;";

/// Alone this keeps an answer under the two seconds that the contract grants to a
/// 5030; after a long wait for a connection the web layer's deadline does.
const POSTGRES_POOLED: &str = "SET statement_timeout = '1500ms'; SET lock_timeout = '1000ms';
     SET jit = off;";

/// What [`POSTGRES_WRITER`] sets.
pub(crate) const WRITER_LOCK_TIMEOUT: &str = "300ms";

/// The lane waits less for a lock, because a whole batch waits with it. Its few
/// statements look a handful of rows up by index; a plan made while the tables
/// were empty must not scan them for ever.
const POSTGRES_WRITER: &str = "SET statement_timeout = '1500ms'; SET lock_timeout = '300ms';
     SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
     SET jit = off;";

/// Thousands of rows a statement, and nobody who waits two seconds for them.
const POSTGRES_LOADER: &str = "SET statement_timeout = '60s'; SET lock_timeout = '10s';
     SET jit = off;";

const POSTGRES_MIGRATOR: &str = "SET statement_timeout = 0; SET lock_timeout = '30s';";

fn postgres(uri: &str, role: Role) -> Result<PgConnection, ConnectError> {
    let mut conn =
        PgConnection::establish(uri).map_err(|error| ConnectError::Server(reason(&error)))?;
    let more = match role {
        Role::Pooled => POSTGRES_POOLED,
        Role::Writer => POSTGRES_WRITER,
        Role::Loader => POSTGRES_LOADER,
        Role::Migrator => POSTGRES_MIGRATOR,
    };
    conn.batch_execute(POSTGRES_COMMON)
        .and_then(|()| conn.batch_execute(more))
        .map_err(|_| ConnectError::SetUp)?;
    Ok(conn)
}

/// What an operator may be told without quoting libpq.
fn reason(error: &ConnectionError) -> &'static str {
    const KNOWN: &[(&str, &str)] = &[
        ("Connection refused", "connection refused"),
        ("timeout expired", "no answer in time"),
        ("could not translate host name", "unknown host"),
        ("password authentication failed", "wrong user or password"),
        ("no password supplied", "a password is needed"),
        ("no pg_hba.conf entry", "this host may not connect"),
        ("does not exist", "no such database or role"),
        ("too many clients", "too many connections"),
        ("remaining connection slots", "too many connections"),
        ("the database system is", "starting or stopping"),
        ("sslmode value", "this build has no TLS"),
        ("SSL", "TLS trouble"),
    ];
    let text = error.to_string();
    KNOWN
        .iter()
        .find(|(part, _)| text.contains(part))
        .map_or("for another reason", |(_, told)| told)
}
