//! [`webhooks::EndpointRepository`], and what every contract of webhooks is tried on.

use std::sync::Arc;

use accounts::{Partner, PartnerStatus, StatusChange};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    Actor, Clock, EndpointUuid, FieldVault as _, FixedClock, Overlap, PartnerId, Reach, Sealed,
    WebAddress,
};
use uuid::Uuid;
use webhooks::{
    ClaimedDelivery, CreateEndpointError, DeliveryLog, DeliveryQueue, DeliveryQuery,
    DeliveryRecord, Endpoint, EndpointDescription, EndpointDraft, EndpointPatch, EndpointQuery,
    EndpointRepository, EndpointStatus, EndpointSwitch, EventFilter, EventKind, MOST_ENDPOINTS,
    ManageEndpoints, NewEndpoint, RotateEndpointError, WebhookSecret, Whose,
};

use crate::{FakeVault, Harness, fake_post, midday, new_partner, seconds_after, status_change};

/// What webhooks are tried on: the ports, over one empty state.
#[derive(Clone)]
#[expect(missing_docs, reason = "the fields are the ports, by name")]
pub struct WebhookPorts {
    pub harness: Harness,
    pub endpoints: Arc<dyn EndpointRepository>,
    pub queue: Arc<dyn DeliveryQueue>,
    pub log: Arc<dyn DeliveryLog>,
}

/// How long a delivery is somebody's in these tests, in seconds.
pub(super) const LEASE: i64 = 60;

impl WebhookPorts {
    pub(super) fn partner(&self, number: u64) -> Partner {
        let created = self
            .harness
            .partners
            .create(new_partner(number), Actor::Operator);
        created.expect("created")
    }

    /// An endpoint named by `number`, created that many seconds after noon.
    pub(super) fn endpoint(&self, partner: &Partner, number: u128, events: EventFilter) -> Endpoint {
        let created = self.endpoints.create(new_endpoint(partner.id, number, events));
        created.expect("created")
    }

    pub(super) fn manage(&self, at: DateTime<Utc>) -> ManageEndpoints {
        let clock: Arc<dyn Clock> = Arc::new(FixedClock::at(at));
        ManageEndpoints {
            endpoints: Arc::clone(&self.endpoints),
            log: Arc::clone(&self.log),
            post: fake_post(),
            clock,
            reach: Reach::Practice,
        }
    }

    /// Something happens to `partner`, so many seconds after noon: its status changes, to
    /// and fro. What it is told of is a `partner.status_changed`.
    pub(super) fn happen(&self, partner: &Partner, at: i64) {
        let partners = &self.harness.partners;
        let change = |to| StatusChange {
            at: seconds_after(at),
            ..status_change(partner, to)
        };
        if partners.change_status(change(PartnerStatus::Suspended)).is_err() {
            let back = partners.change_status(change(PartnerStatus::Active));
            back.expect("one way or the other");
        }
    }

    /// Events and deliveries of a round.
    pub(super) fn fan_out(&self, at: i64) -> (u32, u32) {
        let done = self.queue.fan_out(seconds_after(at), 1_000);
        let done = done.expect("fanned out");
        (done.events, done.deliveries)
    }

    /// What is due `at`, claimed for [`LEASE`].
    pub(super) fn claim(&self, at: i64) -> Vec<ClaimedDelivery> {
        let (now, until) = (seconds_after(at), seconds_after(at + LEASE));
        let claimed = self.queue.claim(now, until, &[], 1_000, 1_000);
        claimed.expect("claimed")
    }

    pub(super) fn found(&self, endpoint: &Endpoint) -> Endpoint {
        let found = self.endpoints.find(Some(endpoint.partner), endpoint.uuid);
        found.expect("readable").expect("there")
    }

    /// The deliveries of one endpoint, the newest first.
    pub(super) fn deliveries(&self, endpoint: &Endpoint) -> Vec<DeliveryRecord> {
        let query = DeliveryQuery {
            endpoint: Some(endpoint.uuid),
            ..everything(Whose::Partner(endpoint.partner))
        };
        self.log.page(&query).expect("a page").deliveries
    }
}

pub(super) const fn everything(whose: Whose) -> DeliveryQuery {
    DeliveryQuery {
        whose,
        partner: None,
        endpoint: None,
        state: None,
        kind: None,
        before: None,
        limit: 100,
    }
}

pub(super) fn new_endpoint(partner: PartnerId, number: u128, events: EventFilter) -> NewEndpoint {
    let uuid = EndpointUuid::new(Uuid::from_u128(0xe4d_0000 + number));
    let row = uuid.get();
    let seal = |field, plain: &[u8]| FakeVault.seal(field, plain).expect("the fake never fails");
    let url = format!("https://hooks.example/{number}");
    let secret: Sealed = seal(Endpoint::secret_field(row.as_bytes()), &[7; 32]);
    NewEndpoint {
        uuid,
        partner,
        url: seal(Endpoint::url_field(row.as_bytes()), url.as_bytes()),
        description: None,
        events,
        secret,
        by: Actor::Partner(partner),
        at: midday(),
    }
}

/// Tries every promise of endpoints, deliveries and their log, one after the other.
///
/// # Panics
/// Where a promise is broken.
pub fn webhooks_contract(ports: &WebhookPorts) {
    an_endpoint_is_created_shown_and_deleted(ports);
    a_partner_has_ten_endpoints_at_most(ports);
    what_changes_is_changed_and_recorded(ports);
    a_secret_is_rotated_with_an_overlap(ports);
    staff_page_over_the_endpoints_of_all(ports);
    super::webhooks_queue::queue_contract(ports);
    super::webhooks_settled::settled_contract(ports);
    super::webhooks_log::log_contract(ports);
}

fn draft(url: &str) -> EndpointDraft {
    EndpointDraft {
        url: WebAddress::target(url, Reach::Practice).expect("an address"),
        description: EndpointDescription::parse("Our CRM").expect("a description"),
        events: EventFilter::Only(vec![EventKind::PayoutPaid, EventKind::LoanDisbursed]),
    }
}

fn an_endpoint_is_created_shown_and_deleted(ports: &WebhookPorts) {
    let (partner, other) = (ports.partner(1), ports.partner(2));
    let by = Actor::Partner(partner.id);
    let manage = ports.manage(midday());
    let url = "https://hooks.example/a?token=t";
    let created = manage.create(partner.id, draft(url), by).expect("created");
    let endpoint = &created.endpoint.endpoint;
    assert_eq!(created.endpoint.url.as_str(), url);
    assert_eq!(endpoint.partner_uuid, partner.uuid);
    assert_eq!(endpoint.status, EndpointStatus::Active);
    assert!(!endpoint.from_setup);
    assert_eq!((endpoint.created_at, endpoint.updated_at), (midday(), midday()));

    let listed = manage.list(partner.id).expect("a list");
    assert_eq!(listed.len(), 1);
    let shown = manage.get(partner.id, endpoint.uuid).expect("readable");
    let shown = shown.expect("there");
    assert_eq!(&shown.endpoint, endpoint);
    let (secret, previous) = endpoint.open_secrets(&FakeVault, midday()).expect("opened");
    assert_eq!((secret, previous), (created.secret, None));

    // Of another partner it is nobody's.
    assert!(manage.list(other.id).expect("a list").is_empty());
    assert!(manage.get(other.id, endpoint.uuid).expect("readable").is_none());
    assert!(!manage.delete(other.id, endpoint.uuid, by).expect("asked"));
    let patch = EndpointPatch::default();
    let changed = manage.change(other.id, endpoint.uuid, patch, by);
    assert!(changed.expect("asked").is_none());
    let rotated = manage.rotate(other.id, endpoint.uuid, hours(1), by);
    assert!(matches!(rotated, Err(RotateEndpointError::Unknown)));

    assert!(manage.delete(partner.id, endpoint.uuid, by).expect("deleted"));
    assert!(!manage.delete(partner.id, endpoint.uuid, by).expect("asked"));
    assert!(manage.list(partner.id).expect("a list").is_empty());
    let key = partner.id.get();
    for action in ["partner.webhook_created", "partner.webhook_deleted"] {
        assert_eq!(ports.harness.audited(action, key), 1, "{action}");
    }
    assert_eq!(ports.harness.audited("partner.webhook_changed", key), 0);
}

fn hours(hours: u16) -> Overlap {
    Overlap::hours(hours).expect("in range")
}

fn a_partner_has_ten_endpoints_at_most(ports: &WebhookPorts) {
    let partner = ports.partner(3);
    let most = u128::try_from(MOST_ENDPOINTS).expect("few");
    let create = |number| {
        let new = new_endpoint(partner.id, number, EventFilter::Every);
        ports.endpoints.create(new)
    };
    let mut first = None;
    for number in 100..100 + most {
        let created = create(number).expect("room");
        first = first.or(Some(created));
    }
    assert!(matches!(create(999), Err(CreateEndpointError::TooMany)));
    let first = first.expect("some");
    let by = Actor::Partner(partner.id);
    let deleted = ports.endpoints.delete(partner.id, first.uuid, by, midday());
    assert_eq!(deleted, Ok(true));
    create(999).expect("room again");
    assert_eq!(ports.endpoints.list(partner.id).expect("a list").len(), MOST_ENDPOINTS);
}

fn what_changes_is_changed_and_recorded(ports: &WebhookPorts) {
    let partner = ports.partner(4);
    let by = Actor::Partner(partner.id);
    let endpoint = ports.endpoint(&partner, 200, EventFilter::Every);
    let manage = ports.manage(seconds_after(10));
    let change = |patch: EndpointPatch| {
        let changed = manage.change(partner.id, endpoint.uuid, patch, by);
        changed.expect("changed").expect("there")
    };
    let recorded = || ports.harness.audited("partner.webhook_changed", partner.id.get());

    // Nothing new is no change.
    let same = change(EndpointPatch {
        events: Some(EventFilter::Every),
        status: Some(EndpointSwitch::Active),
        ..EndpointPatch::default()
    });
    assert_eq!((same.endpoint.updated_at, recorded()), (midday(), 0));

    let events = EventFilter::Only(vec![EventKind::PayoutPaid]);
    let changed = change(EndpointPatch {
        url: Some(draft("https://other.example/").url),
        description: Some(draft("https://other.example/").description),
        events: Some(events.clone()),
        status: Some(EndpointSwitch::Disabled),
    });
    assert_eq!(changed.url.as_str(), "https://other.example/");
    let kept = &changed.endpoint;
    assert_eq!(kept.description.as_ref().map(EndpointDescription::as_str), Some("Our CRM"));
    assert_eq!((&kept.events, kept.status), (&events, EndpointStatus::Disabled));
    assert_eq!((kept.updated_at, kept.created_at), (seconds_after(10), midday()));
    assert_eq!(recorded(), 1);

    let emptied = change(EndpointPatch {
        description: Some(None),
        status: Some(EndpointSwitch::Active),
        ..EndpointPatch::default()
    });
    assert_eq!(emptied.endpoint.description, None);
    assert_eq!(emptied.endpoint.status, EndpointStatus::Active);
    assert_eq!(emptied.url.as_str(), "https://other.example/");
}

fn a_secret_is_rotated_with_an_overlap(ports: &WebhookPorts) {
    let partner = ports.partner(5);
    let by = Actor::Partner(partner.id);
    let first = WebhookSecret::open(
        &FakeVault,
        Endpoint::secret_field(new_endpoint(partner.id, 300, EventFilter::Every).uuid.get().as_bytes()),
        &new_endpoint(partner.id, 300, EventFilter::Every).secret,
    );
    let first = first.expect("opened");
    let endpoint = ports.endpoint(&partner, 300, EventFilter::Every);
    let manage = ports.manage(midday());
    let rotate = |overlap| manage.rotate(partner.id, endpoint.uuid, hours(overlap), by);
    let second = rotate(24).expect("rotated");
    let ends_at = midday() + TimeDelta::hours(24);
    assert_eq!(second.endpoint.previous_ends_at, Some(ends_at));
    let secrets = |at| {
        let found = ports.found(&endpoint);
        found.open_secrets(&FakeVault, at).expect("opened")
    };
    let just_before = ends_at - TimeDelta::microseconds(1);
    let both = (second.secret.clone(), Some(first));
    assert_eq!(secrets(just_before), both);
    assert_eq!(secrets(ends_at), (second.secret.clone(), None));

    // The one before the one before is gone at once.
    let third = rotate(1).expect("rotated");
    assert_eq!(secrets(midday()), (third.secret, Some(second.secret)));
    let fourth = rotate(0).expect("rotated");
    assert_eq!(fourth.endpoint.previous_ends_at, None);
    assert_eq!(secrets(midday()), (fourth.secret, None));

    let told = ports.harness.probe.outbox(partner.id);
    let told = told.iter().filter(|kind| *kind == "credential.rotated");
    assert_eq!(told.count(), 3);
    let key = partner.id.get();
    let action = "partner.webhook_secret_rotated";
    assert_eq!(ports.harness.audited(action, key), 3);
    ports.fan_out(0);
    drain(ports, 0);
}

/// Delivers whatever is due.
pub(super) fn drain(ports: &WebhookPorts, at: i64) {
    let claimed = ports.claim(at);
    for delivery in &claimed {
        super::webhooks_settled::taken(ports, delivery);
    }
}

fn staff_page_over_the_endpoints_of_all(ports: &WebhookPorts) {
    let (one, other) = (ports.partner(6), ports.partner(7));
    let mine: Vec<Endpoint> = (400..403)
        .map(|number| ports.endpoint(&one, number, EventFilter::Every))
        .collect();
    let theirs = ports.endpoint(&other, 410, EventFilter::Every);
    let mut query = EndpointQuery {
        partner: Some(one.uuid),
        limit: 2,
        ..EndpointQuery::default()
    };
    let first = ports.endpoints.page(&query).expect("a page");
    let uuids = |page: &webhooks::EndpointPage| -> Vec<EndpointUuid> {
        page.endpoints.iter().map(|one| one.endpoint.uuid).collect()
    };
    let newest: Vec<EndpointUuid> = mine.iter().rev().map(|one| one.uuid).collect();
    assert_eq!(uuids(&first), newest[..2]);
    let name = one.name.as_str();
    assert!(first.endpoints.iter().all(|one| one.partner_name == name));
    query.before = first.next;
    let second = ports.endpoints.page(&query).expect("a page");
    assert_eq!((uuids(&second), second.next), (newest[2..].to_vec(), None));

    let all = EndpointQuery {
        limit: 100,
        ..EndpointQuery::default()
    };
    let page = ports.endpoints.page(&all).expect("a page");
    assert_eq!(uuids(&page).first(), Some(&theirs.uuid));
    let paused = EndpointQuery {
        status: Some(EndpointStatus::Paused),
        ..all
    };
    assert!(uuids(&ports.endpoints.page(&paused).expect("a page")).is_empty());
}
