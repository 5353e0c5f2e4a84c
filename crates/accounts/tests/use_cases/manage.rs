//! Creating partners and changing them.

use std::sync::Arc;

use crate::support::partner;
use accounts::{
    CreatePartnerError, MockPartnerRepository, NewPartner, Partner, PartnerDraft, PartnerHandle,
    PartnerName, PartnerStatus, RotateError, SecretHasher, SecretKind, Slug, StatusChangeError,
    StatusTransitionError,
};
use chrono::TimeDelta;
use kernel::{
    Actor, EmailAddress, FixedClock, IndexedField, PartnerId, PortFailure, RateBps, Sealed,
};
use kernel::{FieldVault, PortResult};
use notices::Recipient;
use testkit::{FakeHasher, FakeVault, SeededEntropy, manage_partners, midday};

fn manage(repository: MockPartnerRepository) -> accounts::ManagePartners {
    manage_partners(
        Arc::new(repository),
        Arc::new(FixedClock::at(midday())),
        Arc::new(SeededEntropy::new(1)),
    )
}

fn draft() -> PartnerDraft {
    PartnerDraft {
        name: PartnerName::parse("Acme Pay").expect("a name"),
        email: EmailAddress::parse("Owner@Acme.Test").expect("an address"),
        slug: None,
        sandbox: false,
        rate: RateBps::new(150).ok(),
    }
}

fn stored(new: NewPartner) -> Partner {
    Partner {
        id: PartnerId::new(7),
        uuid: new.uuid,
        slug: new.slug,
        client_id: new.client_id,
        name: new.name,
        email: new.email,
        status: new.status,
        sandbox: new.sandbox,
        rate: new.rate,
        kind: new.kind,
        tokens_from: None,
        calls: accounts::OwnCallLimits::default(),
        created_at: new.created_at,
    }
}

fn handle() -> PartnerHandle {
    PartnerHandle::parse("acme").expect("a handle")
}

fn finding(found: PortResult<Option<Partner>>) -> MockPartnerRepository {
    let mut repository = MockPartnerRepository::new();
    repository
        .expect_find()
        .withf(|wanted| *wanted == handle())
        .once()
        .return_once(move |_| found);
    repository
}

#[test]
fn a_new_partner_is_active_and_its_secret_and_address_are_protected() {
    let mut repository = MockPartnerRepository::new();
    repository
        .expect_create()
        .withf(|new, actor| {
            let index = FakeVault.index(IndexedField::Email, b"owner@acme.test");
            *actor == Actor::Operator
                && new.status == PartnerStatus::Active
                && new.slug.as_str() == "acme-pay"
                && new.slug_may_vary
                && new.rate.map(RateBps::get) == Some(150)
                && new.email_index == index
                && !new.email.as_bytes().windows(4).any(|part| part == b"Acme")
                && new.created_at == midday()
        })
        .once()
        .return_once(|new, _| {
            assert!(!format!("{new:?}").contains("Owner"));
            Ok(stored(new))
        });
    let manage = manage(repository);
    let created = manage.create(draft(), Actor::Operator).expect("created");
    assert!(
        created
            .secret
            .expose()
            .starts_with(SecretKind::Live.prefix())
    );
    assert!(!format!("{created:?}").contains(created.secret.expose()));
    assert_eq!(
        manage.email_of(&created.partner).as_deref(),
        Ok("Owner@Acme.Test")
    );
}

#[test]
fn the_kept_hash_is_the_shown_secret_s() {
    let (sent, kept) = std::sync::mpsc::channel();
    let mut repository = MockPartnerRepository::new();
    repository.expect_create().once().returning(move |new, _| {
        sent.send(new.secret.clone()).expect("a receiver");
        Ok(stored(new))
    });
    let created = manage(repository)
        .create(draft(), Actor::Operator)
        .expect("created");
    let hash = kept.recv().expect("a hash");
    assert!(FakeHasher.matches(&created.secret, hash.as_ref().expect("a hash")));
}

#[test]
fn a_sandbox_partner_s_secret_says_so_and_a_wanted_slug_does_not_vary() {
    let mut repository = MockPartnerRepository::new();
    repository
        .expect_create()
        .withf(|new, _| new.sandbox && !new.slug_may_vary && new.slug.as_str() == "wanted")
        .once()
        .return_once(|new, _| Ok(stored(new)));
    let created = manage(repository)
        .create(
            PartnerDraft {
                sandbox: true,
                slug: Slug::parse("wanted").ok(),
                ..draft()
            },
            Actor::Operator,
        )
        .expect("created");
    assert!(
        created
            .secret
            .expose()
            .starts_with(SecretKind::Test.prefix())
    );
}

#[test]
fn what_keeps_a_partner_from_being_created_is_passed_on() {
    for error in [
        CreatePartnerError::EmailTaken,
        CreatePartnerError::SlugTaken,
        CreatePartnerError::Port(PortFailure::Unavailable("away".to_owned())),
    ] {
        let mut repository = MockPartnerRepository::new();
        let told = error.clone();
        repository
            .expect_create()
            .once()
            .return_once(move |_, _| Err(told));
        let refused = manage(repository).create(draft(), Actor::Operator);
        assert_eq!(refused.map(|_| ()), Err(error));
    }
}

#[test]
fn a_status_is_changed_for_whom_the_handle_names() {
    let mut repository = finding(Ok(Some(partner(PartnerStatus::Active))));
    repository
        .expect_change_status()
        .withf(|change| {
            let letter = &change.letter;
            let told = (letter.to, letter.notice, letter.at, letter.secret.clone());
            let uuid = partner(PartnerStatus::Active).uuid;
            assert_eq!(
                told,
                (Recipient::Partner(uuid), "status_changed", midday(), None)
            );
            assert_eq!(letter.facts, [("to", "suspended".to_owned())]);
            (change.partner, change.to, change.by, change.at)
                == (
                    PartnerId::new(7),
                    PartnerStatus::Suspended,
                    Actor::Operator,
                    midday(),
                )
        })
        .once()
        .return_once(|change| Ok(partner(change.to)));
    let changed = manage(repository)
        .change_status(&handle(), PartnerStatus::Suspended, Actor::Operator)
        .expect("changed");
    assert_eq!(changed.status, PartnerStatus::Suspended);
}

#[test]
fn a_status_change_fails_for_nobody_by_the_machine_and_by_the_store() {
    let failure = PortFailure::Unavailable("away".to_owned());
    let suspend = |repository| {
        manage(repository)
            .change_status(&handle(), PartnerStatus::Suspended, Actor::Operator)
            .map(|_| ())
    };
    assert_eq!(suspend(finding(Ok(None))), Err(StatusChangeError::Unknown));
    assert_eq!(
        suspend(finding(Err(failure.clone()))),
        Err(StatusChangeError::Port(failure))
    );
    let error = StatusTransitionError {
        from: PartnerStatus::Pending,
        to: PartnerStatus::Suspended,
    };
    let mut repository = finding(Ok(Some(partner(PartnerStatus::Pending))));
    repository
        .expect_change_status()
        .once()
        .return_once(move |_| Err(error.into()));
    assert_eq!(
        suspend(repository),
        Err(StatusChangeError::Transition(error))
    );
}

#[test]
fn a_rotated_secret_leaves_the_one_before_its_overlap() {
    let overlap = TimeDelta::hours(24);
    let (sent, kept) = std::sync::mpsc::channel();
    let mut repository = finding(Ok(Some(partner(PartnerStatus::Active))));
    repository
        .expect_rotate_secret()
        .withf(move |rotation| {
            assert_eq!(rotation.letter.notice, "secret_rotated");
            assert_eq!(
                rotation.unless_rotated_since, None,
                "operators may at any time"
            );
            (rotation.partner, rotation.older_end_at, rotation.at)
                == (PartnerId::new(7), midday() + overlap, midday())
        })
        .once()
        .returning(move |rotation| {
            sent.send(rotation.secret).expect("a receiver");
            Ok(())
        });
    let rotated = manage(repository)
        .rotate_secret(&handle(), overlap, Actor::Operator)
        .expect("rotated");
    let hash = kept.recv().expect("a hash");
    assert!(FakeHasher.matches(&rotated.secret, &hash));
    assert_eq!(rotated.overlap, overlap);
}

#[test]
fn nobody_s_secret_is_not_rotated() {
    let rotate = |repository| {
        manage(repository)
            .rotate_secret(&handle(), TimeDelta::zero(), Actor::Operator)
            .map(|_| ())
    };
    assert_eq!(rotate(finding(Ok(None))), Err(RotateError::Unknown));
    // Gone between the look-up and the change.
    let mut repository = finding(Ok(Some(partner(PartnerStatus::Active))));
    repository
        .expect_rotate_secret()
        .once()
        .return_once(|_| Err(RotateError::Unknown));
    assert_eq!(rotate(repository), Err(RotateError::Unknown));
}

#[test]
fn partners_are_found_and_listed_as_the_repository_has_them() {
    let mut repository = finding(Ok(Some(partner(PartnerStatus::Active))));
    repository
        .expect_list()
        .once()
        .return_once(|| Ok(vec![partner(PartnerStatus::Active)]));
    let manage = manage(repository);
    let found = manage.find(&handle()).expect("no failure");
    assert_eq!(found, Some(partner(PartnerStatus::Active)));
    assert_eq!(manage.list().map(|all| all.len()), Ok(1));
}

#[test]
fn an_address_sealed_for_another_partner_is_corrupt() {
    let moved = Partner {
        email: Sealed::new(b"not sealed".to_vec()),
        ..partner(PartnerStatus::Active)
    };
    assert_eq!(
        manage(MockPartnerRepository::new()).email_of(&moved),
        Err(PortFailure::corrupt("partners"))
    );
}
