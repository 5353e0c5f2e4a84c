//! What the directory remembers, and for how long.

use std::sync::Arc;
use std::time::Duration;

use accounts::{PartnerHandle, PartnerStatus};
use chrono::TimeDelta;
use kernel::{Actor, FamilyId};
use testkit::{SeededEntropy, midday, new_partner, status_change};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    what_was_read_is_remembered_for_half_a_second,
    a_change_in_the_same_process_is_felt_at_once,
    a_change_in_another_process_is_felt_within_a_second,
    a_clock_set_back_does_not_keep_an_answer,
}

fn family() -> FamilyId {
    FamilyId::draw(&SeededEntropy::new(7))
}

fn handle() -> PartnerHandle {
    PartnerHandle::Slug(new_partner(1).slug)
}

fn what_was_read_is_remembered_for_half_a_second(database: &Arc<Database>) {
    let harness = over(database, &database.migrated());
    let directory = &harness.directory;
    let partner = harness.partners.create(new_partner(1), Actor::Operator);
    let partner = partner.unwrap().id;
    let half = midday() + TimeDelta::milliseconds(500);
    let after = midday() + TimeDelta::milliseconds(501);
    assert!(directory.remembered_access(&handle(), midday()).is_none());
    // A slow machine may need several tries to ask again within half a second.
    let remembered = (0..50).any(|_| {
        directory.access(&handle(), midday()).unwrap().unwrap();
        directory.session(partner, family(), midday()).unwrap();
        directory.remembered_access(&handle(), half).is_some()
            && directory
                .remembered_session(partner, family(), half)
                .is_some()
    });
    assert!(remembered);
    assert!(directory.remembered_access(&handle(), after).is_none());
    let session = directory.remembered_session(partner, family(), after);
    assert!(session.is_none());
    // Even if the given time stands still.
    std::thread::sleep(Duration::from_millis(510));
    assert!(directory.remembered_access(&handle(), midday()).is_none());
}

fn a_change_in_the_same_process_is_felt_at_once(database: &Arc<Database>) {
    let harness = over(database, &database.migrated());
    let directory = &harness.directory;
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    let created = created.unwrap();
    let partner = created.id;
    let read = || {
        directory.access(&handle(), midday()).unwrap().unwrap();
        directory.session(partner, family(), midday()).unwrap();
    };
    read();
    let change = status_change(&created, PartnerStatus::Suspended);
    harness.partners.change_status(change).unwrap();
    assert!(directory.remembered_access(&handle(), midday()).is_none());
    let session = directory.remembered_session(partner, family(), midday());
    assert!(session.is_none());
    read();
    let revoked = harness
        .families
        .revoke(partner, family(), midday(), midday());
    revoked.unwrap();
    let session = directory.remembered_session(partner, family(), midday());
    assert!(session.is_none());
    let session = directory.session(partner, family(), midday()).unwrap();
    assert!(session.unwrap().revoked);
}

fn a_change_in_another_process_is_felt_within_a_second(database: &Arc<Database>) {
    let here = over(database, &database.migrated());
    let elsewhere = over(database, &database.open());
    let partner = here.partners.create(new_partner(1), Actor::Operator);
    let partner = partner.unwrap().id;
    let session = here.directory.session(partner, family(), midday());
    assert!(!session.unwrap().unwrap().revoked);
    let revoked = elsewhere
        .families
        .revoke(partner, family(), midday(), midday());
    revoked.unwrap();
    let later = midday() + TimeDelta::seconds(1);
    let session = here.directory.remembered_session(partner, family(), later);
    assert!(session.is_none_or(|session| session.revoked));
    let session = here.directory.session(partner, family(), midday());
    assert!(session.unwrap().unwrap().revoked, "always read anew");
}

fn a_clock_set_back_does_not_keep_an_answer(database: &Arc<Database>) {
    let harness = over(database, &database.migrated());
    harness
        .partners
        .create(new_partner(1), Actor::Operator)
        .unwrap();
    let directory = &harness.directory;
    directory.access(&handle(), midday()).unwrap().unwrap();
    let before = midday() - TimeDelta::milliseconds(1);
    assert!(directory.remembered_access(&handle(), before).is_none());
}
