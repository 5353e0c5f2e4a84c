//! [`accounts::PartnerAdministration`].

mod deletion;
mod records;

use accounts::{
    NewByStaff, NewOnboarding, NewPartner, OnboardingToken, Partner, PartnerAct, PartnerRecord,
    PartnerStatus, SecretHash, StaffRole,
};
use chrono::{DateTime, Utc};
use kernel::{Actor, StaffId};

use crate::{Harness, letter_to, midday, new_partner, new_staff, seconds_after};

/// Tries every promise of partners' administration on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn administration_contract(harness: &Harness) {
    let staff = new_staff(900, StaffRole::Operations);
    let staff = harness.staff.create(staff, Actor::Operator);
    let desk = Desk {
        harness,
        staff: staff.expect("a member of staff").id,
    };
    deletion::a_deletion_frees_names_and_ends_tokens(&desk);
    deletion::a_restoration_gives_way_to_whoever_has_the_names(&desk);
    deletion::a_deleted_partner_is_nobody(&desk);
    deletion::of_simultaneous_deletions_and_restorations_one_succeeds(&desk);
    records::a_partner_begins_by_staff(&desk);
    records::what_changes_is_written_once(&desk);
    records::a_change_of_something_else_than_was_seen_is_refused(&desk);
    records::staff_change_a_status_by_the_machine(&desk);
    records::nothing_is_decided_that_does_not_wait(&desk);
    records::a_token_is_renewed_while_the_partner_is_pending(&desk);
    records::notes_are_told_newest_first(&desk);
    records::pages_hold_what_passes_in_their_order(&desk);
}

/// A member of staff at work.
struct Desk<'a> {
    harness: &'a Harness,
    staff: StaffId,
}

impl Desk<'_> {
    fn active(&self, number: u64) -> Partner {
        let created = self
            .harness
            .partners
            .create(new_partner(number), Actor::Operator);
        created.expect("a new partner is created")
    }

    fn pending(&self, number: u64) -> Partner {
        let created = self.harness.administration.create(self.beginning(number));
        created.expect("a new partner begins").partner
    }

    fn beginning(&self, number: u64) -> NewByStaff {
        let partner = NewPartner {
            status: PartnerStatus::Pending,
            secret: None,
            ..new_partner(number)
        };
        let letter = letter_to(&like(&partner), midday());
        NewByStaff {
            by: self.staff,
            onboarding: NewOnboarding {
                partner,
                phone: None,
                token: token(1),
                by: Some(Actor::Staff(self.staff)),
            },
            business: accounts::BusinessInfo::default(),
            fields: Vec::new(),
            tax: None,
            letter,
        }
    }

    /// Somebody who is not there.
    #[expect(clippy::unused_self, reason = "reads as what a desk knows")]
    fn nobody(&self) -> Partner {
        like(&new_partner(999))
    }

    fn act(&self, partner: &Partner, at: DateTime<Utc>) -> PartnerAct {
        PartnerAct {
            partner: partner.id,
            by: self.staff,
            at,
            letter: letter_to(partner, at),
        }
    }

    fn record(&self, partner: &Partner) -> PartnerRecord {
        let found = self.harness.administration.record(partner.uuid);
        found.expect("readable").expect("known")
    }

    fn audited(&self, action: &str, partner: &Partner) -> usize {
        self.harness.audited(action, partner.id.get())
    }

    fn letters(&self, partner: &Partner) -> usize {
        self.harness.told("status_changed", partner.uuid.get())
    }
}

/// A token that is told apart by `number`.
fn token(number: u8) -> OnboardingToken {
    OnboardingToken {
        hash: SecretHash::new(vec![number; 33]),
        expires_at: seconds_after(1_000),
    }
}

/// What `call` answers, 32 times at once.
fn at_once<T: Send>(call: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let call = &call;
        let calls: Vec<_> = (0..32).map(|_| scope.spawn(call)).collect();
        let answers = calls.into_iter().map(std::thread::ScopedJoinHandle::join);
        answers.map(|answer| answer.expect("no panic")).collect()
    })
}

/// As much of `new` as letters need.
fn like(new: &NewPartner) -> Partner {
    Partner {
        id: kernel::PartnerId::new(i64::MAX),
        uuid: new.uuid,
        slug: new.slug.clone(),
        client_id: new.client_id.clone(),
        name: new.name.clone(),
        email: new.email.clone(),
        status: new.status,
        sandbox: false,
        rate: None,
        kind: None,
        tokens_from: None,
        calls: accounts::OwnCallLimits::default(),
        created_at: new.created_at,
    }
}
