//! The endpoint of a partner's `webhookUrl`, and what partners are told of themselves.

use std::sync::Arc;

use accounts::{
    ActivatedPartner, AdministerPartners, AdoptEndpoints, ChangeRecordError, DocumentStore,
    OnboardingSession, Partner, PartnerAct, PartnerStatus, RecordPatch, Restoration, ReviewAnswer,
    ReviewRule, SecretHash, StaffRole,
};
use envelope::{Enrolment, Fingerprint, Policy, PolicyChange, PublicKey};
use kernel::{
    Actor, Clock, Entropy, FieldVault as _, FixedClock, IndexedField, Reach, StaffId, WebAddress,
};
use webhooks::{
    Endpoint, EndpointPatch, EndpointStatus, EventFilter, MOST_ENDPOINTS, PostedEvent,
    WebhookSecret,
};

use super::families::Login;
use super::onboarding_desk::{Desk, business, named, setup};
use super::webhooks::{WebhookPorts, drain};
use crate::{
    FakeDocumentCipher, FakeVault, InMemoryDocuments, SeededEntropy, letter_to,
    manage_partners, midday, new_person, new_staff, rotation, seconds_after,
    status_change,
};

/// Tries what other ports promise about webhooks, on an empty state.
///
/// # Panics
/// Where a promise is broken.
pub fn webhook_setup_contract(ports: &WebhookPorts) {
    let staff = new_staff(900, StaffRole::Operations);
    let staff = ports.harness.staff.create(staff, Actor::Operator);
    let world = World {
        ports,
        desk: Desk::new(&ports.harness),
        staff: staff.expect("a member of staff").id,
    };
    going_live_creates_the_endpoint(&world);
    the_endpoint_follows_what_staff_say(&world);
    what_the_partner_makes_of_it_shows_in_its_record(&world);
    nobody_is_adopted_who_has_nothing_to_adopt(&world);
    partners_are_told_of_their_status(&world);
    partners_are_told_of_their_credentials_and_alarms(&world);
}

struct World<'a> {
    ports: &'a WebhookPorts,
    desk: Desk<'a>,
    staff: StaffId,
}

impl World<'_> {
    fn live(&self, number: u32) -> (OnboardingSession, ActivatedPartner) {
        let session = self.desk.handed_in(number);
        let mut activate = self.desk.cases.activate.clone();
        activate.review = ReviewRule::Automatic;
        (session, activate.execute(session).expect("live"))
    }

    /// Staff at work, so many seconds after noon.
    fn administer(&self, at: i64) -> AdministerPartners {
        let clock: Arc<dyn Clock> = Arc::new(FixedClock::at(seconds_after(at)));
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(at.unsigned_abs() + 77_000));
        let partners = Arc::clone(&self.ports.harness.partners);
        AdministerPartners {
            repository: Arc::clone(&self.ports.harness.administration),
            manage: manage_partners(partners, clock, entropy),
            documents: DocumentStore {
                files: Arc::new(InMemoryDocuments::default()),
                cipher: Arc::new(FakeDocumentCipher),
                vault: Arc::new(FakeVault),
            },
        }
    }

    fn endpoints(&self, partner: kernel::PartnerId) -> Vec<Endpoint> {
        self.ports.endpoints.list(partner).expect("a list")
    }

    fn told(&self, partner: kernel::PartnerId, kind: &str) -> usize {
        let told = self.ports.harness.probe.outbox(partner);
        told.iter().filter(|one| *one == kind).count()
    }

    /// What the endpoints of `partner` are sent now, as bodies.
    fn sent(&self, partner: &Partner, at: i64) -> Vec<String> {
        self.ports.fan_out(at);
        let claimed = self.ports.claim(at);
        let own = claimed.iter().filter(|one| one.endpoint.partner == partner.id);
        let bodies = own.map(|one| {
            let row = one.event.get();
            let body = FakeVault.open(PostedEvent::field(row.as_bytes()), &one.payload);
            String::from_utf8(body.expect("opened")).expect("text")
        });
        let bodies = bodies.collect();
        for delivery in &claimed {
            super::webhooks_settled::taken(self.ports, delivery);
        }
        bodies
    }
}

fn going_live_creates_the_endpoint(world: &World<'_>) {
    let (session, activated) = world.live(1);
    let endpoints = world.endpoints(session.partner);
    let [endpoint] = endpoints.as_slice() else {
        panic!("one endpoint");
    };
    assert!(endpoint.from_setup);
    assert_eq!(endpoint.status, EndpointStatus::Active);
    assert_eq!((&endpoint.events, &endpoint.description), (&EventFilter::Every, &None));
    let url = endpoint.open_url(&FakeVault).expect("opened");
    assert_eq!(Some(url), setup("in").webhook);
    let secrets = endpoint.open_secrets(&FakeVault, midday()).expect("opened");
    assert_eq!(secrets, (activated.webhook_secret, None));
    assert_eq!(world.desk.audited("partner.webhook_created", session), 1);

    // The first thing it is told is that its partner is live.
    let partner = activated.record.record.partner;
    let sent = world.sent(&partner, 10);
    let [body] = sent.as_slice() else {
        panic!("one event: {sent:?}");
    };
    let data = r#""data":{"status":"active","previous_status":"pending"}"#;
    assert!(body.contains(data), "{body}");
}

fn address(path: &str) -> WebAddress {
    let text = format!("https://elsewhere.lead-house.example/{path}");
    WebAddress::target(&text, Reach::Practice).expect("an address")
}

fn webhook(url: Option<WebAddress>) -> RecordPatch {
    RecordPatch {
        webhook: Some(url),
        ..RecordPatch::default()
    }
}

fn the_endpoint_follows_what_staff_say(world: &World<'_>) {
    let (session, activated) = world.live(2);
    let say = |at, url| {
        let changed = world
            .administer(at)
            .change(session.uuid, &webhook(url), world.staff);
        changed.map(|open| open.record.api.webhook)
    };
    let url = |endpoint: &Endpoint| endpoint.open_url(&FakeVault).expect("opened");
    assert_eq!(say(20, Some(address("a"))), Ok(Some(address("a"))));
    let moved = world.endpoints(session.partner).remove(0);
    assert_eq!(url(&moved), address("a"));
    // With the secret it has.
    let secret = moved.open_secrets(&FakeVault, midday()).expect("opened").0;
    assert_eq!(secret, activated.webhook_secret);
    assert_eq!(world.desk.audited("partner.webhook_changed", session), 1);

    assert_eq!(say(21, None), Ok(None));
    assert!(world.endpoints(session.partner).is_empty());
    assert_eq!(world.desk.audited("partner.webhook_deleted", session), 1);

    assert_eq!(say(22, Some(address("b"))), Ok(Some(address("b"))));
    let made = world.endpoints(session.partner).remove(0);
    assert!(made.from_setup && made.uuid != moved.uuid);
    assert_eq!(url(&made), address("b"));
    let secret = made.open_secrets(&FakeVault, midday()).expect("opened").0;
    assert_ne!(secret, activated.webhook_secret);

    // There is none for a partner that has not gone live.
    let pending = world.desk.handed_in(3);
    let changed = world
        .administer(23)
        .change(pending.uuid, &webhook(Some(address("c"))), world.staff);
    assert!(changed.is_ok());
    assert!(world.endpoints(pending.partner).is_empty());
    too_many_are_refused(world);
}

fn too_many_are_refused(world: &World<'_>) {
    let ports = world.ports;
    let partner = ports.partner(90);
    for number in 0..u128::try_from(MOST_ENDPOINTS).expect("few") {
        ports.endpoint(&partner, 2_000 + number, EventFilter::Every);
    }
    let changed = world
        .administer(24)
        .change(partner.uuid, &webhook(Some(address("d"))), world.staff);
    assert_eq!(changed.err(), Some(ChangeRecordError::TooManyEndpoints));
    assert_eq!(world.endpoints(partner.id).len(), MOST_ENDPOINTS);
    let record = ports.harness.administration.record(partner.uuid);
    let record = record.expect("readable").expect("there");
    assert_eq!(record.api.webhook, None);
}

fn what_the_partner_makes_of_it_shows_in_its_record(world: &World<'_>) {
    let (session, _) = world.live(4);
    let endpoint = world.endpoints(session.partner).remove(0);
    let by = Actor::Partner(session.partner);
    let manage = world.ports.manage(seconds_after(30));
    let record = || {
        let record = world.ports.harness.administration.record(session.uuid);
        record.expect("readable").expect("there")
    };
    let patch = EndpointPatch {
        url: Some(address("e")),
        ..EndpointPatch::default()
    };
    let moved = manage.change(session.partner, endpoint.uuid, patch, by);
    moved.expect("changed").expect("there");
    assert_eq!(record().api.webhook, Some(address("e")));
    assert_eq!(record().updated_at, seconds_after(30));
    assert_eq!(manage.delete(session.partner, endpoint.uuid, by), Ok(true));
    assert_eq!(record().api.webhook, None);
}

fn nobody_is_adopted_who_has_nothing_to_adopt(world: &World<'_>) {
    assert_eq!(adopt(world.ports), 0);
    world.ports.fan_out(40);
    drain(world.ports, 40);
}

/// Gives partners of before the endpoint they are to have: how many.
///
/// # Panics
/// When the store fails.
pub fn adopt(ports: &WebhookPorts) -> usize {
    let adopting = AdoptEndpoints {
        repository: Arc::clone(&ports.harness.onboarding),
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(seconds_after(1_000))),
        entropy: Arc::new(SeededEntropy::new(0x61_64_6f_70)),
    };
    adopting.execute().expect("adopted")
}

/// Lets a partner go live; answers its key and its webhook secret.
///
/// # Panics
/// When the store fails.
pub fn go_live(ports: &WebhookPorts, number: u32) -> (kernel::PartnerId, WebhookSecret) {
    let world = World {
        ports,
        desk: Desk::new(&ports.harness),
        staff: StaffId::new(0),
    };
    let (session, activated) = world.live(number);
    (session.partner, activated.webhook_secret)
}

fn partners_are_told_of_their_status(world: &World<'_>) {
    let ports = world.ports;
    let partner = ports.partner(91);
    ports.endpoint(&partner, 2_100, EventFilter::Every);
    let data = |from: &str, to: &str| {
        format!(r#""data":{{"status":"{to}","previous_status":"{from}"}}"#)
    };
    let expect = |at, from, to| {
        let sent = world.sent(&partner, at);
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert!(sent.iter().all(|body| body.contains(&data(from, to))), "{sent:?}");
    };
    // By the operator, who refuses what is refused, and by staff.
    let suspended = status_change(&partner, PartnerStatus::Suspended);
    let partners = &ports.harness.partners;
    partners.change_status(suspended.clone()).expect("suspended");
    assert!(partners.change_status(suspended).is_err());
    expect(50, "active", "suspended");
    let patch = RecordPatch {
        status: Some(PartnerStatus::Active),
        ..RecordPatch::default()
    };
    let changed = world.administer(51).change(partner.uuid, &patch, world.staff);
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

    // A review that ends in a rejection.
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
    let decided = world.administer(57).decide(session.uuid, &answer, world.staff);
    assert!(decided.is_ok());
    assert_eq!(world.told(session.partner, "partner.status_changed"), 1);
}

fn partners_are_told_of_their_credentials_and_alarms(world: &World<'_>) {
    let ports = world.ports;
    let partner = ports.partner(93);
    ports.endpoint(&partner, 2_200, EventFilter::Every);
    let expect = |at, data: &str| {
        let sent = world.sent(&partner, at);
        assert_eq!(sent.len(), 1, "{sent:?}");
        let data = format!(r#""data":{{{data}}}"#);
        assert!(sent.iter().all(|body| body.contains(&data)), "{sent:?} {data}");
    };
    let hash = SecretHash::new(vec![9; 33]);
    let rotation = rotation(&partner, hash, seconds_after(3_600), midday());
    ports.harness.partners.rotate_secret(rotation).expect("rotated");
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
    expect(61, r#""credential":"encryption_key","previous_ends_at":null"#);
    // The same key again is nothing new.
    enrol();
    assert!(world.sent(&partner, 62).is_empty());

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
    let password = accounts::PasswordHash::new("$fake$hash".to_owned());
    let letter = letter_to(&partner, midday());
    let links = &ports.harness.password_links;
    let redeemed = links.redeem(&hashes, password, letter, midday());
    assert_eq!(redeemed, Ok(true));
    expect(65, r#""kind":"password_set""#);
}
