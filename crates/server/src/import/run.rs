//! Storing batches, and keeping track.

use std::fs::File;
use std::sync::mpsc::Receiver;

use kernel::{PortFailure, PortResult};
use lender::{FeedAnswer, FeedResult, ReceiveFeed};

use super::bookmark::{Bookmark, Shelf, Source};
use super::produce::{Batch, Producer, Ready};
use super::progress::{Progress, say};
use super::rejects::{Before, Rejects};
use super::rows::{Place, Rows, Span};
use super::{Job, Start, Summary, Tally};
use crate::failure::Failure;

/// One import.
pub(super) struct Run<'a> {
    file: &'a File,
    feed: &'a ReceiveFeed,
    source: Source,
    /// Where bookmarks go, if there are to be any.
    shelf: Option<Shelf>,
    rejects: Rejects,
    progress: Progress,
    tally: Tally,
    /// Where a row begins that the database kept; the last of them.
    kept: Option<Place>,
}

impl<'a> Run<'a> {
    /// Finds where to begin, and puts `rows` there.
    ///
    /// # Errors
    /// Files that cannot be read or written; a database that is away.
    pub(super) fn begin(
        job: &Job,
        file: &'a File,
        feed: &'a ReceiveFeed,
        rows: Rows,
        producer: &Producer<'_>,
    ) -> Result<(Self, Rows), Failure> {
        let source = Source::of(job.kind, file, feed.vault.as_ref())?;
        let list = Rejects::path_for(&job.file);
        let mut run = Self {
            file,
            feed,
            shelf: None,
            rejects: Rejects::new(list.clone(), Before::Replaced)?,
            progress: Progress::start(source.size()),
            source,
            tally: Tally::default(),
            kept: None,
        };
        let shelf = Shelf::beside(&job.file);
        let first = rows.place();
        let bookmark = match job.start {
            Start::Line(line) => {
                if line > 1 {
                    run.rejects = Rejects::new(list, Before::AddedTo)?;
                }
                let rows = run.skip_lines(rows, line)?;
                return Ok((run, rows));
            }
            Start::Anew => {
                shelf.clear()?;
                None
            }
            Start::GoOn => run.find_bookmark(&shelf, producer)?,
        };
        run.shelf = Some(shelf);
        let Some(bookmark) = bookmark else {
            // Looking for the row of a bookmark moved the file's position.
            return Ok((run, rows.skip_to(first)?));
        };
        run.rejects = Rejects::new(list, Before::KeptTo(bookmark.rejects))?;
        let rows = run.go_on(rows, &bookmark)?;
        Ok((run, rows))
    }

    fn skip_lines(&self, mut rows: Rows, line: u64) -> Result<Rows, Failure> {
        let mut place = rows.place();
        while let Some(span) = rows.next()? {
            if span.line(self.file)? >= line {
                break;
            }
            place = span.end;
        }
        Ok(rows.skip_to(place)?)
    }

    /// The bookmark at `place`, if it is one of this file and this database.
    fn find_bookmark(
        &self,
        place: &Shelf,
        producer: &Producer<'_>,
    ) -> Result<Option<Bookmark>, Failure> {
        let Some(bookmark) = place.take(&self.source) else {
            return Ok(None);
        };
        if self.rejects.length() < bookmark.rejects {
            return Ok(None);
        }
        let mut kept = Rows::open(self.file.try_clone()?)?.skip_to(bookmark.kept)?;
        let known = match producer.next(&mut kept)? {
            Some(Ready {
                message: Ok(message),
                ..
            }) => self.feed.settle(vec![message]).into_iter().next(),
            _ => None,
        };
        let known = known.transpose()?.map(|answer| answer.result);
        Ok((known == Some(FeedResult::Unchanged)).then_some(bookmark))
    }

    fn go_on(&mut self, rows: Rows, bookmark: &Bookmark) -> Result<Rows, Failure> {
        self.tally = bookmark.tally;
        self.kept = Some(bookmark.kept);
        let (bytes, done) = (bookmark.next.byte, bookmark.tally.rows());
        self.progress = Progress::start_at(self.source.size(), bytes, done);
        say(&format!(
            "going on at line {}, after {done} rows",
            bookmark.next.line
        ));
        Ok(rows.skip_to(bookmark.next)?)
    }

    /// Stores `batches` as they come.
    ///
    /// # Errors
    /// A database that went away, or a list that cannot be written.
    pub(super) fn store(&mut self, batches: &Receiver<Batch>) -> Result<(), Failure> {
        for batch in batches {
            self.settle(batch.rows)?;
            self.mark(batch.end)?;
            self.progress.at(batch.end.byte, self.tally.rows());
        }
        Ok(())
    }

    /// Settles `rows`. Everything before the line a failure names is settled.
    fn settle(&mut self, rows: Vec<Ready>) -> Result<(), Failure> {
        let mut messages = Vec::with_capacity(rows.len());
        let each: Vec<(Span, Option<&'static str>)> = rows
            .into_iter()
            .map(|Ready { span, message }| match message {
                Ok(message) => {
                    messages.push(message);
                    (span, None)
                }
                Err(reason) => (span, Some(reason)),
            })
            .collect();
        let mut answers = self.feed.settle(messages).into_iter();
        for (span, broken) in each {
            if let Some(reason) = broken {
                self.tally.refused += 1;
                self.rejects.add_broken(span.line(self.file)?, reason)?;
                continue;
            }
            let answer = answers
                .next()
                .unwrap_or_else(|| Err(PortFailure::Unforeseen("a row got no answer".to_owned())));
            self.count(span, answer)?;
        }
        Ok(())
    }

    fn count(&mut self, span: Span, answer: PortResult<FeedAnswer>) -> Result<(), Failure> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return Err(self.interrupted(span, &failure)),
        };
        match self.tally.count(&answer.result) {
            None => self.kept = Some(span.begin),
            Some(errors) => self.rejects.add(span.line(self.file)?, answer.id, errors)?,
        }
        Ok(())
    }

    /// Everything before `next` is settled: leaves a bookmark there.
    fn mark(&mut self, next: Place) -> Result<(), Failure> {
        if let (Some(shelf), Some(kept)) = (&self.shelf, self.kept) {
            // The list first: the bookmark must not promise lines that a power cut
            // takes away.
            let rejects = self.rejects.sync()?;
            let source = self.source.clone();
            shelf.put(&Bookmark::new(source, next, kept, self.tally, rejects))?;
        }
        Ok(())
    }

    fn interrupted(&mut self, span: Span, failure: &PortFailure) -> Failure {
        let line = span.line(self.file).unwrap_or(span.begin.line);
        // A second failure adds nothing: an older bookmark does as well.
        let _ = self.mark(span.begin);
        Failure::told(format!(
            "database: {failure}; go on with --from-line {line}{}",
            if self.shelf.is_some() {
                ", or run the same command again"
            } else {
                ""
            }
        ))
    }

    /// Tells how it `ended`.
    ///
    /// # Errors
    /// What it ended with, or a list that cannot be written.
    pub(super) fn end(mut self, ended: Result<(), Failure>) -> Result<Summary, Failure> {
        if let Err(failure) = ended {
            self.progress.abandon();
            // What was refused so far stays listed.
            let _ = self.rejects.sync();
            return Err(failure);
        }
        self.progress.finish(self.tally.rows());
        let rejects = self.rejects.finish()?;
        if let Some(shelf) = &self.shelf {
            shelf.clear()?;
        }
        Ok(Summary {
            tally: self.tally,
            rejects,
        })
    }
}
