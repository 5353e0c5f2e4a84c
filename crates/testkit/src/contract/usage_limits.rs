//! [`usage::UsageRepository`]: the limits of a partner's own.

use std::num::NonZeroU32;

use accounts::{OwnCallLimits, Partner, PartnerHandle};
use kernel::{Actor, PartnerId, PartnerUuid, StaffId};
use usage::{Batch, CallLimitsChange, OwnLimits};
use uuid::Uuid;

use super::usage::{counted, writer};
use crate::{Harness, midday};

/// What staff gave.
fn some() -> OwnLimits {
    OwnLimits {
        per_second: NonZeroU32::new(10_000),
        burst: NonZeroU32::new(1),
        monthly_quota: Some(0),
    }
}

fn set(harness: &Harness, partner: PartnerUuid, limits: OwnLimits) -> Option<PartnerId> {
    let changed = harness.usage.change_limits(CallLimitsChange {
        partner,
        limits,
        by: Actor::Staff(StaffId::new(1)),
        at: midday(),
    });
    changed.expect("changed or not")
}

fn own(harness: &Harness, partner: PartnerUuid) -> Option<(PartnerId, OwnLimits)> {
    harness.usage.own_limits(partner).expect("limits or not")
}

/// The limits of `partner` as its record has them, and as whoever remembers it does.
fn known(harness: &Harness, partner: &Partner) -> [OwnCallLimits; 2] {
    let handle = PartnerHandle::Uuid(partner.uuid);
    let found = harness.partners.find(&handle).expect("found");
    let access = harness.directory.access(&handle, midday());
    let access = access.expect("an answer").expect("a partner");
    [found.expect("a partner").calls, access.partner.calls]
}

/// Whose limits were changed, as the audit log says.
fn entries(harness: &Harness) -> Vec<i64> {
    let audit = harness.probe.audit();
    let changes = audit.iter();
    let changes = changes.filter(|line| line.action == "partner.limits_changed");
    changes.map(|line| line.subject).collect()
}

/// Of `partner`, which has none yet.
pub(super) fn limits_are_set(harness: &Harness, partner: &Partner) {
    let none = OwnLimits::default();
    assert_eq!(own(harness, partner.uuid), Some((partner.id, none)));
    assert_eq!(set(harness, partner.uuid, some()), Some(partner.id));
    assert_eq!(own(harness, partner.uuid), Some((partner.id, some())));
    let expected = OwnCallLimits {
        per_second: some().per_second,
        burst: some().burst,
        monthly_quota: some().monthly_quota,
    };
    assert_eq!(known(harness, partner), [expected; 2]);
    assert_eq!(entries(harness), [partner.id.get()]);
    assert_eq!(set(harness, partner.uuid, some()), Some(partner.id));
    assert_eq!(entries(harness).len(), 1, "nothing changed");
    let months = harness.usage.add(&Batch {
        writer: writer(5),
        number: 1,
        counts: vec![counted(partner.id, "2025-03-05", 1, 1)],
        at: midday(),
    });
    assert_eq!(months.expect("added")[0].own_quota, Some(0));
    assert_eq!(set(harness, partner.uuid, none), Some(partner.id));
    assert_eq!(known(harness, partner), [OwnCallLimits::default(); 2]);
    assert_eq!(entries(harness).len(), 2);
    let nobody = PartnerUuid::new(Uuid::from_u128(1));
    assert_eq!(set(harness, nobody, some()), None);
    assert_eq!(own(harness, nobody), None);
    assert_eq!(entries(harness).len(), 2);
}
