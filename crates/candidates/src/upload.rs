//! Enrolling everybody in a file (contract `candidates.md`, `POST /candidates/upload-csv`).

mod fault;
mod judge;
mod kept;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Actor, BatchUuid, Clock, PartnerId, PortFailure, PortResult};

use crate::{
    Batch, BatchRepository, DraftEnrolments, EnrolError, Enrolled, Enrolling, EnrolmentRepository,
    EnrolmentWay, NewEnrolment,
};
pub use fault::{CellEmailError, CellFaults, RowFault};
pub use judge::{BadRow, Judge, Judged, MOST_ROWS, RawRow, TooManyRows};
use kept::Texts;
pub use kept::{KeptRow, UploadedRow, Who};

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
    texts: Texts,
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
        let sealed = self.seal(&mut upload)?;
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
        let indexes = rows.indexes;
        let enrolments = &self.enrolments;
        let enrolled = enrolments.enrolled(into.partner, Some(into.uuid), &indexes)?;
        whole(rows.good.len(), enrolled.len())?;
        let mut upload = Upload {
            at: self.clock.now(),
            good: rows.good,
            bad: rows.bad,
            texts: rows.texts,
        };
        let mut enrolled = enrolled.into_iter();
        upload.retain(|_| !enrolled.next().unwrap_or(false));
        Ok(upload)
    }

    /// Everything the transaction needs is made before it begins: it holds up others.
    fn seal(&self, upload: &mut Upload) -> PortResult<Vec<NewEnrolment>> {
        let mut sealed = Vec::with_capacity(upload.good.len());
        for row in &mut upload.good {
            let new = self.drafts.draft(upload.texts.who(row).draft()?)?;
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
    /// Who stands in `row`, which is one of the good ones.
    pub fn who(&self, row: &UploadedRow) -> Who<'_> {
        self.texts.who(row)
    }

    /// Notes what became of the good rows. Some may have been enrolled a moment before, and
    /// people may have been known.
    fn settle(&mut self, became: Vec<Enrolled>) -> PortResult<()> {
        whole(self.good.len(), became.len())?;
        let mut became = became.into_iter();
        self.retain(|row| match (became.next(), &mut row.kept) {
            (Some(Enrolled::Added(candidate)), Some(kept)) => {
                kept.candidate = candidate;
                true
            }
            _ => false,
        });
        Ok(())
    }

    /// Keeps those good rows that `is_new`; of the others somebody is enrolled already.
    fn retain(&mut self, is_new: impl FnMut(&mut UploadedRow) -> bool) {
        let (bad, texts) = (&mut self.bad, &self.texts);
        let mut is_new = is_new;
        self.good.retain_mut(|row| {
            let new = is_new(row);
            if !new {
                let email = texts.who(row).email;
                bad.push(BadRow::new(row.line, email, RowFault::Exists));
            }
            new
        });
        bad.sort_unstable_by_key(|row| row.line);
    }
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
