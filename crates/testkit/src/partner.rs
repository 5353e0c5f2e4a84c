//! Partners for tests.

use std::sync::Arc;

use accounts::{
    ClientId, ManagePartners, NewPartner, PartnerName, PartnerRepository, PartnerStatus,
    SecretHash, Slug,
};
use kernel::{Clock, EmailAddress, Entropy, FieldRef, FieldVault, IndexedField, PartnerUuid};

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
