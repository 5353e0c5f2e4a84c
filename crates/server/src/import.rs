//! `import users|loans FILE.csv`: the lender's first load (contract
//! `lender-feed.md`). Streamed in batches, resumable, safe to repeat.

mod columns;
mod progress;
mod rejects;
mod rows;
mod tally;

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

use lender::ReceiveFeed;

pub use columns::{ColumnError, Kind};
pub use rows::Row;
pub use tally::Tally;

use crate::failure::Failure;
use columns::Columns;
use progress::Progress;
use rejects::Rejects;
use rows::Rows;

/// How many rows are read, judged and stored together.
const BATCH: usize = 1000;

/// What to import.
#[derive(Debug, Clone)]
pub struct Job {
    /// Users or loans.
    pub kind: Kind,
    /// The CSV file.
    pub file: PathBuf,
    /// Rows that begin before this line are skipped.
    pub from_line: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many rows had which result.
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
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let mut rows = Rows::open(file).map_err(|error| told("cannot be read", &error))?;
    let columns = Columns::find(job.kind, rows.header()).map_err(|error| told("header", &error))?;
    let mut run = Run {
        columns,
        feed,
        rejects: Rejects::new(rejects_path(&job.file), job.from_line > 1),
        progress: Progress::start(size),
        tally: Tally::default(),
    };
    let mut batch = Vec::with_capacity(BATCH);
    while rows.fill(&mut batch, BATCH, job.from_line)? {
        run.store(&batch)?;
        run.progress.at(rows.bytes_read(), run.tally.rows());
        batch.clear();
    }
    run.progress.finish(run.tally.rows());
    let rejects = run.rejects.finish()?;
    if run.tally.is_empty() && job.from_line == 1 {
        return Err(Failure::told(format!(
            "{}: has no rows",
            job.file.display()
        )));
    }
    Ok(Summary {
        tally: run.tally,
        rejects,
    })
}

struct Run<'a> {
    columns: Columns,
    feed: &'a ReceiveFeed,
    rejects: Rejects,
    progress: Progress,
    tally: Tally,
}

impl Run<'_> {
    /// Stores `batch`. Everything before the line a failure names is settled.
    fn store(&mut self, batch: &[Row]) -> Result<(), Failure> {
        let messages: Vec<_> = batch
            .iter()
            .filter_map(|row| Some(self.columns.message(row.cells.as_ref().ok()?)))
            .collect();
        let mut answers = self.feed.execute(&messages).into_iter();
        for row in batch {
            let broken = match &row.cells {
                Err(reason) => Some(*reason),
                Ok(_) => None,
            };
            if let Some(reason) = broken {
                self.tally.refused += 1;
                self.rejects.add(row.line, None, reason)?;
                continue;
            }
            let answer = answers.next().unwrap_or_else(|| {
                Err(kernel::PortFailure::Unforeseen(
                    "a row got no answer".to_owned(),
                ))
            });
            let answer = answer.map_err(|failure| self.interrupted(row.line, &failure))?;
            if let Some(reasons) = self.tally.count(&answer.result) {
                self.rejects.add(row.line, answer.id, &reasons)?;
            }
        }
        Ok(())
    }

    fn interrupted(&mut self, line: u64, failure: &kernel::PortFailure) -> Failure {
        self.progress.abandon();
        // What was refused so far stays listed; a second failure adds nothing.
        let _ = self.rejects.flush();
        Failure::told(format!(
            "database: {failure}; go on with --from-line {line}"
        ))
    }
}

/// `FILE.rejects.csv`, beside the input.
fn rejects_path(file: &Path) -> PathBuf {
    let mut name: OsString = file.as_os_str().to_owned();
    name.push(".rejects.csv");
    name.into()
}

#[cfg(test)]
mod tests;
