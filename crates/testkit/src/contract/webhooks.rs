//! [`webhooks::EndpointRepository`].

use accounts::Partner;
use chrono::TimeDelta;
use kernel::{Actor, EndpointUuid, Overlap, Reach, WebAddress};
use webhooks::{
    CreateEndpointError, Endpoint, EndpointDescription, EndpointDraft, EndpointPatch,
    EndpointQuery, EndpointStatus, EndpointSwitch, EventFilter, EventKind, MOST_ENDPOINTS,
    ManageEndpoints, OpenEndpoint, RotateEndpointError, WebhookSecret,
};

use super::webhooks_ports::{WebhookPorts, drain, new_endpoint};
use crate::{FakeVault, midday, seconds_after};

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
    assert_eq!(
        (endpoint.created_at, endpoint.updated_at),
        (midday(), midday())
    );

    let listed = manage.list(partner.id).expect("a list");
    assert_eq!(listed.len(), 1);
    let shown = manage.get(partner.id, endpoint.uuid).expect("readable");
    let shown = shown.expect("there");
    assert_eq!(&shown.endpoint, endpoint);
    let (secret, previous) = endpoint.open_secrets(&FakeVault, midday()).expect("opened");
    assert_eq!((secret, previous), (created.secret, None));

    of_another_partner_it_is_nobodys(&manage, &other, endpoint.uuid);
    assert!(
        manage
            .delete(partner.id, endpoint.uuid, by)
            .expect("deleted")
    );
    assert!(!manage.delete(partner.id, endpoint.uuid, by).expect("asked"));
    assert!(manage.list(partner.id).expect("a list").is_empty());
    let key = partner.id.get();
    for action in ["partner.webhook_created", "partner.webhook_deleted"] {
        assert_eq!(ports.harness.audited(action, key), 1, "{action}");
    }
    assert_eq!(ports.harness.audited("partner.webhook_changed", key), 0);
}

fn of_another_partner_it_is_nobodys(
    manage: &ManageEndpoints,
    other: &Partner,
    endpoint: EndpointUuid,
) {
    let by = Actor::Partner(other.id);
    assert!(manage.list(other.id).expect("a list").is_empty());
    assert!(manage.get(other.id, endpoint).expect("readable").is_none());
    assert!(!manage.delete(other.id, endpoint, by).expect("asked"));
    let patch = EndpointPatch::default();
    let changed = manage.change(other.id, endpoint, patch, by);
    assert!(changed.expect("asked").is_none());
    let rotated = manage.rotate(other.id, endpoint, hours(1), by);
    assert!(matches!(rotated, Err(RotateEndpointError::Unknown)));
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
    assert_eq!(
        ports.endpoints.list(partner.id).expect("a list").len(),
        MOST_ENDPOINTS
    );
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
    let recorded = || {
        ports
            .harness
            .audited("partner.webhook_changed", partner.id.get())
    };

    let same = change(nothing_new());
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
    assert_eq!(
        kept.description.as_ref().map(EndpointDescription::as_str),
        Some("Our CRM")
    );
    assert_eq!(
        (&kept.events, kept.status),
        (&events, EndpointStatus::Disabled)
    );
    assert_eq!(
        (kept.updated_at, kept.created_at),
        (seconds_after(10), midday())
    );
    assert_eq!(recorded(), 1);

    an_emptied_description_is_gone(change);
}

/// What an endpoint is anyhow.
fn nothing_new() -> EndpointPatch {
    EndpointPatch {
        events: Some(EventFilter::Every),
        status: Some(EndpointSwitch::Active),
        ..EndpointPatch::default()
    }
}

fn an_emptied_description_is_gone(change: impl Fn(EndpointPatch) -> OpenEndpoint) {
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
        Endpoint::secret_field(
            new_endpoint(partner.id, 300, EventFilter::Every)
                .uuid
                .get()
                .as_bytes(),
        ),
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
