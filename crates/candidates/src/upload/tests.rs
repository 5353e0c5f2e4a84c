use chrono::TimeZone as _;
use kernel::{
    BatchId, BlindIndex, CandidateUuid, FieldVault as _, FixedClock, IndexedField, PersonName,
};
use testkit::{FakeVault, SeededEntropy};

use super::*;
use crate::{BatchName, Enrolment, MockBatchRepository, MockEnrolmentRepository};

const LINES: [(u32, &str, &str); 3] = [
    (2, "Asha", "asha@people.example"),
    (3, "", "nobody@people.example"),
    (5, "Ravi", "Ravi@people.example"),
];

fn batch() -> Batch {
    Batch {
        id: BatchId::new(3),
        uuid: BatchUuid::draw(&SeededEntropy::new(1)),
        partner: PartnerId::new(7),
        name: BatchName::parse("Autumn").expect("a name"),
        created_at: now(),
    }
}

const ACTOR: Actor = Actor::Partner(PartnerId::new(7));

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0)
        .single()
        .expect("a time")
}

fn uploads(enrolments: MockEnrolmentRepository) -> UploadCandidates {
    UploadCandidates {
        batches: Arc::new(MockBatchRepository::new()),
        enrolments: Arc::new(enrolments),
        drafts: DraftEnrolments {
            vault: Arc::new(FakeVault),
            entropy: Arc::new(SeededEntropy::new(2)),
        },
        clock: Arc::new(FixedClock::at(now())),
    }
}

fn index(email: &str) -> BlindIndex {
    FakeVault.index(IndexedField::Email, email.as_bytes())
}

fn rows(uploads: &UploadCandidates) -> Judged {
    let mut judge = uploads.judge();
    for (line, first_name, email) in LINES {
        let row = RawRow {
            line,
            first_name,
            last_name: "Rao",
            email,
        };
        judge.take(row).expect("few rows");
    }
    judge.finish()
}

/// Of which lines somebody is enrolled already.
fn knowing(enrolled: &'static [bool]) -> MockEnrolmentRepository {
    let mut repository = MockEnrolmentRepository::new();
    repository
        .expect_enrolled()
        .withf(|partner, asked_of, emails| {
            let asked = [index("asha@people.example"), index("ravi@people.example")];
            *partner == PartnerId::new(7) && *asked_of == Some(batch().uuid) && emails == asked
        })
        .return_once(move |_, _, _| Ok(enrolled.to_vec()));
    repository
}

fn lines(bad: &[BadRow]) -> Vec<(u32, String)> {
    bad.iter()
        .map(|bad| (bad.line, bad.fault.to_string()))
        .collect()
}

/// Whether these are the two right rows, each address as it was written, and the index as it
/// is compared.
fn are_sealed(rows: &[NewEnrolment]) -> bool {
    let [asha, ravi] = rows else { return false };
    let open = |at, sealed| FakeVault.open(at, sealed).expect("its place");
    let (uuid, owner) = (ravi.uuid.get(), ravi.person.get());
    let email = open(Enrolment::email_field(uuid.as_bytes()), &ravi.email);
    let persons = Enrolment::person_email_field(owner.as_bytes());
    email == b"Ravi@people.example"
        && open(persons, &ravi.person_email) == email
        && ravi.email_index == index("ravi@people.example")
        && asha.first_name == PersonName::parse("Asha").expect("a name")
        && asha.uuid != ravi.uuid
        && asha.person != ravi.person
}

#[test]
fn good_rows_are_sealed_and_enrolled_at_once() {
    let mut repository = knowing(&[false, false]);
    let person = CandidateUuid::draw(&SeededEntropy::new(9));
    repository
        .expect_enrol()
        .once()
        .withf(|into, rows| {
            are_sealed(rows)
                && into.partner == PartnerId::new(7)
                && into.batch == Some(batch().uuid)
                && into.way == EnrolmentWay::Upload
                && into.actor == ACTOR
                && into.at == now()
        })
        // Somebody enrolled Ravi in the meantime.
        .return_once(move |_, _| Ok(vec![Enrolled::Added(person), Enrolled::Exists]));
    let uploads = uploads(repository);
    let upload = uploads
        .execute(&batch(), rows(&uploads), ACTOR)
        .expect("a batch");
    assert_eq!(upload.at, now());
    let good: Vec<_> = upload.good.iter().map(|row| row.line).collect();
    assert_eq!(good, [2]);
    assert_eq!(upload.good[0].kept.expect("kept").candidate, person);
    assert_eq!(upload.who(&upload.good[0]).email, "asha@people.example");
    assert_eq!(
        lines(&upload.bad),
        [
            (3, "firstname must not be blank".to_owned()),
            (
                5,
                "Candidate with this email already exists in this batch".to_owned()
            )
        ]
    );
    assert_eq!(*upload.bad[1].email, *"Ravi@people.example");
}

#[test]
fn a_file_that_comes_again_enrols_nobody() {
    // The repository expects no enrolment: one would panic.
    let uploads = uploads(knowing(&[true, true]));
    let upload = uploads
        .execute(&batch(), rows(&uploads), ACTOR)
        .expect("a batch");
    assert!(upload.good.is_empty());
    let bad: Vec<_> = upload.bad.iter().map(|bad| (bad.line, bad.fault)).collect();
    assert_eq!((bad[0].0, bad[0].1), (2, RowFault::Exists));
    assert_eq!(bad[1].0, 3);
    assert_eq!((bad[2].0, bad[2].1), (5, RowFault::Exists));
}

#[test]
fn a_dry_run_only_looks() {
    let uploads = uploads(knowing(&[true, false]));
    let upload = uploads.dry_run(&batch(), rows(&uploads)).expect("a batch");
    let good: Vec<_> = upload.good.iter().map(|row| (row.line, row.kept)).collect();
    assert_eq!(good, [(5, None)]);
    let bad: Vec<_> = upload.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(bad, [2, 3]);
}

#[test]
fn a_batch_that_is_none_is_told() {
    let mut batches = MockBatchRepository::new();
    batches
        .expect_find()
        .withf(|partner, uuid| *partner == PartnerId::new(7) && *uuid == batch().uuid)
        .return_once(|_, _| Ok(None));
    let uploads = UploadCandidates {
        batches: Arc::new(batches),
        ..uploads(MockEnrolmentRepository::new())
    };
    let found = uploads.batch(PartnerId::new(7), batch().uuid);
    assert_eq!(found, Err(EnrolError::UnknownBatch));
}

#[test]
fn answers_that_are_too_few_are_a_failure() {
    let mut repository = knowing(&[false, false]);
    repository
        .expect_enrol()
        .return_once(|_, _| Ok(vec![Enrolled::Exists]));
    let uploads = uploads(repository);
    let upload = uploads.execute(&batch(), rows(&uploads), ACTOR);
    assert!(matches!(upload.err(), Some(EnrolError::Port(_))));
}
