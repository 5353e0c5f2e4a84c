//! Rows into messages, a batch at a time.

use std::sync::mpsc::SyncSender;

use lender::{Prepared, ReceiveFeed};

use super::columns::Columns;
use super::rows::{Place, Rows, Span};
use crate::failure::Failure;

/// How many rows are stored together, and as one transaction.
pub(super) const BATCH: usize = 10_000;

/// A row on its way to the database.
pub(super) struct Ready {
    pub(super) span: Span,
    /// The judged message; or why the row is none.
    pub(super) message: Result<Prepared, &'static str>,
}

/// Rows that follow one another.
pub(super) struct Batch {
    pub(super) rows: Vec<Ready>,
    /// Where the last of them ends.
    pub(super) end: Place,
}

/// Judges rows, and protects what is personal in them.
pub(super) struct Producer<'a> {
    columns: &'a Columns,
    feed: &'a ReceiveFeed,
}

impl<'a> Producer<'a> {
    pub(super) const fn new(columns: &'a Columns, feed: &'a ReceiveFeed) -> Self {
        Self { columns, feed }
    }

    /// Reads `rows` to their end and hands them over; stops early when nobody takes
    /// them any more.
    ///
    /// # Errors
    /// When the file cannot be read further. What was read before is handed over.
    pub(super) fn produce(
        &self,
        mut rows: Rows,
        hand_over: &SyncSender<Batch>,
    ) -> Result<(), Failure> {
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            let read = self.fill(&mut rows, &mut batch);
            let more = batch.len() == BATCH;
            let end = rows.place();
            let taken = batch.is_empty() || hand_over.send(Batch { rows: batch, end }).is_ok();
            read?;
            if !(more && taken) {
                return Ok(());
            }
        }
    }

    fn fill(&self, rows: &mut Rows, batch: &mut Vec<Ready>) -> Result<(), Failure> {
        while batch.len() < BATCH {
            match self.next(rows)? {
                Some(ready) => batch.push(ready),
                None => break,
            }
        }
        Ok(())
    }

    /// The next of `rows`, judged.
    pub(super) fn next(&self, rows: &mut Rows) -> Result<Option<Ready>, Failure> {
        let Some(span) = rows.next()? else {
            return Ok(None);
        };
        let message = rows
            .cells()
            .map(|cells| self.feed.prepare(&self.columns.message(&cells)));
        Ok(Some(Ready { span, message }))
    }
}
