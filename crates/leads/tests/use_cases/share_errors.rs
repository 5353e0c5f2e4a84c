//! What keeps a lead from being shared.

use std::sync::Arc;

use funnel::{Answer, Answers, Check};
use kernel::{
    BlindIndex, Digest, FieldRef, FieldVault, FixedClock, IndexedField, PortFailure, PortResult,
    Sealed,
};
use leads::{
    IdempotencyKey, IdempotencyKeyError, MockLeadRepository, ShareCommand, ShareError, ShareLead,
    StoreOutcome, StoreShareError,
};
use testkit::{FakeVault, SeededEntropy, midday, share_lead};

use crate::share::{command, with_key};

fn sharing(repository: MockLeadRepository) -> ShareLead {
    share_lead(
        Arc::new(repository),
        Arc::new(FixedClock::at(midday())),
        Arc::new(SeededEntropy::new(1)),
    )
}

#[test]
fn who_fails_the_funnel_is_not_stored() {
    let answers = Answers {
        date_of_birth: Some(Answer::Text("2010-01-01".to_owned())),
        payment_mode: Some(Answer::Text("cash".to_owned())),
        ..Answers::default()
    };
    // The mock panics when anything is called.
    let refused = sharing(MockLeadRepository::new()).execute(&ShareCommand {
        answers,
        ..command()
    });
    let Err(ShareError::Funnel(failures)) = refused else {
        panic!("{refused:?}");
    };
    let checks: Vec<Check> = failures.iter().map(|failure| failure.check).collect();
    assert_eq!(checks, [Check::Age, Check::PaymentMode]);
}

#[test]
fn age_is_judged_on_today_in_the_business_zone() {
    // 18:29 UTC on the 14th is still the 14th in Kolkata, 18:30 is the 15th.
    for (now, passes) in [
        ("2026-01-14T18:29:59Z", false),
        ("2026-01-14T18:30:00Z", true),
    ] {
        let mut repository = MockLeadRepository::new();
        repository.expect_share().returning(|request| {
            let id = kernel::LeadId::new(1);
            let shared = request.opened(id, dedupe::Verdict::Fresh);
            Ok(StoreOutcome::Shared(shared))
        });
        let share = share_lead(
            Arc::new(repository),
            Arc::new(FixedClock::at(now.parse().expect("an instant"))),
            Arc::new(SeededEntropy::new(1)),
        );
        let answers = Answers {
            date_of_birth: Some(Answer::Text("2008-01-15".to_owned())),
            ..Answers::default()
        };
        let shared = share.execute(&ShareCommand {
            answers,
            ..command()
        });
        assert_eq!(shared.is_ok(), passes, "{now}");
    }
}

#[test]
fn what_the_repository_refuses_is_passed_on() {
    let away = PortFailure::Unavailable("away".to_owned());
    for (stored, error) in [
        (StoreShareError::KeyReused, ShareError::KeyReused),
        (StoreShareError::KeyInFlight, ShareError::KeyInFlight),
        (StoreShareError::MarkSpent, ShareError::MarkSpent),
        (StoreShareError::Port(away.clone()), ShareError::Port(away)),
    ] {
        let mut repository = MockLeadRepository::new();
        repository
            .expect_share()
            .once()
            .return_once(move |_| Err(stored));
        assert_eq!(sharing(repository).execute(&command()), Err(error));
    }
}

#[test]
fn a_replay_nobody_asked_for_or_that_does_not_open_is_a_failure() {
    let replaying = || {
        let mut repository = MockLeadRepository::new();
        repository
            .expect_share()
            .once()
            .return_once(|_| Ok(StoreOutcome::Replayed(Sealed::new(Vec::new()))));
        sharing(repository)
    };
    assert!(matches!(
        replaying().execute(&command()),
        Err(ShareError::Port(PortFailure::Unforeseen(_)))
    ));
    assert_eq!(
        replaying().execute(&with_key("k", "body")),
        Err(ShareError::Port(PortFailure::corrupt("idempotency_keys")))
    );
}

/// Seals nothing.
struct BrokenVault;

impl FieldVault for BrokenVault {
    fn digest(&self, value: &[u8]) -> Digest {
        FakeVault.digest(value)
    }

    fn index_digest(&self, field: IndexedField, digest: &Digest) -> BlindIndex {
        FakeVault.index_digest(field, digest)
    }

    fn seal(&self, _: FieldRef<'_>, _: &[u8]) -> PortResult<Sealed> {
        Err(PortFailure::Unforeseen("broken".to_owned()))
    }

    fn open(&self, at: FieldRef<'_>, _: &Sealed) -> PortResult<Vec<u8>> {
        Err(PortFailure::corrupt(at.table))
    }
}

#[test]
fn what_cannot_be_sealed_is_not_stored() {
    let share = ShareLead {
        vault: Arc::new(BrokenVault),
        ..sharing(MockLeadRepository::new())
    };
    assert_eq!(
        share.execute(&command()),
        Err(ShareError::Port(PortFailure::Unforeseen(
            "broken".to_owned()
        )))
    );
}

#[test]
fn an_idempotency_key_is_1_to_255_visible_ascii_characters() {
    let longest = "k".repeat(255);
    for good in ["k", "A-1_~!", longest.as_str()] {
        assert!(IdempotencyKey::parse(good).is_ok(), "{good}");
    }
    let too_long = "k".repeat(256);
    for bad in ["", " ", "a b", "a\n", "é", "\u{7f}", too_long.as_str()] {
        assert_eq!(
            IdempotencyKey::parse(bad),
            Err(IdempotencyKeyError),
            "{bad}"
        );
    }
}
