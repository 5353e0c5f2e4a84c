//! Enrolling everybody in a file (contract `candidates.md`, `POST /candidates/upload-csv`).

mod fault;
mod judge;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, BatchUuid, CandidateUuid, Clock, EnrolmentUuid, PartnerId, PortFailure, PortResult,
};

use crate::{
    Batch, BatchRepository, DraftEnrolments, EnrolError, Enrolled, Enrolling, EnrolmentDraft,
    EnrolmentRepository, EnrolmentWay, NewEnrolment,
};
pub use fault::{CellEmailError, CellFaults, RowFault};
pub use judge::{BadRow, Judge, Judged, MOST_ROWS, RawRow, TooManyRows};

/// Enrols everybody in a file: [`UploadCandidates::batch`], then each row to
/// [`UploadCandidates::judge`], then [`UploadCandidates::execute`] or
/// [`UploadCandidates::dry_run`].
#[derive(Clone)]
pub struct UploadCandidates {
    /// Where batches are kept.
    pub batches: Arc<dyn BatchRepository>,
    /// Where enrolments are kept.
    pub enrolments: Arc<dyn EnrolmentRepository>,
    /// Makes drafts ready.
    pub drafts: DraftEnrolments,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What became of a file.
pub struct Upload {
    /// When.
    pub at: DateTime<Utc>,
    /// Rows that enrolled somebody, or would; in the order of the file.
    pub good: Vec<UploadedRow>,
    /// Rows that did not; in the order of the file.
    pub bad: Vec<BadRow>,
}

/// A row that enrolled somebody, or would.
pub struct UploadedRow {
    /// The line on which it begins; the header is on the first.
    pub line: u32,
    /// Who stands there.
    pub draft: EnrolmentDraft,
    /// What came of it; `None` when nothing was to be written.
    pub kept: Option<KeptRow>,
}

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptRow {
    /// The enrolment.
    pub enrolment: EnrolmentUuid,
    /// The person.
    pub candidate: CandidateUuid,
}

impl UploadCandidates {
    /// The batch of `partner` that a file is to fill.
    ///
    /// # Errors
    /// [`EnrolError::UnknownBatch`] if it is none, or another partner's.
    pub fn batch(&self, partner: PartnerId, batch: BatchUuid) -> Result<Batch, EnrolError> {
        let found = self.batches.find(partner, batch)?;
        found.ok_or(EnrolError::UnknownBatch)
    }

    /// Takes the rows of a file.
    pub fn judge(&self) -> Judge {
        Judge::new(self.drafts.clone())
    }

    /// Enrols everybody in `rows` who may be, in one transaction. Whoever is enrolled in the
    /// batch already fails, so that a file changes nothing when it comes again.
    ///
    /// # Errors
    /// See [`EnrolError`]; nothing is kept then.
    pub fn execute(&self, into: &Batch, rows: Judged, actor: Actor) -> Result<Upload, EnrolError> {
        let mut upload = self.compare(into, rows)?;
        let sealed = self.seal(&mut upload.good)?;
        // A file that came again has nobody to enrol, and leaves nothing in the audit log.
        if sealed.is_empty() {
            return Ok(upload);
        }
        let to = Enrolling {
            partner: into.partner,
            batch: Some(into.uuid),
            way: EnrolmentWay::Upload,
            actor,
            at: upload.at,
        };
        let became = self.enrolments.enrol(to, sealed)?;
        upload.settle(became)?;
        Ok(upload)
    }

    /// Tells what [`UploadCandidates::execute`] would do now, and writes nothing.
    ///
    /// # Errors
    /// See [`EnrolError`].
    pub fn dry_run(&self, into: &Batch, rows: Judged) -> Result<Upload, EnrolError> {
        self.compare(into, rows)
    }

    /// Sorts out who is enrolled already.
    fn compare(&self, into: &Batch, rows: Judged) -> Result<Upload, EnrolError> {
        let Judged {
            mut good,
            indexes,
            mut bad,
        } = rows;
        let enrolments = &self.enrolments;
        let enrolled = enrolments.enrolled(into.partner, Some(into.uuid), &indexes)?;
        whole(good.len(), enrolled.len())?;
        let mut enrolled = enrolled.into_iter();
        good.retain(|row| {
            let exists = enrolled.next().unwrap_or(false);
            if exists {
                bad.push(existing(row.line, &row.draft));
            }
            !exists
        });
        let mut upload = Upload {
            at: self.clock.now(),
            good,
            bad,
        };
        upload.sort();
        Ok(upload)
    }

    /// Everything the transaction needs is made before it begins: it holds up others.
    fn seal(&self, rows: &mut [UploadedRow]) -> PortResult<Vec<NewEnrolment>> {
        let mut sealed = Vec::with_capacity(rows.len());
        for row in rows {
            let new = self.drafts.draft(row.draft.clone())?;
            row.kept = Some(KeptRow {
                enrolment: new.uuid,
                candidate: new.person,
            });
            sealed.push(new);
        }
        Ok(sealed)
    }
}

impl Upload {
    /// Notes what became of the good rows. Some may have been enrolled a moment before, and
    /// people may have been known.
    fn settle(&mut self, became: Vec<Enrolled>) -> PortResult<()> {
        whole(self.good.len(), became.len())?;
        let mut became = became.into_iter();
        let bad = &mut self.bad;
        self.good.retain_mut(|row| match became.next() {
            Some(Enrolled::Added(candidate)) => {
                if let Some(kept) = &mut row.kept {
                    kept.candidate = candidate;
                }
                true
            }
            Some(Enrolled::Exists) | None => {
                bad.push(existing(row.line, &row.draft));
                false
            }
        });
        self.sort();
        Ok(())
    }

    fn sort(&mut self) {
        self.bad.sort_unstable_by_key(|row| row.line);
    }
}

fn existing(line: u32, draft: &EnrolmentDraft) -> BadRow {
    BadRow::new(line, draft.email.as_str(), RowFault::Exists)
}

/// A port answers for each row.
fn whole(asked: usize, answered: usize) -> PortResult<()> {
    if asked == answered {
        Ok(())
    } else {
        Err(PortFailure::Unforeseen("rows without an answer".to_owned()))
    }
}

#[cfg(test)]
mod tests;
