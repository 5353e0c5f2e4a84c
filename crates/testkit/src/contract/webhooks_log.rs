//! [`webhooks::DeliveryLog`].

use accounts::Partner;
use kernel::{Actor, DeliveryUuid};
use uuid::Uuid;
use webhooks::{
    ClaimedDelivery, DeliveryPage, DeliveryQuery, DeliveryState, Endpoint, EndpointPatch,
    EndpointSwitch, EventFilter, EventKind, ManageEndpoints, Origin, ReplayError, ReplaySince,
    Settled, Whose,
};

use super::webhooks_ports::{WebhookPorts, drain, everything};
use super::webhooks_settled::{Answer, settle, taken};
use crate::seconds_after;

pub(super) fn log_contract(ports: &WebhookPorts) {
    pages_are_narrowed_and_a_partners_own(ports);
    one_is_delivered_again(ports);
    what_was_missed_is_delivered_again(ports);
    nothing_is_delivered_again_where_nobody_listens(ports);
}

fn uuids(page: &DeliveryPage) -> Vec<DeliveryUuid> {
    page.deliveries.iter().map(|one| one.uuid).collect()
}

fn pages_are_narrowed_and_a_partners_own(ports: &WebhookPorts) {
    let (partner, other) = (ports.partner(40), ports.partner(41));
    ports.endpoint(&partner, 700, EventFilter::Every);
    let second = ports.endpoint(&partner, 701, EventFilter::Every);
    let foreign = ports.endpoint(&other, 702, EventFilter::Every);
    for at in 0..3 {
        ports.happen(&partner, at);
    }
    ports.happen(&other, 3);
    ports.fan_out(10);
    let claimed = ports.claim(10);
    let failed = claimed.iter().find(|one| one.endpoint.id == second.id);
    let failed = failed.expect("one");
    for delivery in &claimed {
        let (answer, settled) = if delivery.id == failed.id {
            (Answer::Fails, Settled::GivenUp)
        } else {
            (Answer::Takes, Settled::Delivered)
        };
        assert!(settle(ports, delivery, answer, settled));
    }
    let page = |query: &DeliveryQuery| ports.log.page(query).expect("a page");
    let own = everything(Whose::Partner(partner.id));
    let all = page(&own);
    assert_eq!((all.deliveries.len(), all.next), (6, None));
    assert!(all.deliveries.is_sorted_by(|a, b| a.id > b.id));
    assert!(all.deliveries.iter().all(|one| one.partner == partner.uuid));
    let name = partner.name.as_str();
    assert!(all.deliveries.iter().all(|one| one.partner_name == name));

    page_by_page_is_the_same(ports, &own);
    filters_narrow(ports, &own, failed);
    nobody_sees_anothers(ports, &own, &foreign, failed.uuid);
}

fn page_by_page_is_the_same(ports: &WebhookPorts, own: &DeliveryQuery) {
    let page = |query: &DeliveryQuery| ports.log.page(query).expect("a page");
    let all = page(own);
    let mut query = DeliveryQuery {
        limit: 4,
        ..own.clone()
    };
    let first = page(&query);
    query.before = first.next;
    let rest = page(&query);
    assert_eq!((first.deliveries.len(), rest.next), (4, None));
    assert_eq!([uuids(&first), uuids(&rest)].concat(), uuids(&all));
}

/// `failed` is the one that was given up.
fn filters_narrow(ports: &WebhookPorts, own: &DeliveryQuery, failed: &ClaimedDelivery) {
    let page = |query: &DeliveryQuery| ports.log.page(query).expect("a page");
    let count = |query: DeliveryQuery| page(&query).deliveries.len();
    let to_second = DeliveryQuery {
        endpoint: Some(failed.endpoint.uuid),
        ..own.clone()
    };
    assert_eq!(count(to_second.clone()), 3);
    let lost = DeliveryQuery {
        state: Some(DeliveryState::Failed),
        ..own.clone()
    };
    assert_eq!(uuids(&page(&lost)), [failed.uuid]);
    let payouts = DeliveryQuery {
        kind: Some(EventKind::PayoutPaid),
        ..own.clone()
    };
    assert_eq!(count(payouts), 0);
    let status = DeliveryQuery {
        kind: Some(EventKind::PartnerStatusChanged),
        ..to_second
    };
    assert_eq!(count(status), 3);
}

/// Whatever is asked for; `foreign` is another's endpoint.
fn nobody_sees_anothers(
    ports: &WebhookPorts,
    own: &DeliveryQuery,
    foreign: &Endpoint,
    mine: DeliveryUuid,
) {
    let count = |query: DeliveryQuery| ports.log.page(&query).expect("a page").deliveries.len();
    let theirs = DeliveryQuery {
        endpoint: Some(foreign.uuid),
        ..own.clone()
    };
    assert_eq!(count(theirs), 0);
    let theirs = DeliveryQuery {
        partner: Some(foreign.partner_uuid),
        ..own.clone()
    };
    assert_eq!(count(theirs), 0);
    let find = |whose| ports.log.find(whose, mine).expect("readable");
    assert!(find(Whose::Partner(foreign.partner)).is_none());
    assert!(find(Whose::Everybody).is_some());
    let staff = DeliveryQuery {
        partner: Some(foreign.partner_uuid),
        ..everything(Whose::Everybody)
    };
    assert_eq!(count(staff), 1);
    assert!(count(everything(Whose::Everybody)) >= 7);
}

fn one_is_delivered_again(ports: &WebhookPorts) {
    let (partner, other) = (ports.partner(42), ports.partner(43));
    let by = Actor::Partner(partner.id);
    let endpoint = ports.endpoint(&partner, 710, EventFilter::Every);
    ports.happen(&partner, 1);
    ports.fan_out(10);
    let claimed = ports.claim(10);
    let first = claimed.first().expect("one");
    // What waits is not doubled.
    let manage = ports.manage(seconds_after(11));
    assert_eq!(manage.replay(partner.id, first.uuid, by), Ok(first.uuid));
    taken(ports, first);

    let unknown = Err(ReplayError::Unknown);
    assert_eq!(manage.replay(other.id, first.uuid, by), unknown);
    let nothing = DeliveryUuid::new(Uuid::from_u128(1));
    assert_eq!(manage.replay(partner.id, nothing, by), unknown);

    let again = manage.replay(partner.id, first.uuid, by).expect("again");
    assert_ne!(again, first.uuid);
    assert_eq!(manage.replay(partner.id, first.uuid, by), Ok(again));
    let claimed = ports.claim(11);
    let second = claimed.first().expect("one");
    assert_eq!((second.uuid, second.origin), (again, Origin::Replay));
    assert_eq!((second.event, second.attempt), (first.event, 1));
    assert_eq!(second.since, seconds_after(11));
    assert_eq!(claimed.len(), 1);
    taken(ports, second);
    assert_eq!(ports.deliveries(&endpoint).len(), 2);
    let recorded = ports
        .harness
        .audited("partner.webhook_replayed", partner.id.get());
    assert_eq!(recorded, 1);
}

/// An endpoint that took the first thing it was told; after that, and before it was there,
/// it missed some.
fn missing_three_of_four(ports: &WebhookPorts, partner: &Partner) -> Endpoint {
    ports.happen(partner, 1);
    ports.happen(partner, 2);
    ports.fan_out(3);
    let endpoint = ports.endpoint(partner, 720, EventFilter::Every);
    ports.happen(partner, 4);
    ports.happen(partner, 5);
    ports.fan_out(6);
    let claimed = ports.claim(6);
    let [taken_one, lost] = claimed.as_slice() else {
        panic!("two are due");
    };
    taken(ports, taken_one);
    assert!(settle(ports, lost, Answer::Fails, Settled::GivenUp));
    endpoint
}

fn what_was_missed_is_delivered_again(ports: &WebhookPorts) {
    let (partner, other) = (ports.partner(44), ports.partner(45));
    let by = Actor::Partner(partner.id);
    let endpoint = missing_three_of_four(ports, &partner);
    // Nobody looked at this one yet: it comes by itself.
    ports.happen(&partner, 7);
    let manage = ports.manage(seconds_after(20));
    // A test is no event.
    let test = manage.test(partner.id, endpoint.uuid, by).expect("asked");
    assert!(test.is_some());
    drain(ports, 20);
    let replay = |since, missed_only| ReplaySince {
        endpoint: endpoint.uuid,
        since: seconds_after(since),
        missed_only,
    };
    let foreign = manage.replay_since(other.id, replay(0, true), by);
    assert_eq!(foreign, Err(ReplayError::Unknown));
    let again = |since, missed_only| {
        let replayed = manage.replay_since(partner.id, replay(since, missed_only), by);
        replayed.expect("replayed")
    };
    // Three were missed; one of them before the second asked for.
    assert_eq!(again(2, true), 2);
    assert_eq!(again(2, true), 0);
    assert_eq!(again(0, true), 1);
    drain(ports, 30);
    assert_eq!(again(0, true), 0);
    // Every one, whatever became of it.
    assert_eq!(again(0, false), 4);
    assert_eq!(again(5, false), 0);
    let claimed = ports.claim(20);
    assert_eq!(claimed.len(), 4);
    for delivery in &claimed {
        assert_eq!(delivery.origin, Origin::Replay);
        taken(ports, delivery);
    }
    assert_eq!(ports.fan_out(40), (1, 1));
    drain(ports, 40);
    only_what_is_wanted_comes_again(&manage, &endpoint);
}

fn only_what_is_wanted_comes_again(manage: &ManageEndpoints, endpoint: &Endpoint) {
    let (partner, by) = (endpoint.partner, Actor::Partner(endpoint.partner));
    let wanted = EventFilter::Only(vec![EventKind::PayoutPaid]);
    let patch = EndpointPatch {
        events: Some(wanted),
        ..EndpointPatch::default()
    };
    let changed = manage.change(partner, endpoint.uuid, patch, by);
    changed.expect("changed").expect("there");
    let replay = ReplaySince {
        endpoint: endpoint.uuid,
        since: seconds_after(0),
        missed_only: false,
    };
    assert_eq!(manage.replay_since(partner, replay, by), Ok(0));
}

fn nothing_is_delivered_again_where_nobody_listens(ports: &WebhookPorts) {
    let partner = ports.partner(46);
    let by = Actor::Partner(partner.id);
    let endpoint = ports.endpoint(&partner, 730, EventFilter::Every);
    ports.happen(&partner, 1);
    ports.fan_out(2);
    let claimed = ports.claim(2);
    let first = claimed.first().expect("one");
    taken(ports, first);
    let manage = ports.manage(seconds_after(10));
    let patch = EndpointPatch {
        status: Some(EndpointSwitch::Disabled),
        ..EndpointPatch::default()
    };
    let off = manage.change(partner.id, endpoint.uuid, patch, by);
    off.expect("changed").expect("there");
    let since = ReplaySince {
        endpoint: endpoint.uuid,
        since: seconds_after(0),
        missed_only: false,
    };
    let again = || {
        let one = manage.replay(partner.id, first.uuid, by).err();
        let all = manage.replay_since(partner.id, since, by).err();
        assert_eq!(one, all);
        one
    };
    assert_eq!(again(), Some(ReplayError::NotActive));
    assert!(
        manage
            .delete(partner.id, endpoint.uuid, by)
            .expect("deleted")
    );
    assert_eq!(again(), Some(ReplayError::Unknown));
    // Its log stays.
    let found = ports.log.find(Whose::Partner(partner.id), first.uuid);
    assert!(found.expect("readable").is_some());
}
