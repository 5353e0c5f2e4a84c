//! Partners for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use accounts::{
    ClientId, ManagePartners, NewPartner, Partner, PartnerName, PartnerRepository, PartnerStatus,
    Rotation, SecretHash, Slug, StatusChange,
};
use chrono::{DateTime, Utc};
use kernel::{
    Actor, Clock, EmailAddress, Entropy, FieldRef, FieldVault, IndexedField, PartnerUuid,
};
use notices::{Compose, Letter, Notice, Recipient};

use crate::{FakeHasher, FakeVault, SeededEntropy, midday};

/// An active partner named `Partner {number}` with the slug `partner-{number}`,
/// the address `partner{number}@example.test` and a secret whose hash is the one
/// byte string `secret-{number}`. Everything drawn depends on the number alone.
///
/// # Panics
/// Never; the invented values are valid.
pub fn new_partner(number: u64) -> NewPartner {
    let entropy = SeededEntropy::new(number);
    let uuid = PartnerUuid::draw(&entropy);
    let email = EmailAddress::parse(&format!("partner{number}@example.test")).expect("an address");
    let row = uuid.get();
    let field = FieldRef {
        table: "partners",
        column: "email_sealed",
        row: row.as_bytes(),
    };
    NewPartner {
        uuid,
        slug: Slug::parse(&format!("partner-{number}")).expect("a slug"),
        slug_may_vary: false,
        client_id: ClientId::draw(&entropy),
        name: PartnerName::parse(&format!("Partner {number}")).expect("a name"),
        email: FakeVault
            .seal(field, email.as_str().as_bytes())
            .expect("the fake never fails"),
        email_index: FakeVault.index(IndexedField::Email, email.canonical().as_bytes()),
        status: PartnerStatus::Active,
        sandbox: false,
        rate: None,
        kind: None,
        secret: Some(SecretHash::new(format!("secret-{number}").into_bytes())),
        created_at: midday(),
    }
}

/// The use case for managing partners, over `repository`, with the fakes.
pub fn manage_partners(
    repository: Arc<dyn PartnerRepository>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> ManagePartners {
    ManagePartners {
        repository,
        hasher: Arc::new(FakeHasher),
        vault: Arc::new(FakeVault),
        clock,
        entropy,
    }
}

/// Every letter has another reference.
static LETTERS: AtomicU64 = AtomicU64::new(0x6c65_7474);

/// A letter of nothing in particular to `partner`.
///
/// # Panics
/// Never; the fake vault does not fail.
pub fn letter_to(partner: &Partner, at: DateTime<Utc>) -> Letter {
    let seed = LETTERS.fetch_add(1, Ordering::Relaxed);
    let compose = Compose {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(seed)),
    };
    let notice = Notice::StatusChanged { to: "told" };
    compose
        .letter(Recipient::Partner(partner.uuid), &notice, at)
        .expect("the fake never fails")
}

/// A change of `partner` to `to` by the operator at midday.
pub fn status_change(partner: &Partner, to: PartnerStatus) -> StatusChange {
    StatusChange {
        partner: partner.id,
        to,
        letter: letter_to(partner, midday()),
        by: Actor::Operator,
        at: midday(),
    }
}

/// A rotation by the operator, whoever rotated when.
pub fn rotation(
    partner: &Partner,
    secret: SecretHash,
    older_end_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Rotation {
    Rotation {
        partner: partner.id,
        secret,
        older_end_at,
        unless_rotated_since: None,
        letter: letter_to(partner, at),
        by: Actor::Operator,
        at,
    }
}
