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
use crate::options::Purpose;
use crate::target::Target;
use crate::totals::{self, MAIN_SHARD, Tally};

/// A unit of work. It keeps its result to itself, says whether what it wrote
/// shall stay, and may leave it to the batch to write what it adds to the totals.
pub(crate) type Job = Box<dyn FnOnce(&mut Conn, &mut Tally) -> Wish + Send>;

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
    role: Role,
    conn: Option<Conn>,
}

impl SqliteLane {
    /// A lane that opens its connection with the first batch.
    pub(crate) const fn new(target: Target, purpose: Purpose) -> Self {
        let role = match purpose {
            Purpose::Serving => Role::Writer,
            Purpose::Loading => Role::Loader,
        };
        Self {
            target,
            role,
            conn: None,
        }
    }

    fn connection(&mut self) -> Result<&mut Conn, ConnectError> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => connect(&self.target, self.role)?,
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
    let mut tally = Tally::default();
    let alone = batch.len() == 1;
    for job in batch {
        if !alone {
            under_savepoint(conn, job, &mut tally)?;
        } else if run(conn, job, &mut tally) == Wish::Undo {
            // The transaction is its own. A savepoint would keep a copy of every
            // page that a load changes, and in memory.
            return Ok(Conn::rollback_transaction(conn)?);
        }
    }
    totals::add(conn, &tally, MAIN_SHARD)?;
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
fn under_savepoint(conn: &mut Conn, job: Job, all: &mut Tally) -> Result<(), DieselError> {
    Conn::begin_transaction(conn)?;
    match run(conn, job, all) {
        Wish::Keep => Conn::commit_transaction(conn),
        Wish::Undo => Conn::rollback_transaction(conn),
    }
}

/// Does `job`; what it adds to the totals counts if it is to be kept.
fn run(conn: &mut Conn, job: Job, all: &mut Tally) -> Wish {
    let mut own = Tally::default();
    let wish = catch_unwind(AssertUnwindSafe(|| job(conn, &mut own))).unwrap_or_else(|_| {
        tracing::error!("a write panicked");
        Wish::Undo
    });
    if wish == Wish::Keep {
        all.merge(&own);
    }
    wish
}

#[cfg(test)]
mod tests;
