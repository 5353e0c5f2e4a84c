//! A partner's own credentials.

use std::sync::Arc;

use crate::support::partner;
use accounts::{
    MockPartnerRepository, Overlap, OverlapError, OwnCredentials, PartnerStatus, RotateError,
    SecretHasher, SecretRecord,
};
use chrono::TimeDelta;
use kernel::{Actor, ClientSecretId, FixedClock, PartnerId, PortFailure};
use testkit::{FakeHasher, SeededEntropy, manage_partners, midday};

fn own(repository: MockPartnerRepository) -> OwnCredentials {
    OwnCredentials {
        manage: manage_partners(
            Arc::new(repository),
            Arc::new(FixedClock::at(midday())),
            Arc::new(SeededEntropy::new(1)),
        ),
    }
}

#[test]
fn an_overlap_is_a_week_at_most() {
    for hours in [0, 1, 168] {
        let overlap = Overlap::hours(hours).expect("an overlap");
        assert_eq!(overlap.time(), TimeDelta::hours(i64::from(hours)));
    }
    for hours in [169, u16::MAX] {
        assert_eq!(Overlap::hours(hours), Err(OverlapError));
    }
    assert_eq!(
        OverlapError.to_string(),
        "must be a whole number from 0 to 168"
    );
}

#[test]
fn a_partner_rotates_its_own_secret_in_its_own_name() {
    let (sent, kept) = std::sync::mpsc::channel();
    let mut repository = MockPartnerRepository::new();
    repository
        .expect_rotate_secret()
        .withf(|rotation| {
            let end = midday() + TimeDelta::hours(24);
            assert_eq!(rotation.letter.notice, "secret_rotated");
            assert_eq!(rotation.unless_rotated_since, None, "may at any time");
            (rotation.partner, rotation.older_end_at, rotation.at)
                == (PartnerId::new(7), end, midday())
                && rotation.by == Actor::Partner(PartnerId::new(7))
        })
        .once()
        .returning(move |rotation| {
            sent.send(rotation.secret).expect("a receiver");
            Ok(())
        });
    let overlap = Overlap::hours(24).expect("an overlap");
    let rotated = own(repository)
        .rotate(&partner(PartnerStatus::Active), overlap)
        .expect("rotated");
    let hash = kept.recv().expect("a hash");
    assert!(FakeHasher.matches(&rotated.secret, &hash));
    assert_eq!(rotated.previous_ends_at, midday() + TimeDelta::hours(24));
    assert!(!format!("{rotated:?}").contains(rotated.secret.expose()));
}

#[test]
fn a_partner_that_is_gone_and_a_failure_are_told() {
    let failure = PortFailure::Unavailable("away".to_owned());
    for error in [RotateError::Unknown, RotateError::Port(failure)] {
        let mut repository = MockPartnerRepository::new();
        let told = error.clone();
        repository
            .expect_rotate_secret()
            .return_once(move |_| Err(told));
        let overlap = Overlap::hours(0).expect("an overlap");
        let rotated = own(repository).rotate(&partner(PartnerStatus::Active), overlap);
        assert_eq!(rotated.map(|_| ()), Err(error));
    }
}

#[test]
fn the_live_secrets_are_those_of_now() {
    let record = SecretRecord {
        id: ClientSecretId::new(3),
        created_at: midday(),
        ends_at: None,
    };
    let mut repository = MockPartnerRepository::new();
    repository
        .expect_live_secrets()
        .withf(|partner, now| (*partner, *now) == (PartnerId::new(7), midday()))
        .once()
        .return_once(move |_, _| Ok(vec![record]));
    let told = own(repository).live_secrets(PartnerId::new(7));
    assert_eq!(told, Ok(vec![record]));
}
