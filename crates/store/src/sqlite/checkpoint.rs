//! Copying the write-ahead log into the database file, beside the writer.
//!
//! Left to itself `SQLite` checkpoints inside the commit that makes the log too
//! long, and every member of that batch waits for some thousand pages to be
//! written. This thread does it meanwhile on a connection of its own (mode
//! PASSIVE blocks nobody), so that little is left when the writer's turn comes,
//! which it still does: only a commit that finds the log copied to its end lets
//! it begin anew.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Integer;
use diesel::sqlite::SqliteConnection;
use kernel::{PortFailure, PortResult};

use crate::conn::Conn;
use crate::connect::{ConnectError, Role, connect};
use crate::options::Purpose;
use crate::target::Target;

/// How often the log is looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// Pages of log worth a checkpoint (4 MiB).
const ENOUGH: i32 = 1000;

/// The same while loading (96 MiB): most pages change again soon.
const ENOUGH_LOADING: i32 = 24_000;

/// The thread; ends when dropped.
pub(crate) struct Checkpointer {
    running: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(QueryableByName)]
struct Progress {
    /// Pages in the log; -1 when there is none.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// Pages of them in the database file.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

impl Checkpointer {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] when the system gives none.
    pub(crate) fn start(target: Target, purpose: Purpose) -> PortResult<Self> {
        let enough = match purpose {
            Purpose::Serving => ENOUGH,
            Purpose::Loading => ENOUGH_LOADING,
        };
        let (running, ended) = channel();
        let thread = std::thread::Builder::new()
            .name("sqlite-checkpnt".to_owned())
            .spawn(move || {
                let mut conn = None;
                while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                    // Whatever fails here the writer meets as well, and tells.
                    if look(&target, &mut conn, enough).is_err() {
                        conn = None;
                    }
                }
            })
            .map_err(|_| PortFailure::Unavailable("no thread for checkpoints".to_owned()))?;
        Ok(Self {
            running: Some(running),
            thread: Some(thread),
        })
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to say.
            let _ = thread.join();
        }
    }
}

/// Why a look was cut short; the next one begins with a new connection.
struct Failed;

impl From<ConnectError> for Failed {
    fn from(_: ConnectError) -> Self {
        Self
    }
}

impl From<diesel::result::Error> for Failed {
    fn from(_: diesel::result::Error) -> Self {
        Self
    }
}

fn look(target: &Target, conn: &mut Option<SqliteConnection>, enough: i32) -> Result<(), Failed> {
    // Until somebody makes the file there is nothing to look after.
    if !matches!(target, Target::Sqlite(path) if path.exists()) {
        return Ok(());
    }
    if conn.is_none() {
        let Conn::Sqlite(opened) = connect(target, Role::Writer)? else {
            return Err(Failed);
        };
        *conn = Some(opened);
    }
    let Some(conn) = conn else {
        return Err(Failed);
    };
    let progress: Progress = sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(conn)?;
    if progress.log - progress.checkpointed >= enough {
        conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE)")?;
    }
    Ok(())
}
