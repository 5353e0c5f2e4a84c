//! A batch that takes everybody, for the tests of reading and telling.

use candidates::{
    Batch, BatchName, DraftEnrolments, MockBatchRepository, MockEnrolmentRepository, Upload,
};
use chrono::{TimeZone as _, Utc};
use kernel::{BatchId, BatchUuid, FixedClock};
use testkit::{FakeVault, SeededEntropy};

use super::fault::FileFault;
use super::*;

pub(super) fn batch() -> Batch {
    Batch {
        id: BatchId::new(3),
        uuid: BatchUuid::draw(&SeededEntropy::new(1)),
        partner: PartnerId::new(7),
        name: BatchName::parse("Autumn \"26\"").expect("a name"),
        created_at: Utc
            .timestamp_opt(1_795_340_000, 0)
            .single()
            .expect("a time"),
    }
}

/// Where nobody is enrolled yet, and everybody will be.
pub(super) fn cases() -> UploadCandidates {
    let mut enrolments = MockEnrolmentRepository::new();
    enrolments
        .expect_enrolled()
        .returning(|_, _, emails| Ok(vec![false; emails.len()]));
    enrolments.expect_enrol().returning(|_, rows| {
        let added = rows
            .iter()
            .map(|row| candidates::Enrolled::Added(row.person));
        Ok(added.collect())
    });
    UploadCandidates {
        batches: Arc::new(MockBatchRepository::new()),
        enrolments: Arc::new(enrolments),
        drafts: DraftEnrolments {
            vault: Arc::new(FakeVault),
            entropy: Arc::new(SeededEntropy::new(2)),
        },
        clock: Arc::new(FixedClock::at(batch().created_at)),
    }
}

/// What a dry run says of a file.
pub(super) fn dry(bytes: &[u8]) -> Result<Upload, FileFault> {
    let cases = cases();
    let mut judge = cases.judge();
    let text = text::decode(bytes.to_vec())?;
    rows::read(&text, &mut judge)?;
    Ok(cases.dry_run(&batch(), judge.finish()).expect("a batch"))
}

/// Lines, names and addresses of the rows that are right.
pub(super) fn good(upload: &Upload) -> Vec<(u32, String, String, String)> {
    let rows = upload.good.iter();
    rows.map(|row| {
        let who = upload.who(row);
        (
            row.line,
            who.first_name.to_owned(),
            who.last_name.to_owned(),
            who.email.to_owned(),
        )
    })
    .collect()
}

/// Lines of the others, and why.
pub(super) fn bad(upload: &Upload) -> Vec<(u32, String)> {
    let rows = upload.bad.iter();
    rows.map(|row| (row.line, row.fault.to_string())).collect()
}
