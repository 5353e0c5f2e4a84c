//! Enrolments that are refused.

use envelope::{EnrolStoreError, Form, Policy, PolicyChange};
use kernel::PartnerId;

use super::leads::partner;
use super::partner_keys::{enrol, live, mark, retire, try_enrol};
use crate::{Harness, midday};

pub(super) fn a_nonce_enrols_once(harness: &Harness) {
    let [own, other] = [907, 908].map(|number| partner(harness, number));
    let nonce = Some(mark(70, 600));
    let change = PolicyChange::OptionalIfUnset;
    let enrol =
        |partner, number| try_enrol(harness, partner, number, change, nonce, midday()).map(drop);
    assert_eq!(enrol(own, 1), Ok(()));
    assert_eq!(enrol(own, 2), Err(EnrolStoreError::NonceSpent));
    assert_eq!(enrol(own, 1), Err(EnrolStoreError::NonceSpent));
    assert_eq!(live(harness, own), [1]);
    assert_eq!(harness.replay_marks.is_spent(own, &[70; 32]), Ok(true));
    assert_eq!(enrol(other, 2), Ok(()), "another partner's nonce");
}

pub(super) fn what_is_refused_leaves_no_trace(harness: &Harness) {
    let partner = partner(harness, 909);
    enrol(harness, partner, 1);
    assert!(retire(harness, partner, 1));
    let before = (
        harness.partner_keys.encryption(partner),
        harness.probe.audit(),
    );
    let change = PolicyChange::Set {
        policy: Policy::Required,
        form: Some(Some(Form::Packed)),
    };
    let nonce = Some(mark(71, 600));
    let retired = try_enrol(harness, partner, 1, change, nonce, midday());
    assert_eq!(retired, Err(EnrolStoreError::Retired));
    let nobody = PartnerId::new(4_711_002);
    let unknown = try_enrol(harness, nobody, 2, change, nonce, midday());
    assert_eq!(unknown, Err(EnrolStoreError::Unknown));
    for whose in [partner, nobody] {
        assert_eq!(harness.replay_marks.is_spent(whose, &[71; 32]), Ok(false));
    }
    let after = (
        harness.partner_keys.encryption(partner),
        harness.probe.audit(),
    );
    assert_eq!(after, before);
    let enrolled = try_enrol(harness, partner, 2, change, nonce, midday());
    assert!(enrolled.is_ok(), "the nonce was not lost");
}
