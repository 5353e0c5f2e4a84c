//! [`webhooks::DeliveryQueue`]: from events to what is carried.

use std::collections::HashSet;

use accounts::{PartnerAct, StaffRole};
use kernel::{Actor, DeliveryId, EndpointId, FieldVault as _, StaffId};
use webhooks::{
    ClaimedDelivery, DeliveryState, EndpointPatch, EndpointSwitch, EventFilter, EventKind, Health,
    Origin, PostedEvent, Settled,
};

use super::webhooks_ports::{LEASE, WebhookPorts, drain};
use super::webhooks_settled::{Answer, settle, settlement, taken};
use crate::{FakeVault, letter_to, midday, new_staff, seconds_after};

pub(super) fn queue_contract(ports: &WebhookPorts) {
    events_go_to_the_endpoints_that_want_them(ports);
    a_claim_runs_out(ports);
    each_endpoint_gets_its_share(ports);
    tests_go_first_and_to_any_endpoint(ports);
    nobody_is_told_who_is_not_to_be(ports);
    a_suspended_partner_is_told_and_a_deleted_one_is_not(ports);
}

pub(super) fn ids(claimed: &[ClaimedDelivery]) -> Vec<DeliveryId> {
    claimed.iter().map(|delivery| delivery.id).collect()
}

fn events_go_to_the_endpoints_that_want_them(ports: &WebhookPorts) {
    let (partner, other) = (ports.partner(20), ports.partner(21));
    let wanted = EventFilter::Only(vec![EventKind::PartnerStatusChanged]);
    let every = ports.endpoint(&partner, 500, EventFilter::Every);
    let some = ports.endpoint(&partner, 501, wanted);
    let payouts = EventFilter::Only(vec![EventKind::PayoutPaid]);
    let none = ports.endpoint(&partner, 502, payouts);
    let foreign = ports.endpoint(&other, 503, EventFilter::Every);
    ports.happen(&partner, 1);
    ports.happen(&partner, 2);
    assert_eq!(ports.fan_out(10), (2, 4));
    assert_eq!(ports.fan_out(11), (0, 0));
    assert!(ports.deliveries(&none).is_empty() && ports.deliveries(&foreign).is_empty());

    assert!(ports.claim(9).is_empty());
    let claimed = ports.claim(10);
    let of: Vec<EndpointId> = claimed.iter().map(|one| one.endpoint.id).collect();
    // One of each, then a second.
    assert_eq!(of, [every.id, some.id, every.id, some.id]);
    let events: HashSet<_> = claimed.iter().map(|one| one.event).collect();
    assert_eq!(events.len(), 2);
    for delivery in &claimed {
        assert_eq!(delivery.kind, EventKind::PartnerStatusChanged);
        assert_eq!((delivery.origin, delivery.attempt), (Origin::Event, 1));
        assert_eq!(delivery.since, seconds_after(10));
        assert_eq!(delivery.claimed_until, seconds_after(10 + LEASE));
        assert_eq!(delivery.endpoint.partner_uuid, partner.uuid);
        tells_of_a_status(delivery);
    }
    assert!(ports.claim(11).is_empty());
    for delivery in &claimed {
        taken(ports, delivery);
    }
    let states: Vec<DeliveryState> = ports
        .deliveries(&every)
        .iter()
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [DeliveryState::Delivered; 2]);
}

fn tells_of_a_status(delivery: &ClaimedDelivery) {
    let row = delivery.event.get();
    let field = PostedEvent::field(row.as_bytes());
    let body = FakeVault.open(field, &delivery.payload).expect("opened");
    let body = String::from_utf8(body).expect("text");
    for part in [
        r#""type":"partner.status_changed""#,
        r#""previous_status":"#,
    ] {
        assert!(body.contains(part), "{body}");
    }
}

fn a_claim_runs_out(ports: &WebhookPorts) {
    let partner = ports.partner(22);
    let endpoint = ports.endpoint(&partner, 510, EventFilter::Every);
    ports.happen(&partner, 1);
    ports.fan_out(10);
    let first = ports.claim(10);
    assert!(ports.claim(10 + LEASE - 1).is_empty());
    let second = ports.claim(10 + LEASE);
    assert_eq!(ids(&first), ids(&second));
    let (late, timely) = (first.first().expect("one"), second.first().expect("one"));
    assert_eq!((late.attempt, timely.attempt), (1, 1));

    // Whoever is late writes nothing, the endpoint's health included.
    assert!(!settle(ports, late, Answer::Fails, Settled::GivenUp));
    assert_eq!(ports.found(&endpoint).failing_since, None);
    let record = ports.deliveries(&endpoint);
    let record = record.first().expect("one");
    assert_eq!((record.state, record.attempts), (DeliveryState::Pending, 0));
    assert!(settle(ports, timely, Answer::Takes, Settled::Delivered));
    assert!(!settle(ports, timely, Answer::Takes, Settled::Delivered));
}

fn each_endpoint_gets_its_share(ports: &WebhookPorts) {
    let (busy, quiet) = (ports.partner(23), ports.partner(24));
    let crowded = ports.endpoint(&busy, 520, EventFilter::Every);
    let calm = ports.endpoint(&quiet, 521, EventFilter::Every);
    for second in 0..20 {
        ports.happen(&busy, second);
    }
    ports.fan_out(30);
    ports.happen(&quiet, 31);
    ports.fan_out(31);
    let claim = |in_flight: &[(EndpointId, u32)], per_endpoint, limit| {
        let (now, until) = (seconds_after(40), seconds_after(40 + LEASE));
        let claimed = ports
            .queue
            .claim(now, until, in_flight, per_endpoint, limit);
        claimed.expect("claimed")
    };
    let to = |claimed: &[ClaimedDelivery], endpoint: EndpointId| {
        let theirs = claimed.iter().filter(|one| one.endpoint.id == endpoint);
        theirs.count()
    };
    // Two in all: one of each, whatever the first has before the second.
    let two = claim(&[], 10, 2);
    assert_eq!((to(&two, crowded.id), to(&two, calm.id)), (1, 1));
    // Three of an endpoint, of which one is on its way.
    let more = claim(&[(crowded.id, 1)], 3, 10);
    assert_eq!((to(&more, crowded.id), more.len()), (2, 2));
    assert!(claim(&[(crowded.id, 3)], 3, 10).is_empty());

    // Of what fails, one at a time.
    let first = more.first().expect("some");
    assert!(settle(
        ports,
        first,
        Answer::Fails,
        Settled::PutOff(seconds_after(1_000))
    ));
    assert_eq!(claim(&[], 10, 10).len(), 1);
    assert!(claim(&[(crowded.id, 1)], 10, 10).is_empty());
    drain(ports, 5_000);
    assert_eq!(ports.found(&crowded).failing_since, None);
    drain(ports, 5_000);
    assert!(ports.claim(10_000).is_empty());
}

fn tests_go_first_and_to_any_endpoint(ports: &WebhookPorts) {
    let partner = ports.partner(25);
    let by = Actor::Partner(partner.id);
    let payouts = EventFilter::Only(vec![EventKind::PayoutPaid]);
    let endpoint = ports.endpoint(&partner, 530, payouts);
    let manage = ports.manage(seconds_after(10));
    let off = EndpointPatch {
        status: Some(EndpointSwitch::Disabled),
        ..EndpointPatch::default()
    };
    let off = manage.change(partner.id, endpoint.uuid, off, by);
    off.expect("changed").expect("there");
    let sent = manage.test(partner.id, endpoint.uuid, by).expect("asked");
    let claimed = ports.claim(10);
    let test = claimed.first().expect("the test");
    assert_eq!(Some(test.uuid), sent);
    assert_eq!(
        (test.kind, test.origin),
        (EventKind::WebhookTest, Origin::Test)
    );
    assert_eq!(claimed.len(), 1);
    // Its event is nobody else's.
    assert_eq!(ports.fan_out(11), (0, 0));
    let unknown = Health::Unknown;
    let settled = settlement(test, Answer::Fails, Settled::GivenUp, unknown);
    assert_eq!(ports.queue.settle(settled), Ok(true));
    assert_eq!(ports.found(&endpoint).failing_since, None);
    assert_eq!(
        ports
            .harness
            .audited("partner.webhook_tested", partner.id.get()),
        1
    );

    let nobody = ports.partner(26);
    let foreign = manage.test(nobody.id, endpoint.uuid, by);
    assert_eq!(foreign.expect("asked"), None);
    assert_eq!(ports.harness.probe.outbox(nobody.id), [""; 0]);
}

fn nobody_is_told_who_is_not_to_be(ports: &WebhookPorts) {
    let partner = ports.partner(27);
    let by = Actor::Partner(partner.id);
    let [kept, off, gone] =
        [540, 541, 542].map(|number| ports.endpoint(&partner, number, EventFilter::Every));
    ports.happen(&partner, 1);
    assert_eq!(ports.fan_out(2), (1, 3));
    let manage = ports.manage(seconds_after(10));
    let switch = |to| {
        let patch = EndpointPatch {
            status: Some(to),
            ..EndpointPatch::default()
        };
        let changed = manage.change(partner.id, off.uuid, patch, by);
        changed.expect("changed").expect("there")
    };
    switch(EndpointSwitch::Disabled);
    assert!(manage.delete(partner.id, gone.uuid, by).expect("deleted"));
    // What waited for them is given up, and nothing new is made.
    ports.happen(&partner, 11);
    assert_eq!(ports.fan_out(12), (1, 1));
    let claimed = ports.claim(20);
    assert!(claimed.iter().all(|one| one.endpoint.id == kept.id));
    assert_eq!(claimed.len(), 2);
    let given_up = ports.deliveries(&off);
    let given_up = given_up.first().expect("one");
    assert_eq!(given_up.state, DeliveryState::Failed);
    assert_eq!(given_up.last_error.as_deref(), Some("endpoint_disabled"));
    assert_eq!(given_up.finished_at, Some(seconds_after(10)));
    let deleted = ports.deliveries(&gone);
    let deleted = deleted.first().expect("one");
    assert_eq!(deleted.last_error.as_deref(), Some("endpoint_deleted"));
    switch(EndpointSwitch::Active);
    assert!(ports.claim(20).is_empty());
    for delivery in &claimed {
        taken(ports, delivery);
    }
}

fn a_suspended_partner_is_told_and_a_deleted_one_is_not(ports: &WebhookPorts) {
    let (partner, staff) = (ports.partner(28), staff(ports));
    ports.endpoint(&partner, 550, EventFilter::Every);
    // Of its suspension.
    ports.happen(&partner, 1);
    assert_eq!(ports.fan_out(2), (1, 1));
    ports.happen(&partner, 3);
    let act = PartnerAct {
        partner: partner.id,
        by: staff,
        at: seconds_after(4),
        letter: letter_to(&partner, midday()),
    };
    let deleted = ports.harness.administration.delete(act);
    deleted.expect("deleted");
    assert_eq!(ports.fan_out(5), (1, 0));
    assert!(ports.claim(6).is_empty());
}

fn staff(ports: &WebhookPorts) -> StaffId {
    let staff = new_staff(800, StaffRole::Operations);
    let staff = ports.harness.staff.create(staff, Actor::Operator);
    staff.expect("a member of staff").id
}
