//! Status and secrets of a partner, as they change.

use accounts::{
    LiveSecret, NewPartner, Partner, PartnerHandle, PartnerStatus, RotateError, Rotation,
    SecretHash, StatusChangeError,
};
use chrono::TimeDelta;
use kernel::{FamilyId, PartnerId};

use super::partners::{create, handles};
use crate::{Harness, SeededEntropy, midday, new_partner, rotation, seconds_after, status_change};

pub(super) fn the_status_machine_is_obeyed(harness: &Harness) {
    let mut number = 100;
    for from in PartnerStatus::ALL {
        for to in PartnerStatus::ALL {
            number += 1;
            let partner = create(
                harness,
                NewPartner {
                    status: from,
                    ..new_partner(number)
                },
            );
            let changed = harness.partners.change_status(status_change(&partner, to));
            match from.change_to(to) {
                Ok(to) => assert_eq!(
                    changed,
                    Ok(Partner {
                        status: to,
                        ..partner.clone()
                    })
                ),
                Err(refused) => assert_eq!(changed, Err(StatusChangeError::Transition(refused))),
            }
            let now = if from.change_to(to).is_ok() { to } else { from };
            let found = harness.partners.find(&PartnerHandle::Uuid(partner.uuid));
            let found = found.expect("readable").expect("known");
            assert_eq!(found.status, now);
            let entries = harness.audited("partner.status_changed", partner.id.get());
            assert_eq!(entries, usize::from(from.change_to(to).is_ok()));
            let letters = harness.told("status_changed", partner.uuid.get());
            assert_eq!(letters, entries, "a letter goes with the change");
        }
    }
    let nobody = nobody(harness);
    assert_eq!(
        harness
            .partners
            .change_status(status_change(&nobody, PartnerStatus::Active)),
        Err(StatusChangeError::Unknown)
    );
}

pub(super) fn of_simultaneous_changes_one_succeeds(harness: &Harness) {
    let partner = create(harness, new_partner(200));
    let suspend = || {
        let change = status_change(&partner, PartnerStatus::Suspended);
        harness.partners.change_status(change)
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..32).map(|_| scope.spawn(suspend)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    let won = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(won, 1, "{results:?}");
    for lost in results.into_iter().filter_map(Result::err) {
        assert!(matches!(lost, StatusChangeError::Transition(_)), "{lost:?}");
    }
    assert_eq!(
        harness.audited("partner.status_changed", partner.id.get()),
        1
    );
}

fn secrets_of(harness: &Harness, partner: &Partner) -> Vec<LiveSecret> {
    let handle = PartnerHandle::Uuid(partner.uuid);
    let access = harness.directory.access(&handle, midday());
    access.expect("readable").expect("known").secrets.clone()
}

fn live_at(secrets: &[LiveSecret], seconds: i64) -> Vec<Vec<u8>> {
    let mut live: Vec<Vec<u8>> = secrets
        .iter()
        .filter(|secret| secret.is_live(seconds_after(seconds)))
        .map(|secret| secret.hash.as_bytes().to_vec())
        .collect();
    live.sort();
    live
}

/// Nobody, with a record all the same.
fn nobody(harness: &Harness) -> Partner {
    let partners = harness.partners.list().expect("readable");
    Partner {
        id: PartnerId::new(i64::MAX),
        ..partners[0].clone()
    }
}

fn rotate(
    harness: &Harness,
    partner: &Partner,
    secret: &str,
    overlap: i64,
    at: i64,
) -> Result<(), RotateError> {
    let hash = SecretHash::new(secret.as_bytes().to_vec());
    let (end, at) = (seconds_after(at + overlap), seconds_after(at));
    harness
        .partners
        .rotate_secret(rotation(partner, hash, end, at))
}

pub(super) fn at_most_two_secrets_are_live(harness: &Harness) {
    let new = NewPartner {
        secret: Some(SecretHash::new(b"a".to_vec())),
        ..new_partner(210)
    };
    let partner = create(harness, new);
    assert_eq!(rotate(harness, &partner, "b", 100, 0), Ok(()));
    let secrets = secrets_of(harness, &partner);
    assert_eq!(live_at(&secrets, 0), [b"a", b"b"]);
    assert_eq!(live_at(&secrets, 99), [b"a", b"b"]);
    assert_eq!(live_at(&secrets, 100), [b"b"]);

    assert_eq!(rotate(harness, &partner, "c", 1_000, 10), Ok(()));
    let secrets = secrets_of(harness, &partner);
    assert_eq!(
        live_at(&secrets, 10),
        [b"b", b"c"],
        "the oldest ends at once"
    );
    assert_eq!(live_at(&secrets, 1_009), [b"b", b"c"]);
    assert_eq!(live_at(&secrets, 1_010), [b"c"]);

    assert_eq!(rotate(harness, &partner, "d", 0, 20), Ok(()));
    let secrets = secrets_of(harness, &partner);
    assert_eq!(
        live_at(&secrets, 20),
        [b"d"],
        "without overlap all end at once"
    );
    assert_eq!(
        harness.audited("partner.secret_rotated", partner.id.get()),
        3
    );
    assert_eq!(harness.told("status_changed", partner.uuid.get()), 3);
    let refused = rotate(harness, &nobody(harness), "e", 0, 0);
    assert_eq!(refused, Err(RotateError::Unknown));
}

pub(super) fn a_secret_that_ended_stays_ended(harness: &Harness) {
    let new = NewPartner {
        secret: Some(SecretHash::new(b"a".to_vec())),
        ..new_partner(220)
    };
    let partner = create(harness, new);
    assert_eq!(rotate(harness, &partner, "b", 10, 0), Ok(()));
    assert_eq!(rotate(harness, &partner, "c", 500, 100), Ok(()));
    let secrets = secrets_of(harness, &partner);
    assert_eq!(live_at(&secrets, 50), [b"b", b"c"]);
    assert_eq!(live_at(&secrets, 100), [b"b", b"c"]);
}

pub(super) fn a_rotation_waits_for_the_one_before_if_asked_to(harness: &Harness) {
    let pending = NewPartner {
        secret: None,
        status: PartnerStatus::Pending,
        ..new_partner(221)
    };
    let pending = create(harness, pending);
    let refused = rotate(harness, &pending, "a", 10, 0);
    assert_eq!(refused, Err(RotateError::NoCredentials));

    let partner = create(harness, new_partner(222));
    let asking = |secret: &str, at: i64| {
        let hash = SecretHash::new(secret.as_bytes().to_vec());
        let at = seconds_after(at);
        let rotation = Rotation {
            unless_rotated_since: Some(at - TimeDelta::seconds(10)),
            ..rotation(&partner, hash, at + TimeDelta::seconds(60), at)
        };
        harness.partners.rotate_secret(rotation)
    };
    // The first secret took nobody's place.
    assert_eq!(asking("b", 1), Ok(()));
    assert_eq!(asking("c", 1), Err(RotateError::TooSoon));
    assert_eq!(asking("c", 10), Err(RotateError::TooSoon));
    let secrets = secrets_of(harness, &partner);
    assert_eq!(secrets.len(), 2, "nothing happened");
    assert_eq!(asking("c", 11), Ok(()));
    // Whoever does not ask may at any time.
    assert_eq!(rotate(harness, &partner, "d", 10, 12), Ok(()));
    let id = partner.id.get();
    assert_eq!(harness.audited("partner.secret_rotated", id), 3);
}

pub(super) fn live_secrets_are_told_newest_first(harness: &Harness) {
    let (partner, other) = (
        create(harness, new_partner(225)),
        create(harness, new_partner(226)),
    );
    let told = |whose: PartnerId, at: i64| {
        let told = harness.partners.live_secrets(whose, seconds_after(at));
        told.expect("readable")
    };
    let [first] = told(partner.id, 0)[..] else {
        panic!("one secret");
    };
    assert_eq!(
        (first.created_at, first.ends_at),
        (partner.created_at, None)
    );

    assert_eq!(rotate(harness, &partner, "b", 100, 10), Ok(()));
    let [second, older] = told(partner.id, 10)[..] else {
        panic!("two secrets");
    };
    assert_eq!(older.id, first.id);
    assert_eq!(older.created_at, first.created_at);
    assert_eq!(older.ends_at, Some(seconds_after(110)));
    assert_eq!(second.created_at, seconds_after(10));
    assert_eq!(second.ends_at, None);
    assert_eq!(told(partner.id, 109).len(), 2);
    assert_eq!(told(partner.id, 110), [second]);

    assert_eq!(rotate(harness, &partner, "c", 100, 20), Ok(()));
    let told_now = told(partner.id, 20);
    assert_eq!(told_now.len(), 2, "the oldest ended at once");
    assert_eq!(told_now[1].id, second.id);
    assert!(told_now[0].id > second.id && second.id > first.id);

    let others = told(other.id, 20);
    assert_eq!(others.len(), 1);
    assert!(!told_now.contains(&others[0]));
    assert_eq!(told(PartnerId::new(i64::MAX), 0), []);
}

pub(super) fn a_change_is_felt_within_a_second(harness: &Harness) {
    let partner = create(harness, new_partner(230));
    let family = FamilyId::draw(&SeededEntropy::new(230));
    let directory = &harness.directory;
    for handle in handles(&partner) {
        directory.access(&handle, midday()).expect("readable");
    }
    directory
        .session(partner.id, family, midday())
        .expect("readable");
    let to = PartnerStatus::Suspended;
    harness
        .partners
        .change_status(status_change(&partner, to))
        .expect("suspended");
    let later = midday() + TimeDelta::seconds(1);
    if let Some(session) = directory.remembered_session(partner.id, family, later) {
        assert_eq!(session.partner.status, to);
    }
    for handle in handles(&partner) {
        if let Some(access) = directory.remembered_access(&handle, later) {
            assert_eq!(access.partner.status, to);
        }
        // Whoever looks anew sees it at once.
        let access = directory.access(&handle, midday());
        assert_eq!(access.expect("readable").expect("known").partner.status, to);
    }
    let session = directory.session(partner.id, family, midday());
    assert_eq!(
        session.expect("readable").expect("known").partner.status,
        to
    );
}
