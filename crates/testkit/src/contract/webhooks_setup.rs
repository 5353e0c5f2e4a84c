//! The endpoint of a partner's `webhookUrl`.

use std::sync::Arc;

use accounts::{
    ActivatedPartner, AdministerPartners, AdoptEndpoints, ChangeRecordError, DocumentStore,
    OnboardingSession, Partner, RecordPatch, ReviewRule, StaffRole,
};
use kernel::{
    Actor, Clock, Entropy, FieldVault as _, FixedClock, PartnerId, Reach, StaffId, WebAddress,
};
use webhooks::{
    Endpoint, EndpointPatch, EndpointStatus, EventFilter, MOST_ENDPOINTS, PostedEvent,
    WebhookSecret,
};

use super::onboarding_desk::{Desk, setup};
use super::webhooks_ports::{WebhookPorts, drain};
use super::webhooks_settled::taken;
use super::webhooks_told::told_contract;
use crate::{
    FakeDocumentCipher, FakeVault, InMemoryDocuments, SeededEntropy, manage_partners, midday,
    new_staff, seconds_after,
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
    told_contract(&world);
}

pub(super) struct World<'a> {
    pub(super) ports: &'a WebhookPorts,
    pub(super) desk: Desk<'a>,
    pub(super) staff: StaffId,
}

impl World<'_> {
    fn live(&self, number: u32) -> (OnboardingSession, ActivatedPartner) {
        let session = self.desk.handed_in(number);
        let mut activate = self.desk.cases.activate.clone();
        activate.review = ReviewRule::Automatic;
        (session, activate.execute(session).expect("live"))
    }

    /// Staff at work, so many seconds after noon.
    pub(super) fn administer(&self, at: i64) -> AdministerPartners {
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

    fn endpoints(&self, partner: PartnerId) -> Vec<Endpoint> {
        self.ports.endpoints.list(partner).expect("a list")
    }

    pub(super) fn told(&self, partner: PartnerId, kind: &str) -> usize {
        let told = self.ports.harness.probe.outbox(partner);
        told.iter().filter(|one| *one == kind).count()
    }

    /// What the endpoints of `partner` are sent now, as bodies.
    pub(super) fn sent(&self, partner: &Partner, at: i64) -> Vec<String> {
        self.ports.fan_out(at);
        let claimed = self.ports.claim(at);
        let own = claimed
            .iter()
            .filter(|one| one.endpoint.partner == partner.id);
        let bodies = own.map(|one| {
            let row = one.event.get();
            let body = FakeVault.open(PostedEvent::field(row.as_bytes()), &one.payload);
            String::from_utf8(body.expect("opened")).expect("text")
        });
        let bodies = bodies.collect();
        for delivery in &claimed {
            taken(self.ports, delivery);
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
    assert_eq!(
        (&endpoint.events, &endpoint.description),
        (&EventFilter::Every, &None)
    );
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
    let changed =
        world
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
    let changed =
        world
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
pub fn go_live(ports: &WebhookPorts, number: u32) -> (PartnerId, WebhookSecret) {
    let world = World {
        ports,
        desk: Desk::new(&ports.harness),
        staff: StaffId::new(0),
    };
    let (session, activated) = world.live(number);
    (session.partner, activated.webhook_secret)
}
