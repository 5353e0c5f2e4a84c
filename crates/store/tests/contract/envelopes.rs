//! Partners' keys and marks across time, instances and restarts.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use envelope::{Enrolment, Fingerprint, Form, Policy, PolicyChange, PublicKey};
use kernel::{Actor, LeadReference, PartnerId, ReplayMark};
use leads::{ShareRequest, StoreOutcome, StoreShareError};
use testkit::{Harness, Person, SeededEntropy, midday, new_partner, seconds_after, share_of};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    what_was_read_is_remembered_for_half_a_second,
    a_change_in_the_same_process_is_felt_at_once,
    a_key_retired_elsewhere_is_refused_within_a_second,
    marks_survive_a_restart_and_are_shared,
    the_audit_log_names_keys_and_policies,
    partners_that_encrypt_are_counted,
}

fn partner(harness: &Harness) -> PartnerId {
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    created.unwrap().id
}

fn key(number: u8) -> PublicKey {
    PublicKey {
        fingerprint: Fingerprint::new([number; 32]),
        spki: vec![number; 3],
    }
}

fn enrol(harness: &Harness, partner: PartnerId, number: u8, policy: Policy, form: Option<Form>) {
    let enrolment = Enrolment {
        partner,
        key: key(number),
        policy: PolicyChange::Set {
            policy,
            form: Some(form),
        },
        nonce: None,
    };
    let enrolled = harness
        .partner_keys
        .enrol(&enrolment, Actor::Operator, midday());
    enrolled.unwrap();
}

fn retire(harness: &Harness, partner: PartnerId, number: u8) {
    let name = key(number).fingerprint;
    let retired = harness
        .partner_keys
        .retire(partner, &name, Actor::Operator, midday());
    assert_eq!(retired, Ok(true));
}

fn what_was_read_is_remembered_for_half_a_second(database: &Arc<Database>) {
    let harness = over(database, &database.migrated());
    let profiles = &harness.envelope_profiles;
    let partner = partner(&harness);
    let half = midday() + TimeDelta::milliseconds(500);
    let after = midday() + TimeDelta::milliseconds(501);
    assert_eq!(profiles.remembered(partner, midday()), None);
    // A slow machine may need several tries to ask again within half a second.
    let remembered = (0..50).find_map(|_| {
        let profile = profiles.profile(partner, midday()).unwrap();
        let remembered = profiles.remembered(partner, half)?;
        Some((profile, remembered))
    });
    let (profile, remembered) = remembered.unwrap();
    assert!(
        Arc::ptr_eq(&profile, &remembered),
        "also of partners that encrypt nothing"
    );
    assert_eq!(profiles.remembered(partner, after), None);
    let before = midday() - TimeDelta::milliseconds(1);
    assert_eq!(profiles.remembered(partner, before), None);
    // Even if the given time stands still.
    std::thread::sleep(Duration::from_millis(510));
    assert_eq!(profiles.remembered(partner, midday()), None);
}

fn a_change_in_the_same_process_is_felt_at_once(database: &Arc<Database>) {
    let harness = over(database, &database.migrated());
    let profiles = &harness.envelope_profiles;
    let partner = partner(&harness);
    let live = || {
        let keys = profiles.profile(partner, midday()).unwrap().keys.clone();
        keys.iter().map(|key| key.spki[0]).collect::<Vec<u8>>()
    };
    assert!(live().is_empty());
    enrol(&harness, partner, 1, Policy::Required, None);
    assert_eq!(profiles.remembered(partner, midday()), None);
    assert_eq!(live(), [1]);
    retire(&harness, partner, 1);
    assert_eq!(profiles.remembered(partner, midday()), None);
    assert!(live().is_empty());
}

fn partners_that_encrypt_are_counted(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let counted = || {
        let partners = store.encrypting_partners().unwrap();
        (partners.all, partners.cut_off)
    };
    assert_eq!(counted(), (0, 0));
    for (number, policy) in [
        (1, Policy::Off),
        (2, Policy::Optional),
        (3, Policy::Required),
    ] {
        let created = harness
            .partners
            .create(new_partner(number), Actor::Operator);
        let partner = created.unwrap().id;
        let number = u8::try_from(number).unwrap();
        enrol(&harness, partner, number, policy, None);
        if policy == Policy::Required {
            assert_eq!(counted(), (2, 0));
        }
        retire(&harness, partner, number);
    }
    assert_eq!(counted(), (2, 1));
}

fn a_key_retired_elsewhere_is_refused_within_a_second(database: &Arc<Database>) {
    let here = over(database, &database.migrated());
    let elsewhere = over(database, &database.open());
    let partner = partner(&here);
    enrol(&here, partner, 1, Policy::Optional, None);
    enrol(&here, partner, 2, Policy::Optional, None);
    let profiles = &here.envelope_profiles;
    let profile = profiles.profile(partner, midday()).unwrap();
    assert_eq!(profile.keys, [key(2), key(1)]);
    retire(&elsewhere, partner, 1);
    let later = midday() + TimeDelta::seconds(1);
    let remembered = profiles.remembered(partner, later);
    assert!(remembered.is_none_or(|profile| profile.keys == [key(2)]));
    let profile = profiles.profile(partner, midday()).unwrap();
    assert_eq!(profile.keys, [key(2)], "always read anew");
}

fn share_in(partner: PartnerId, number: u32, mark: ReplayMark) -> ShareRequest {
    let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
    ShareRequest {
        mark: Some(mark),
        ..share_of(partner, &Person::numbered(number), reference, midday())
    }
}

fn marks_survive_a_restart_and_are_shared(database: &Arc<Database>) {
    let marks = [1, 2].map(|number| ReplayMark {
        hash: [number; 32],
        until: seconds_after(300),
    });
    let partner = {
        let harness = over(database, &database.migrated());
        let partner = partner(&harness);
        let shared = harness.leads.share(share_in(partner, 1, marks[0]));
        assert!(matches!(shared, Ok(StoreOutcome::Shared(_))), "{shared:?}");
        assert_eq!(harness.replay_marks.spend(partner, &marks[1]), Ok(true));
        partner
    };
    let instances = [database.open(), database.open()].map(|store| over(database, &store));
    for (instance, mark) in instances.iter().zip(marks) {
        assert_eq!(instance.replay_marks.spend(partner, &mark), Ok(false));
        let shared = instance.leads.share(share_in(partner, 2, mark));
        assert_eq!(shared, Err(StoreShareError::MarkSpent));
    }
    let third = ReplayMark {
        hash: [3; 32],
        ..marks[0]
    };
    assert_eq!(instances[0].replay_marks.spend(partner, &third), Ok(true));
    let shared = instances[1].leads.share(share_in(partner, 2, third));
    assert_eq!(shared, Err(StoreShareError::MarkSpent));
    let rows = database.integers("SELECT count(*) AS value FROM leads");
    assert_eq!(rows, [1]);
}

fn the_audit_log_names_keys_and_policies(database: &Arc<Database>) {
    let harness = over(database, &database.migrated());
    let partner = partner(&harness);
    enrol(&harness, partner, 0xa1, Policy::Optional, None);
    enrol(
        &harness,
        partner,
        0xa2,
        Policy::Required,
        Some(Form::IvUnsigned),
    );
    retire(&harness, partner, 0xa1);
    let lines = database.texts(
        "SELECT action || ' ' || actor_kind || ' ' || details AS value
         FROM audit_entries WHERE action <> 'partner.created' ORDER BY id",
    );
    let key = |verb: &str, number: &str| {
        let name = number.repeat(32);
        format!(r#"partner.envelope_key_{verb} operator {{"fingerprint":"{name}"}}"#)
    };
    let expected = [
        key("enrolled", "a1"),
        r#"partner.encryption_changed operator {"from":"unset","to":"optional","form_from":"any","form_to":"any"}"#.to_owned(),
        key("enrolled", "a2"),
        r#"partner.encryption_changed operator {"from":"optional","to":"required","form_from":"any","form_to":"iv-unsigned"}"#.to_owned(),
        key("retired", "a1"),
    ];
    assert_eq!(lines, expected);
}
