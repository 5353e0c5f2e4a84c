use kernel::FixedClock;
use testkit::{FakeVault, midday};

use super::*;
use crate::{Given, MockPracticeRepository};

fn raw() -> RawSession {
    let text = |text: &str| Given::Text(text.to_owned());
    RawSession {
        id: text("s-1"),
        candidate_email: text("Anita@Example.com"),
        exam_name: text("Mock 1"),
        exam_type: text("IELTS"),
        status: text("started"),
        cost: text("1"),
        ..RawSession::default()
    }
}

fn receive(repository: MockPracticeRepository) -> ReceivePracticeSession {
    ReceivePracticeSession {
        repository: Arc::new(repository),
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(midday())),
    }
}

#[test]
fn a_person_is_looked_for_by_the_canonical_address() {
    let mut repository = MockPracticeRepository::new();
    repository.expect_apply().once().returning(|report| {
        let index = FakeVault.index(IndexedField::Email, b"anita@example.com");
        assert_eq!(report.by.email, Some(index));
        assert_eq!(report.by.candidate, None);
        assert_eq!(report.at, midday());
        Ok(SessionOutcome::Applied)
    });
    let outcome = receive(repository).execute(&raw());
    assert_eq!(outcome, Ok(SessionOutcome::Applied));
}

#[test]
fn what_makes_no_sense_goes_nowhere() {
    let outcome = receive(MockPracticeRepository::new()).execute(&RawSession::default());
    assert!(matches!(outcome, Err(ReceiveSessionError::Refused(_))));
}

#[test]
fn somebody_elses_session_is_refused_by_field() {
    let mut repository = MockPracticeRepository::new();
    repository
        .expect_apply()
        .returning(|_| Err(ApplySessionError::AnotherCandidate));
    let outcome = receive(repository).execute(&raw());
    let Err(ReceiveSessionError::Refused(faults)) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(faults[0].field, "candidate_id");
}
