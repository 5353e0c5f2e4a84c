//! Looking after partners, and what a deletion leaves of their tokens.

use std::sync::Arc;

use accounts::{
    AdministerPartners, AuthenticateError, AuthenticatePartner, BusinessInfo, ChangeRecordError,
    ClientSecret, CompanyName, DecideReviewError, Lifetimes, MockPartnerAdministration, NewPartner,
    NoteText, Partner, PartnerName, PartnerStatus, PhoneNumber, RecordPatch, RefreshError,
    RefreshSession, RestorePartnerError, ReviewAnswer, ReviewReason, RotateError,
    SecretHasher as _, SignIn, StaffsDraft, TokenPair,
};
use chrono::TimeDelta;
use kernel::{
    Actor, Clock, EmailAddress, Entropy, FixedClock, Gstin, PageNumber, PageSize, Pan, PortFailure,
    StaffId, TaxIdentity,
};
use testkit::{
    FakeHasher, Harness, SeededEntropy, in_memory, letters, manage_partners, midday, new_partner,
    onboarding_cases,
};

use crate::support::{PlainIssuer, read};

const STAFF: StaffId = StaffId::new(3);

struct World {
    harness: Harness,
    clock: Arc<FixedClock>,
    desk: AdministerPartners,
}

impl World {
    fn new() -> Self {
        let harness = in_memory();
        let clock = Arc::new(FixedClock::at(midday()));
        let any: Arc<dyn Clock> = clock.clone();
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(1));
        let documents = onboarding_cases(&harness, &any, &entropy).documents.store;
        let manage = manage_partners(harness.partners.clone(), any, entropy);
        let desk = AdministerPartners {
            repository: harness.administration.clone(),
            manage,
            documents,
        };
        Self {
            harness,
            clock,
            desk,
        }
    }

    fn partner(&self, number: u64) -> Partner {
        let new = NewPartner {
            secret: Some(FakeHasher.hash(&ClientSecret::presented("right"))),
            ..new_partner(number)
        };
        let created = self.harness.partners.create(new, Actor::Operator);
        created.expect("a new partner")
    }

    fn sign_in(&self) -> SignIn {
        SignIn {
            directory: self.harness.directory.clone(),
            hasher: Arc::new(FakeHasher),
            issuer: Arc::new(PlainIssuer),
            clock: self.clock.clone(),
            entropy: Arc::new(SeededEntropy::new(2)),
            lifetimes: Lifetimes::default(),
        }
    }

    fn login(&self, partner: &Partner) -> TokenPair {
        let secret = ClientSecret::presented("right");
        let pair = self
            .sign_in()
            .at_dashboard(partner.client_id.as_str(), &secret);
        pair.expect("a pair")
    }

    fn refresh(&self) -> RefreshSession {
        RefreshSession {
            sign_in: self.sign_in(),
            families: self.harness.families.clone(),
            letters: letters(Arc::new(SeededEntropy::new(3))),
        }
    }

    fn admitted(&self, pair: &TokenPair) -> Result<(), AuthenticateError> {
        let authenticate = AuthenticatePartner {
            directory: self.harness.directory.clone(),
            issuer: Arc::new(PlainIssuer),
            clock: self.clock.clone(),
        };
        let claims = authenticate.read(&pair.access)?;
        let looked_up = authenticate.look_up(&claims).map(drop);
        let remembered = authenticate.remember(&claims).map(drop);
        if looked_up.is_ok() {
            assert_eq!(remembered, looked_up, "memory judges alike");
        }
        looked_up
    }

    fn told(&self) -> Vec<String> {
        let letters = self.harness.probe.letters();
        letters.into_iter().map(|letter| letter.notice).collect()
    }
}

#[test]
fn no_token_from_before_a_deletion_counts_after_it_nor_after_a_restoration() {
    let world = World::new();
    let partner = world.partner(1);
    let before = world.login(&partner);
    assert_eq!(world.admitted(&before), Ok(()));
    world.clock.advance(TimeDelta::milliseconds(300));
    assert_eq!(world.desk.delete(partner.uuid, STAFF), Ok(()));
    let nobody = Err(AuthenticateError::PartnerNotActive);
    assert_eq!(world.admitted(&before), nobody);
    world.refresh().renew(&before.refresh).expect_err("nobody");

    world.clock.advance(TimeDelta::milliseconds(300));
    world.desk.restore(partner.uuid, STAFF).expect("back");
    let secret = ClientSecret::presented("right");
    let user = partner.client_id.as_str();
    // In the second of the restoration, and later.
    for _ in 0..3 {
        assert_eq!(world.admitted(&before), Err(AuthenticateError::Revoked));
        let refresh = world.refresh();
        let refused = Err(RefreshError::Invalid);
        assert_eq!(refresh.renew(&before.refresh), refused);
        assert_eq!(refresh.execute(user, &secret, &before.refresh), refused);
        // Whoever signs in now is let in, and goes on.
        let fresh = world.login(&partner);
        assert_eq!(world.admitted(&fresh), Ok(()));
        let next = refresh.renew(&fresh.refresh).expect("a pair");
        assert_eq!(world.admitted(&next), Ok(()));
        assert!(read(&next.access).issued_at >= read(&fresh.access).issued_at);
        world.clock.advance(TimeDelta::seconds(1));
    }
    assert_eq!(world.told(), ["deleted", "restored"]);
}

#[test]
fn a_partner_is_restored_under_the_index_of_today() {
    let world = World::new();
    let partner = world.partner(1);
    let restored = world.desk.restore(partner.uuid, STAFF).map(drop);
    assert_eq!(restored, Err(RestorePartnerError::NotDeleted));
    world.desk.delete(partner.uuid, STAFF).expect("deleted");
    world.desk.restore(partner.uuid, STAFF).expect("back");
    // Its address is taken again, by its index.
    let again = world.harness.partners.create(
        NewPartner {
            email_index: new_partner(1).email_index,
            ..new_partner(2)
        },
        Actor::Operator,
    );
    again.expect_err("taken");
}

#[test]
fn a_second_rotation_by_staff_waits_ten_seconds() {
    let world = World::new();
    let partner = world.partner(1);
    let rotate = || {
        let hour = TimeDelta::hours(1);
        world.desk.rotate(partner.uuid, hour, STAFF).map(drop)
    };
    assert_eq!(rotate(), Ok(()));
    world.clock.advance(TimeDelta::milliseconds(9_999));
    assert_eq!(rotate(), Err(RotateError::TooSoon));
    world.clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(rotate(), Ok(()));
    assert_eq!(world.told(), ["secret_rotated", "secret_rotated"]);
}

#[test]
fn a_pending_partner_is_created_with_a_link_and_what_is_known_of_it() {
    let world = World::new();
    let draft = |gstin: Option<&str>, pan: Option<&str>| StaffsDraft {
        name: PartnerName::parse("Lead House").expect("a name"),
        email: EmailAddress::parse("it@lead-house.example").expect("an address"),
        phone: PhoneNumber::parse("+919876543210").expect("a number"),
        kind: None,
        slug: None,
        business: BusinessInfo {
            tax: TaxIdentity {
                constitution: None,
                pan: pan.map(|pan| Pan::parse(pan).expect("a PAN")),
                gstin: gstin.map(|gstin| Gstin::parse(gstin).expect("a GSTIN")),
            },
            ..BusinessInfo::default()
        },
    };
    let disagreeing = draft(Some("27ABCDE1234F1Z0"), Some("ABCDE1234G"));
    world
        .desk
        .create(disagreeing, STAFF)
        .expect_err("PAN and GSTIN disagree");
    let (open, issued) = world
        .desk
        .create(draft(None, None), STAFF)
        .expect("created");
    assert_eq!(open.record.partner.status, PartnerStatus::Pending);
    assert_eq!(issued.expires_at, midday() + TimeDelta::days(14));
    assert!(!format!("{issued:?}").contains(issued.token.expose()));
    assert_eq!(world.told(), ["onboarding_link"]);
}

#[test]
fn a_change_of_nothing_asks_the_store_for_nothing() {
    let world = World::new();
    let partner = world.partner(1);
    let same = RecordPatch {
        name: Some(partner.name.clone()),
        email: EmailAddress::parse("partner1@example.test").ok(),
        kind: Some(None),
        status: Some(PartnerStatus::Active),
        business: Some(BusinessInfo::default()),
        ..RecordPatch::default()
    };
    let entries = world.harness.probe.audit().len();
    for patch in [same, RecordPatch::default()] {
        let open = world.desk.change(partner.uuid, &patch, STAFF);
        assert_eq!(open.expect("unchanged").record.partner, partner);
    }
    assert_eq!(world.harness.probe.audit().len(), entries);
    // The status alone is a step, and there is none from active to active.
    let alone = RecordPatch {
        status: Some(PartnerStatus::Active),
        ..RecordPatch::default()
    };
    let refused = world.desk.change(partner.uuid, &alone, STAFF);
    assert!(matches!(refused, Err(ChangeRecordError::Transition(_))));
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_change_that_was_overtaken_is_judged_anew_and_some_day_given_up() {
    let world = World::new();
    let partner = world.partner(1);
    let record = world.harness.administration.record(partner.uuid);
    let record = record.expect("readable");
    let mut store = MockPartnerAdministration::new();
    store.expect_record().returning(move |_| Ok(record.clone()));
    store
        .expect_change()
        .times(5)
        .returning(|_| Err(ChangeRecordError::Stale));
    let desk = AdministerPartners {
        repository: Arc::new(store),
        ..world.desk.clone()
    };
    let patch = RecordPatch {
        name: PartnerName::parse("Another").ok(),
        ..RecordPatch::default()
    };
    let given_up = desk.change(partner.uuid, &patch, STAFF).map(drop);
    assert!(matches!(
        given_up,
        Err(ChangeRecordError::Port(PortFailure::Unavailable(_)))
    ));
}

#[test]
fn of_a_business_what_is_there_replaces_what_is_emptied_goes_and_the_rest_stays() {
    let world = World::new();
    let partner = world.partner(1);
    let company = |name: &str| CompanyName::parse(name).ok();
    let change = |patch: RecordPatch| {
        let open = world.desk.change(partner.uuid, &patch, STAFF);
        open.expect("changed").business
    };
    let business = change(RecordPatch {
        business: Some(BusinessInfo {
            company_name: company("Lead House Limited"),
            tax: TaxIdentity {
                gstin: Gstin::parse("27ABCDE1234F1Z0").ok(),
                ..TaxIdentity::default()
            },
            ..BusinessInfo::default()
        }),
        ..RecordPatch::default()
    });
    assert!(business.tax.pan.is_some(), "the GSTIN contains it");
    let business = change(RecordPatch {
        business: Some(BusinessInfo::default()),
        emptied: vec!["gstin"],
        ..RecordPatch::default()
    });
    assert_eq!(business.company_name, company("Lead House Limited"));
    assert_eq!(business.tax.gstin, None);
    assert!(business.tax.pan.is_some());
}

#[test]
fn notes_are_sealed_and_opened_for_whom_they_are() {
    let world = World::new();
    let partner = world.partner(1);
    let note = NoteText::parse("called about the permit").expect("a note");
    let page = world
        .desk
        .notes(partner.uuid, PageNumber::FIRST, PageSize::DEFAULT);
    assert_eq!(page, Ok(Some((Vec::new(), 0))));
    world.desk.delete(partner.uuid, STAFF).expect("deleted");
    let added = world.desk.add_note(partner.uuid, &note, STAFF);
    assert_eq!(added, Ok(None), "of a deleted one there are none");
    let page = world
        .desk
        .notes(partner.uuid, PageNumber::FIRST, PageSize::DEFAULT);
    assert_eq!(page, Ok(None));
}

#[test]
fn what_does_not_wait_is_not_decided() {
    let world = World::new();
    let partner = world.partner(1);
    let reason = ReviewReason::parse("no permit").expect("a reason");
    let rejects = ReviewAnswer {
        approve: false,
        reason: Some(reason),
        seen: None,
    };
    let refused = world.desk.decide(partner.uuid, &rejects, STAFF).map(drop);
    assert_eq!(refused, Err(DecideReviewError::Decided));
    let stranger = new_partner(99).uuid;
    let refused = world.desk.decide(stranger, &rejects, STAFF).map(drop);
    assert_eq!(refused, Err(DecideReviewError::Unknown));
    assert_eq!(world.told(), [""; 0]);
}
