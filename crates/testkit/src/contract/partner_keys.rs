//! [`envelope::PartnerKeys`] and [`envelope::EnvelopeProfiles`]: which keys count,
//! and what a partner has to do.

use chrono::{DateTime, TimeDelta, Utc};
use envelope::{
    Encryption, EnrolStoreError, Enrolment, Fingerprint, Policy, PolicyChange, Profile, PublicKey,
};
use kernel::{Actor, PartnerId, ReplayMark};

use super::leads::partner;
use super::{partner_keys_policies as policies, partner_keys_refused as refused};
use crate::{Harness, midday, seconds_after};

/// Tries every promise of partners' keys, except those about simultaneous calls, on
/// `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn partner_keys_contract(harness: &Harness) {
    who_never_enrolled_encrypts_nothing(harness);
    a_first_key_is_live(harness);
    of_three_keys_the_newest_two_are_live(harness);
    clocks_do_not_say_which_key_is_newer(harness);
    a_retired_key_never_comes_back(harness);
    only_a_live_key_of_the_partner_is_retired(harness);
    refused::a_nonce_enrols_once(harness);
    refused::what_is_refused_leaves_no_trace(harness);
    partners_do_not_see_each_others_keys(harness);
    policies::an_operator_sets_policy_and_form(harness);
    policies::a_live_key_enrolled_again_changes_only_the_policy(harness);
    policies::a_partner_sets_a_policy_only_where_nobody_did(harness);
}

/// An invented key; no two numbers have the same one.
pub(super) fn key(number: u8) -> PublicKey {
    PublicKey {
        fingerprint: Fingerprint::new([number; 32]),
        spki: vec![0x30, 0x82, number],
    }
}

/// A mark that no other test of a contract spends.
pub(super) fn mark(number: u8, seconds: i64) -> ReplayMark {
    ReplayMark {
        hash: [number; 32],
        until: seconds_after(seconds),
    }
}

pub(super) const SET_OPTIONAL: PolicyChange = PolicyChange::Set {
    policy: Policy::Optional,
    form: None,
};

/// Enrols key `number` as the operator, at `now`.
pub(super) fn try_enrol(
    harness: &Harness,
    partner: PartnerId,
    number: u8,
    policy: PolicyChange,
    nonce: Option<ReplayMark>,
    now: DateTime<Utc>,
) -> Result<Encryption, EnrolStoreError> {
    let enrolment = Enrolment {
        partner,
        key: key(number),
        policy,
        nonce,
    };
    harness
        .partner_keys
        .enrol(&enrolment, Actor::Operator, now)
        .inspect(|encryption| {
            let kept = harness.partner_keys.encryption(partner);
            assert_eq!(kept.as_ref(), Ok(encryption), "the answer is what is kept");
        })
}

pub(super) fn enrol(harness: &Harness, partner: PartnerId, number: u8) -> Encryption {
    try_enrol(harness, partner, number, SET_OPTIONAL, None, midday()).expect("enrolled")
}

pub(super) fn profile(harness: &Harness, partner: PartnerId) -> Profile {
    let profile = harness.envelope_profiles.profile(partner, midday());
    Profile::clone(&profile.expect("readable"))
}

pub(super) fn retire(harness: &Harness, partner: PartnerId, number: u8) -> bool {
    let key = key(number).fingerprint;
    let retired = harness
        .partner_keys
        .retire(partner, &key, Actor::Operator, seconds_after(60));
    retired.expect("readable")
}

/// The live keys by number, newest first.
pub(super) fn live(harness: &Harness, partner: PartnerId) -> Vec<u8> {
    let numbered = |key: PublicKey| key.fingerprint.as_bytes()[0];
    let profile = profile(harness, partner);
    profile.keys.into_iter().map(numbered).collect()
}

/// Every key by number, newest first, and whether it is live.
fn all(encryption: &Encryption) -> Vec<(u8, bool)> {
    let keys = encryption.keys.iter();
    keys.map(|record| {
        let number = record.key.fingerprint.as_bytes()[0];
        assert_eq!(record.key, key(number), "a key is kept as it is");
        (number, record.retired_at.is_none())
    })
    .collect()
}

fn who_never_enrolled_encrypts_nothing(harness: &Harness) {
    let partner = partner(harness, 900);
    assert_eq!(profile(harness, partner), Profile::default());
    let encryption = harness.partner_keys.encryption(partner);
    assert_eq!(encryption, Ok(Encryption::default()));
}

fn a_first_key_is_live(harness: &Harness) {
    let partner = partner(harness, 901);
    let encryption = enrol(harness, partner, 1);
    assert_eq!(encryption.policy, Policy::Optional);
    assert_eq!(encryption.keys.len(), 1);
    let record = &encryption.keys[0];
    assert_eq!(record.key, key(1));
    assert_eq!((record.enrolled_at, record.retired_at), (midday(), None));
    let expected = Profile {
        policy: Policy::Optional,
        form: None,
        keys: vec![key(1)],
    };
    assert_eq!(profile(harness, partner), expected);
    let audited = |action| harness.audited(action, partner.get());
    assert_eq!(audited("partner.envelope_key_enrolled"), 1);
    assert_eq!(audited("partner.encryption_changed"), 1);
    assert_eq!(audited("partner.envelope_key_retired"), 0);
}

fn of_three_keys_the_newest_two_are_live(harness: &Harness) {
    let partner = partner(harness, 902);
    enrol(harness, partner, 1);
    enrol(harness, partner, 2);
    assert_eq!(live(harness, partner), [2, 1], "a rotation under way");
    let encryption = enrol(harness, partner, 3);
    assert_eq!(all(&encryption), [(3, true), (2, true), (1, false)]);
    assert_eq!(encryption.keys[2].retired_at, Some(midday()));
    assert!(retire(harness, partner, 3), "the newest of two");
    let encryption = enrol(harness, partner, 4);
    let expected = [(4, true), (3, false), (2, true), (1, false)];
    assert_eq!(
        all(&encryption),
        expected,
        "one live key has room beside it"
    );
    assert_eq!(live(harness, partner), [4, 2]);
    let audited = |action| harness.audited(action, partner.get());
    assert_eq!(audited("partner.envelope_key_enrolled"), 4);
    assert_eq!(audited("partner.envelope_key_retired"), 2);
}

fn clocks_do_not_say_which_key_is_newer(harness: &Harness) {
    let partner = partner(harness, 903);
    for (number, hours) in [(1, 0), (2, -1), (3, -2)] {
        let now = midday() + TimeDelta::hours(hours);
        let enrolled = try_enrol(harness, partner, number, SET_OPTIONAL, None, now);
        assert!(enrolled.is_ok());
    }
    assert_eq!(live(harness, partner), [3, 2], "by the order of enrolment");
}

fn a_retired_key_never_comes_back(harness: &Harness) {
    let partner = partner(harness, 904);
    for number in 1..=3 {
        enrol(harness, partner, number);
    }
    assert!(retire(harness, partner, 2));
    for number in [1, 2] {
        let again = try_enrol(harness, partner, number, SET_OPTIONAL, None, midday());
        assert_eq!(again, Err(EnrolStoreError::Retired), "{number}");
    }
    assert_eq!(live(harness, partner), [3]);
    assert!(retire(harness, partner, 3));
    let profile = profile(harness, partner);
    assert_eq!(profile.policy, Policy::Optional, "the policy outlives keys");
    assert_eq!(profile.keys, []);
}

fn only_a_live_key_of_the_partner_is_retired(harness: &Harness) {
    let [own, other] = [905, 906].map(|number| partner(harness, number));
    enrol(harness, own, 1);
    assert!(!retire(harness, own, 2), "never enrolled");
    assert!(!retire(harness, other, 1), "another partner's");
    assert!(!retire(harness, PartnerId::new(4_711_001), 1));
    assert_eq!(live(harness, own), [1]);
    assert!(retire(harness, own, 1));
    assert!(!retire(harness, own, 1), "retired before");
    let encryption = harness.partner_keys.encryption(own).expect("readable");
    assert_eq!(encryption.keys[0].retired_at, Some(seconds_after(60)));
    let audited = harness.audited("partner.envelope_key_retired", own.get());
    assert_eq!(audited, 1);
}

fn partners_do_not_see_each_others_keys(harness: &Harness) {
    let [one, other] = [910, 911].map(|number| partner(harness, number));
    for partner in [one, other] {
        enrol(harness, partner, 1);
    }
    enrol(harness, one, 2);
    assert!(retire(harness, one, 1));
    assert_eq!(live(harness, one), [2]);
    assert_eq!(live(harness, other), [1]);
}
