//! The single writer of an `SQLite` file: a batch is one transaction, each job
//! has its own savepoint, and nobody is answered before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::r2d2::R2D2Connection as _;
use diesel::result::Error as DieselError;
use kernel::{PortFailure, PortResult};

use crate::conn::Conn;
use crate::connect::{ConnectError, Role, connect};
use crate::fault::StoreError;
use crate::gather::Executor;
use crate::target::Target;

/// A unit of work. It keeps its result to itself and says whether what it wrote
/// shall stay.
pub(crate) type Job = Box<dyn FnOnce(&mut Conn) -> Wish + Send>;

/// What a job wants to become of what it wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Keep it.
    Keep,
    /// Undo it.
    Undo,
}

/// Executes batches on the one connection that writes; reopens it when it broke.
pub(crate) struct SqliteLane {
    target: Target,
    conn: Option<Conn>,
}

impl SqliteLane {
    /// A lane that opens its connection with the first batch.
    pub(crate) const fn new(target: Target) -> Self {
        Self { target, conn: None }
    }

    fn connection(&mut self) -> Result<&mut Conn, ConnectError> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => connect(&self.target, Role::Writer)?,
        };
        Ok(self.conn.insert(conn))
    }

    fn commit(&mut self, batch: Vec<Job>) -> PortResult<()> {
        let conn = self.connection()?;
        let result = in_one_transaction(conn, batch);
        if result.is_err() {
            // After a full disk or an I/O error SQLite has rolled back by itself,
            // and diesel's idea of the transaction is off: start afresh then.
            let undone = Conn::rollback_transaction(conn);
            let untouched = matches!(undone, Err(DieselError::NotInTransaction));
            if (undone.is_err() && !untouched) || conn.is_broken() {
                self.conn = None;
            }
        }
        result.map_err(|error| match PortFailure::from(error) {
            // Whatever it was, the members did nothing wrong.
            PortFailure::Unforeseen(what) => PortFailure::Unavailable(what),
            failure => failure,
        })
    }
}

impl Executor for SqliteLane {
    type Job = Job;
    type Answer = PortResult<()>;

    fn execute(&mut self, batch: Vec<Job>) -> Vec<PortResult<()>> {
        let members = batch.len();
        let result = self.commit(batch);
        if let Err(failure) = &result {
            tracing::error!(%failure, members, "a batch of writes was not committed");
        }
        vec![result; members]
    }

    fn recover(&mut self) {
        self.conn = None;
    }
}

fn in_one_transaction(conn: &mut Conn, batch: Vec<Job>) -> Result<(), StoreError> {
    begin(conn)?;
    for job in batch {
        under_savepoint(conn, job)?;
    }
    Ok(Conn::commit_transaction(conn)?)
}

/// Takes the write lock at once: a transaction that begins by reading may find
/// its snapshot outdated when it comes to write, and no timeout helps then.
fn begin(conn: &mut Conn) -> Result<(), DieselError> {
    match conn {
        Conn::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
        }
        Conn::Postgres(_) => Conn::begin_transaction(conn),
    }
}

/// # Errors
/// When the savepoint itself fails, and with it the transaction.
fn under_savepoint(conn: &mut Conn, job: Job) -> Result<(), DieselError> {
    Conn::begin_transaction(conn)?;
    let wish = catch_unwind(AssertUnwindSafe(|| job(conn))).unwrap_or_else(|_| {
        tracing::error!("a write panicked");
        Wish::Undo
    });
    match wish {
        Wish::Keep => Conn::commit_transaction(conn),
        Wish::Undo => Conn::rollback_transaction(conn),
    }
}

#[cfg(test)]
mod tests;
