//! What partners are told of themselves by webhooks.

use accounts::{
    Partner, PartnerAct, PartnerStatus, PasswordHash, RecordPatch, Restoration, ReviewAnswer,
    SecretHash,
};
use envelope::{Enrolment, Fingerprint, Policy, PolicyChange, PublicKey};
use kernel::{Actor, FieldVault as _, IndexedField};
use webhooks::EventFilter;

use super::families::Login;
use super::onboarding_desk::{business, named, setup};
use super::webhooks_setup::World;
use crate::{FakeVault, letter_to, midday, new_person, rotation, seconds_after, status_change};

/// Tries what partners are told of when it happens.
pub(super) fn told_contract(world: &World<'_>) {
    partners_are_told_of_their_status(world);
    of_a_rejection_a_partner_is_told(world);
    partners_are_told_of_their_credentials(world);
    partners_are_told_of_alarms(world);
}

/// `partner` is told of this status and nothing else.
fn expect_status(world: &World<'_>, partner: &Partner, at: i64, (from, to): (&str, &str)) {
    let data = format!(r#""status":"{to}","previous_status":"{from}""#);
    expect(world, partner, at, &data);
}

fn partners_are_told_of_their_status(world: &World<'_>) {
    let ports = world.ports;
    let partner = ports.partner(91);
    ports.endpoint(&partner, 2_100, EventFilter::Every);
    let expect = |at, from, to| expect_status(world, &partner, at, (from, to));
    // By the operator, who refuses what is refused, and by staff.
    let suspended = status_change(&partner, PartnerStatus::Suspended);
    let partners = &ports.harness.partners;
    partners
        .change_status(suspended.clone())
        .expect("suspended");
    assert!(partners.change_status(suspended).is_err());
    expect(50, "active", "suspended");
    let patch = RecordPatch {
        status: Some(PartnerStatus::Active),
        ..RecordPatch::default()
    };
    let changed = world
        .administer(51)
        .change(partner.uuid, &patch, world.staff);
    assert!(changed.is_ok());
    expect(52, "suspended", "active");

    // Deleting is told to nobody, but that it is back is.
    let act = |at| PartnerAct {
        partner: partner.id,
        by: world.staff,
        at: seconds_after(at),
        letter: letter_to(&partner, midday()),
    };
    let administration = &ports.harness.administration;
    administration.delete(act(53)).expect("deleted");
    assert!(world.sent(&partner, 54).is_empty());
    let restored = administration.restore(Restoration {
        act: act(55),
        email_index: FakeVault.index(IndexedField::Email, b"back@example.test"),
    });
    restored.expect("restored");
    expect(56, "deleted", "active");
}

fn of_a_rejection_a_partner_is_told(world: &World<'_>) {
    let session = world.desk.session(&world.desk.start(92));
    let steps = &world.desk.cases.steps;
    steps.business_info(session, business()).expect("step 2");
    steps.api_setup(session, setup("in")).expect("step 3");
    steps.verify(session, &[named("a")]).expect("step 4");
    let answer = ReviewAnswer {
        approve: false,
        reason: None,
        seen: None,
    };
    let decided = world
        .administer(57)
        .decide(session.uuid, &answer, world.staff);
    assert!(decided.is_ok());
    assert_eq!(world.told(session.partner, "partner.status_changed"), 1);
}

/// `partner` is told of one thing, which is `data`.
fn expect(world: &World<'_>, partner: &Partner, at: i64, data: &str) {
    let sent = world.sent(partner, at);
    assert_eq!(sent.len(), 1, "{sent:?}");
    let data = format!(r#""data":{{{data}}}"#);
    assert!(
        sent.iter().all(|body| body.contains(&data)),
        "{sent:?} {data}"
    );
}

fn partners_are_told_of_their_credentials(world: &World<'_>) {
    let ports = world.ports;
    let partner = ports.partner(93);
    ports.endpoint(&partner, 2_200, EventFilter::Every);
    let expect = |at, data| expect(world, &partner, at, data);
    let hash = SecretHash::new(vec![9; 33]);
    let rotation = rotation(&partner, hash, seconds_after(3_600), midday());
    ports
        .harness
        .partners
        .rotate_secret(rotation)
        .expect("rotated");
    expect(
        60,
        r#""credential":"client_secret","previous_ends_at":"2026-01-15T13:00:00.000000Z""#,
    );

    let enrolment = Enrolment {
        partner: partner.id,
        key: PublicKey {
            fingerprint: Fingerprint::new([3; 32]),
            spki: vec![0x30, 0x82, 3],
        },
        policy: PolicyChange::Set {
            policy: Policy::Optional,
            form: None,
        },
        nonce: None,
    };
    let enrol = || {
        let keys = &ports.harness.partner_keys;
        let enrolled = keys.enrol(&enrolment, Actor::Operator, midday());
        enrolled.expect("enrolled");
    };
    enrol();
    expect(
        61,
        r#""credential":"encryption_key","previous_ends_at":null"#,
    );
    // The same key again is nothing new.
    enrol();
    assert!(world.sent(&partner, 62).is_empty());
}

fn partners_are_told_of_alarms(world: &World<'_>) {
    let ports = world.ports;
    let partner = ports.partner(94);
    ports.endpoint(&partner, 2_210, EventFilter::Every);
    let expect = |at, data| expect(world, &partner, at, data);
    let login = Login::new(&ports.harness, partner.id, 94);
    let second = login.exchange(login.first, 0);
    login.exchange(second, 1);
    login.present(login.first, 0);
    expect(63, r#""kind":"refresh_token_reused""#);

    let person = ports
        .harness
        .portal
        .create(new_person(95, partner.id), Actor::Operator);
    person.expect("an account");
    assert!(world.sent(&partner, 64).is_empty());
    let hashes = [new_person(95, partner.id).link.hash];
    let password = PasswordHash::new("$fake$hash".to_owned());
    let letter = letter_to(&partner, midday());
    let links = &ports.harness.password_links;
    let redeemed = links.redeem(&hashes, password, letter, midday());
    assert_eq!(redeemed, Ok(true));
    expect(65, r#""kind":"password_set""#);
}
