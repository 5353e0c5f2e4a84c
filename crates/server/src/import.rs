//! `import users|loans FILE.csv`: the lender's first load (contract
//! `lender-feed.md`). Streamed in batches, resumable, safe to repeat.
//!
//! Two threads share the work: one reads rows, judges them and protects what is
//! personal; the other stores what came of it, a batch a transaction. They hand
//! over one batch at a time, which bounds the memory.

mod bookmark;
mod columns;
mod produce;
mod progress;
mod rejects;
mod rows;
mod run;
mod tally;

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::thread;

use lender::ReceiveFeed;

pub use columns::{ColumnError, Kind};
pub use tally::Tally;

use crate::failure::Failure;
pub(crate) use progress::Progress;

use columns::Columns;
use produce::Producer;
use rows::Rows;
use run::Run;

/// What to import.
#[derive(Debug, Clone)]
pub struct Job {
    /// Users or loans.
    pub kind: Kind,
    /// The CSV file.
    pub file: PathBuf,
    /// Where to begin.
    pub start: Start,
}

/// Where an import begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Where an interrupted import of the same file into the same database ended;
    /// else with the first row.
    GoOn,
    /// With the first row.
    Anew,
    /// With the first row that begins on or behind this line. Leaves no bookmark:
    /// what lies before was skipped and perhaps never imported.
    Line(u64),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many rows had which result, those before an interruption included.
    pub tally: Tally,
    /// Where the refused rows are listed, if there are any.
    pub rejects: Option<PathBuf>,
}

/// Imports `job` through `feed`.
///
/// # Errors
/// A file that cannot be read, a header that does not fit, or a database that
/// went away; the last tells the line to go on from.
pub fn import(job: &Job, feed: &ReceiveFeed) -> Result<Summary, Failure> {
    let told = |what: &str, error: &dyn std::fmt::Display| {
        Failure::told(format!("{}: {what}: {error}", job.file.display()))
    };
    let file = File::open(&job.file).map_err(|error| told("cannot be read", &error))?;
    alone(job, &file)?;
    let open = || Rows::open(file.try_clone()?);
    let rows = open().map_err(|error| told("cannot be read", &error))?;
    let columns = Columns::find(job.kind, rows.header()).map_err(|error| told("header", &error))?;
    let producer = Producer::new(&columns, feed);
    let run = Run::begin(job, &file, feed, rows, &producer)?;
    let summary = stream(run, &producer)?;
    if summary.tally.is_empty() && !matches!(job.start, Start::Line(_)) {
        return Err(Failure::told(format!(
            "{}: has no rows",
            job.file.display()
        )));
    }
    Ok(summary)
}

/// Two imports of one file would write one list of refused rows.
fn alone(job: &Job, file: &File) -> Result<(), Failure> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Failure::told(format!(
            "{}: is being imported by another process",
            job.file.display()
        ))),
        // Some file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

fn stream((mut run, rows): (Run<'_>, Rows), producer: &Producer<'_>) -> Result<Summary, Failure> {
    let stored = thread::scope(|scope| {
        let (hand_over, batches) = sync_channel(0);
        let reading = thread::Builder::new()
            .name("import-reader".to_owned())
            .spawn_scoped(scope, move || producer.produce(rows, &hand_over))?;
        let stored = run.store(&batches);
        // If storing ended early, reading ends with the next batch.
        drop(batches);
        match reading.join() {
            Ok(read) => stored.and(read),
            Err(_) => stored.and(Err(Failure::told("reading broke off"))),
        }
    });
    run.end(stored)
}

#[cfg(test)]
mod tests;
