//! [`accounts::PartnerRepository`] and [`accounts::PartnerDirectory`].

use accounts::{
    CreatePartnerError, NewPartner, Partner, PartnerHandle, PartnerStatus, SecretHash, Slug,
};
use kernel::{Actor, FamilyId, PartnerId, PartnerUuid, RateBps};

use super::partners_changing as changing;
use crate::{Harness, SeededEntropy, midday, new_partner};

/// Tries every promise of partners on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn partners_contract(harness: &Harness) {
    nobody_is_known_at_first(harness);
    a_created_partner_is_found_by_every_name(harness);
    an_email_address_belongs_to_one_partner(harness);
    a_taken_slug_is_refused_or_varied(harness);
    partners_are_listed_oldest_first(harness);
    changing::the_status_machine_is_obeyed(harness);
    changing::of_simultaneous_changes_one_succeeds(harness);
    changing::at_most_two_secrets_are_live(harness);
    changing::a_secret_that_ended_stays_ended(harness);
    changing::a_rotation_waits_for_the_one_before_if_asked_to(harness);
    changing::live_secrets_are_told_newest_first(harness);
    changing::a_change_is_felt_within_a_second(harness);
}

pub(super) fn create(harness: &Harness, new: NewPartner) -> Partner {
    let created = harness.partners.create(new, Actor::Operator);
    created.expect("a new partner is created")
}

pub(super) fn handles(partner: &Partner) -> [PartnerHandle; 3] {
    [
        PartnerHandle::ClientId(partner.client_id.clone()),
        PartnerHandle::Uuid(partner.uuid),
        PartnerHandle::Slug(partner.slug.clone()),
    ]
}

fn nobody_is_known_at_first(harness: &Harness) {
    let nobody = PartnerHandle::Uuid(PartnerUuid::draw(&SeededEntropy::new(1)));
    assert_eq!(harness.partners.find(&nobody), Ok(None));
    assert_eq!(harness.partners.list(), Ok(Vec::new()));
    let access = harness.directory.access(&nobody, midday());
    assert!(access.expect("readable").is_none());
    assert!(
        harness
            .directory
            .remembered_access(&nobody, midday())
            .is_none()
    );
    let family = FamilyId::draw(&SeededEntropy::new(2));
    let session = harness
        .directory
        .session(PartnerId::new(1), family, midday());
    assert!(session.expect("readable").is_none());
}

fn a_created_partner_is_found_by_every_name(harness: &Harness) {
    let new = NewPartner {
        rate: Some(RateBps::new(150).expect("a rate")),
        sandbox: true,
        status: PartnerStatus::Pending,
        ..new_partner(10)
    };
    let partner = create(harness, new.clone());
    assert_eq!(partner.uuid, new.uuid);
    assert_eq!(partner.slug, new.slug);
    assert_eq!(partner.client_id, new.client_id);
    assert_eq!(partner.name, new.name);
    assert_eq!(partner.email, new.email);
    assert_eq!(partner.status, PartnerStatus::Pending);
    assert!(partner.sandbox);
    assert_eq!(partner.rate, new.rate);
    assert_eq!(partner.created_at, new.created_at);
    assert_eq!(harness.audited("partner.created", partner.id.get()), 1);
    for handle in handles(&partner) {
        let found = harness.partners.find(&handle).expect("readable");
        assert_eq!(found.as_ref(), Some(&partner));
        let access = harness.directory.access(&handle, midday());
        let access = access.expect("readable").expect("known");
        assert_eq!(access.partner, partner);
        assert_eq!(access.secrets.len(), 1);
        assert_eq!(Some(&access.secrets[0].hash), new.secret.as_ref());
        assert_eq!(access.secrets[0].ends_at, None);
    }
    let family = FamilyId::draw(&SeededEntropy::new(3));
    let session = harness.directory.session(partner.id, family, midday());
    let session = session.expect("readable").expect("known");
    assert_eq!(*session.partner, partner);
    assert!(!session.revoked, "a login alone leaves no row");
}

fn an_email_address_belongs_to_one_partner(harness: &Harness) {
    let first = create(harness, new_partner(20));
    let entries = harness.probe.audit().len();
    let again = NewPartner {
        email_index: new_partner(20).email_index,
        slug_may_vary: true,
        ..new_partner(21)
    };
    assert_eq!(
        harness.partners.create(again, Actor::Operator),
        Err(CreatePartnerError::EmailTaken)
    );
    let slug = PartnerHandle::Slug(new_partner(21).slug);
    assert_eq!(harness.partners.find(&slug), Ok(None));
    let unchanged = harness.partners.find(&PartnerHandle::Uuid(first.uuid));
    assert_eq!(unchanged, Ok(Some(first)));
    assert_eq!(harness.probe.audit().len(), entries, "nothing was recorded");
}

fn a_taken_slug_is_refused_or_varied(harness: &Harness) {
    let wanted = create(harness, new_partner(30)).slug;
    let stubborn = NewPartner {
        slug: wanted.clone(),
        ..new_partner(31)
    };
    assert_eq!(
        harness.partners.create(stubborn, Actor::Operator),
        Err(CreatePartnerError::SlugTaken)
    );
    let slugs: Vec<Slug> = (32..35)
        .map(|number| {
            let flexible = NewPartner {
                slug: wanted.clone(),
                slug_may_vary: true,
                ..new_partner(number)
            };
            create(harness, flexible).slug
        })
        .collect();
    assert_eq!(slugs, [1, 2, 3].map(|number| wanted.numbered(number)));
    // A free one is taken as it is.
    let flexible = NewPartner {
        slug_may_vary: true,
        ..new_partner(35)
    };
    assert_eq!(create(harness, flexible).slug, new_partner(35).slug);
}

fn partners_are_listed_oldest_first(harness: &Harness) {
    let newest = NewPartner {
        secret: Some(SecretHash::new(vec![0, 255, 0])),
        ..new_partner(40)
    };
    let newest = create(harness, newest);
    let partners = harness.partners.list().expect("readable");
    assert_eq!(partners.last(), Some(&newest));
    let ids: Vec<PartnerId> = partners.iter().map(|partner| partner.id).collect();
    let mut in_order = ids.clone();
    in_order.sort();
    in_order.dedup();
    assert_eq!(ids, in_order);
}
