//! Candidates by the file (contract `candidates.md`, `POST /candidates/upload-csv`).

mod columns;
mod fault;
mod form;
mod reply;
mod rows;
mod text;

use std::sync::Arc;
use std::time::Duration;

use candidates::{EnrolError, UploadCandidates};
use kernel::{Actor, PartnerId};
use tokio::sync::Semaphore;

pub(crate) use form::CsvForm;
pub(crate) use reply::UploadReport;

use crate::UploadSpace;
use crate::blocking::blocking_at_length;
use crate::error::{Code, Refusal};
use crate::multipart::fault;

/// How many files are worked on at a time: the rest wait, as files.
const AT_ONCE: usize = 2;

/// How long a file waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// About what a row takes besides its text until it is told, in bytes.
const ROW: usize = 256;

/// Takes files of candidates. Cheap to clone.
#[derive(Clone)]
pub struct CandidateUploads {
    cases: UploadCandidates,
    space: UploadSpace,
    turns: Arc<Semaphore>,
}

/// What is to be done with a file.
#[derive(Clone, Copy)]
pub(crate) struct UploadWish {
    /// Whose batch it fills.
    pub(crate) partner: PartnerId,
    /// Who sends it.
    pub(crate) actor: Actor,
    /// Only tell what would become of it.
    pub(crate) dry_run: bool,
}

impl CandidateUploads {
    /// With memory of its own for files under way.
    pub fn new(cases: UploadCandidates) -> Self {
        Self {
            cases,
            space: UploadSpace::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// What files under way may take.
    pub(crate) fn space(&self) -> UploadSpace {
        self.space.clone()
    }

    /// Does what is wished with the file of `form`.
    pub(crate) async fn take(
        &self,
        form: CsvForm,
        wish: UploadWish,
    ) -> Result<UploadReport, Refusal> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(PATIENCE, turn).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Refusal::caused(
                Code::Unavailable,
                &"too many uploads at once",
            ));
        };
        let cases = self.cases.clone();
        blocking_at_length(move || {
            // However long anybody waits for it, it has its turn until it is done.
            let _turn = turn;
            report(&cases, form, wish)
        })
        .await
    }
}

fn report(
    cases: &UploadCandidates,
    form: CsvForm,
    wish: UploadWish,
) -> Result<UploadReport, Refusal> {
    let CsvForm {
        batch,
        file,
        mut taken,
    } = form;
    let batch = cases.batch(wish.partner, batch).map_err(refusal)?;
    let mut judge = cases.judge();
    let read = text::decode(file).and_then(|text| rows::read(&text, &mut judge));
    read.map_err(|error| fault("file", &error.to_string()))?;
    let judged = judge.finish();
    let rows = usize::try_from(judged.total()).unwrap_or(usize::MAX);
    taken.take(rows.saturating_mul(ROW))?;
    let upload = if wish.dry_run {
        cases.dry_run(&batch, judged)
    } else {
        cases.execute(&batch, judged, wish.actor)
    };
    Ok(UploadReport {
        batch,
        upload: upload.map_err(refusal)?,
        dry_run: wish.dry_run,
        taken,
    })
}

fn refusal(error: EnrolError) -> Refusal {
    match error {
        EnrolError::UnknownBatch => Code::BatchNotFound.into(),
        EnrolError::Port(failure) => failure.into(),
    }
}

#[cfg(test)]
mod tests;
