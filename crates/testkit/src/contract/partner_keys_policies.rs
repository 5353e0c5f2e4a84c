//! What enrolling a key does to the policy.

use envelope::{Form, Policy, PolicyChange};
use kernel::PartnerId;

use super::leads::partner;
use super::partner_keys::{SET_OPTIONAL, enrol, live, profile, try_enrol};
use crate::{Harness, midday, seconds_after};

/// The form stays.
const fn set(policy: Policy) -> PolicyChange {
    let form = None;
    PolicyChange::Set { policy, form }
}

/// The form is `form` from then on; `None` allows all.
const fn set_form(policy: Policy, form: Option<Form>) -> PolicyChange {
    let form = Some(form);
    PolicyChange::Set { policy, form }
}

/// Enrols key 1 with `change`; policy and form from then on.
fn change(harness: &Harness, partner: PartnerId, change: PolicyChange) -> (Policy, Option<Form>) {
    let encryption = try_enrol(harness, partner, 1, change, None, midday());
    let encryption = encryption.expect("enrolled");
    let profile = profile(harness, partner);
    let rule = (encryption.policy, encryption.form);
    assert_eq!((profile.policy, profile.form), rule);
    rule
}

fn changes_audited(harness: &Harness, partner: PartnerId) -> usize {
    harness.audited("partner.encryption_changed", partner.get())
}

pub(super) fn an_operator_sets_policy_and_form(harness: &Harness) {
    let partner = partner(harness, 920);
    let steps = [
        (set(Policy::Optional), (Policy::Optional, None), 1),
        (
            set_form(Policy::Required, Some(Form::Packed)),
            (Policy::Required, Some(Form::Packed)),
            2,
        ),
        // The form is left as it is.
        (
            set(Policy::Optional),
            (Policy::Optional, Some(Form::Packed)),
            3,
        ),
        (
            set_form(Policy::Optional, Some(Form::IvUnsigned)),
            (Policy::Optional, Some(Form::IvUnsigned)),
            4,
        ),
        // Nothing new is no change.
        (
            set_form(Policy::Optional, Some(Form::IvUnsigned)),
            (Policy::Optional, Some(Form::IvUnsigned)),
            4,
        ),
        (set_form(Policy::Off, None), (Policy::Off, None), 5),
    ];
    for (asked, expected, audited) in steps {
        assert_eq!(change(harness, partner, asked), expected, "{asked:?}");
        assert_eq!(changes_audited(harness, partner), audited, "{asked:?}");
    }
    assert_eq!(live(harness, partner), [1], "the key stayed");
}

pub(super) fn a_live_key_enrolled_again_changes_only_the_policy(harness: &Harness) {
    let partner = partner(harness, 921);
    enrol(harness, partner, 1);
    let before = enrol(harness, partner, 2);
    let later = seconds_after(60);
    let required = set(Policy::Required);
    let again = try_enrol(harness, partner, 1, required, None, later);
    let again = again.expect("a live key");
    assert_eq!(again.policy, Policy::Required);
    assert_eq!(again.keys, before.keys, "neither order nor times");
    assert_eq!(live(harness, partner), [2, 1]);
    let audited = harness.audited("partner.envelope_key_enrolled", partner.get());
    assert_eq!(audited, 2);
}

pub(super) fn a_partner_sets_a_policy_only_where_nobody_did(harness: &Harness) {
    let by_itself = PolicyChange::OptionalIfUnset;
    let fresh = partner(harness, 922);
    assert_eq!(change(harness, fresh, by_itself), (Policy::Optional, None));
    assert_eq!(change(harness, fresh, by_itself), (Policy::Optional, None));
    assert_eq!(changes_audited(harness, fresh), 1);
    let rules = [
        (923, Policy::Off, None),
        (924, Policy::Optional, Some(Form::Documented)),
        (925, Policy::Required, Some(Form::Packed)),
    ];
    for (number, policy, form) in rules {
        let partner = partner(harness, number);
        change(harness, partner, set_form(policy, form));
        assert_eq!(change(harness, partner, by_itself), (policy, form));
        assert_eq!(changes_audited(harness, partner), 1);
        let another = try_enrol(harness, partner, 2, by_itself, None, midday());
        let another = another.expect("enrolled");
        assert_eq!((another.policy, another.form), (policy, form));
    }
    assert_eq!(change(harness, fresh, SET_OPTIONAL).0, Policy::Optional);
    assert_eq!(changes_audited(harness, fresh), 1);
}
