//! Webhooks, from many sides at once.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering};

use accounts::SecretHash;
use kernel::{Actor, DeliveryId, EventId, Overlap};
use webhooks::{
    CreateEndpointError, Endpoint, EventFilter, MOST_ENDPOINTS, ReplaySince, RotateEndpointError,
};

use super::webhooks_ports::{LEASE, WebhookPorts, new_endpoint};
use super::webhooks_settled::taken;
use crate::{rotation, seconds_after};

/// How many do the same at the same time.
const CROWD: usize = 8;

/// How many events they share.
const EVENTS: u32 = 120;

/// What becomes of webhooks when `instances` of one state are used at once.
///
/// # Panics
/// Where a promise is broken.
pub fn webhooks_at_once_contract(instances: &[WebhookPorts]) {
    simultaneous_creations_leave_ten(instances);
    simultaneous_rotations_lose_no_secret(instances);
    each_event_is_fanned_out_once_and_claimed_once(instances);
    simultaneous_replays_double_nothing(instances);
}

/// What each of a crowd answers to `call`, spread over `instances`.
fn crowd<T: Send>(
    instances: &[WebhookPorts],
    call: impl Fn(usize, &WebhookPorts) -> T + Sync,
) -> Vec<T> {
    std::thread::scope(|scope| {
        let call = &call;
        let calls: Vec<_> = instances
            .iter()
            .cycle()
            .take(CROWD)
            .enumerate()
            .map(|(number, ports)| scope.spawn(move || call(number, ports)))
            .collect();
        let answers = calls.into_iter().map(std::thread::ScopedJoinHandle::join);
        answers.map(|answer| answer.expect("no panic")).collect()
    })
}

fn first(instances: &[WebhookPorts]) -> &WebhookPorts {
    instances.first().expect("an instance")
}

fn simultaneous_creations_leave_ten(instances: &[WebhookPorts]) {
    let partner = first(instances).partner(60);
    let created = crowd(instances, |number, ports| {
        let mut created = 0;
        for nth in 0..4 {
            let number = u128::try_from(number * 4 + nth).expect("small");
            let new = new_endpoint(partner.id, 1_000 + number, EventFilter::Every);
            match ports.endpoints.create(new) {
                Ok(_) => created += 1,
                Err(CreateEndpointError::TooMany) => {}
                Err(CreateEndpointError::Port(failure)) => panic!("{failure}"),
            }
        }
        created
    });
    assert_eq!(created.iter().sum::<usize>(), MOST_ENDPOINTS);
    let endpoints = first(instances).endpoints.list(partner.id);
    assert_eq!(endpoints.expect("a list").len(), MOST_ENDPOINTS);
}

fn simultaneous_rotations_lose_no_secret(instances: &[WebhookPorts]) {
    let ports = first(instances);
    let partner = ports.partner(61);
    let by = Actor::Partner(partner.id);
    let endpoint = ports.endpoint(&partner, 1_100, EventFilter::Every);
    let overlap = Overlap::hours(24).expect("in range");
    let rotated = crowd(instances, |_, ports| {
        let manage = ports.manage(seconds_after(1));
        match manage.rotate(partner.id, endpoint.uuid, overlap, by) {
            Ok(rotated) => Some(rotated.secret),
            Err(RotateEndpointError::Overtaken) => None,
            Err(error) => panic!("{error}"),
        }
    });
    // Whoever was told a secret was told one that counted; the last is the one that does.
    let told: Vec<_> = rotated.into_iter().flatten().collect();
    assert!(!told.is_empty());
    let found = ports.found(&endpoint);
    let (current, previous) = found
        .open_secrets(&crate::FakeVault, seconds_after(2))
        .expect("opened");
    assert!(told.contains(&current));
    assert!(previous.is_some());
    let events = ports.harness.probe.outbox(partner.id);
    assert_eq!(events.len(), told.len());
}

fn each_event_is_fanned_out_once_and_claimed_once(instances: &[WebhookPorts]) {
    let ports = first(instances);
    // What is left over of the parts before.
    while ports.fan_out(10).0 > 0 {}
    let partner = ports.partner(62);
    let endpoints = [
        ports.endpoint(&partner, 1_200, EventFilter::Every),
        ports.endpoint(&partner, 1_201, EventFilter::Every),
    ];
    for number in 0..EVENTS {
        let hash = SecretHash::new(number.to_be_bytes().repeat(8));
        let (end, at) = (seconds_after(100), seconds_after(i64::from(number)));
        let rotation = rotation(&partner, hash, end, at);
        ports
            .harness
            .partners
            .rotate_secret(rotation)
            .expect("rotated");
    }
    fan_out_by_a_crowd(instances);
    for endpoint in &endpoints {
        each_was_told_once(ports, endpoint);
    }
    claim_by_a_crowd(instances);
}

fn fan_out_by_a_crowd(instances: &[WebhookPorts]) {
    let events = AtomicU32::new(0);
    crowd(instances, |_, ports| {
        for _ in 0..20 {
            let done = ports.queue.fan_out(seconds_after(200), 10);
            events.fetch_add(done.expect("fanned out").events, Ordering::SeqCst);
        }
    });
    assert_eq!(events.into_inner(), EVENTS);
}

fn each_was_told_once(ports: &WebhookPorts, endpoint: &Endpoint) {
    let mut query = super::webhooks_ports::everything(webhooks::Whose::Partner(endpoint.partner));
    query.endpoint = Some(endpoint.uuid);
    let mut told: Vec<EventId> = Vec::new();
    loop {
        let page = ports.log.page(&query).expect("a page");
        told.extend(page.deliveries.iter().map(|one| one.event));
        query.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    let different: HashSet<EventId> = told.iter().copied().collect();
    let all = usize::try_from(EVENTS).expect("few");
    assert_eq!((told.len(), different.len()), (all, all));
}

fn claim_by_a_crowd(instances: &[WebhookPorts]) {
    let claimed: Vec<Vec<DeliveryId>> = crowd(instances, |_, ports| {
        let (now, until) = (seconds_after(300), seconds_after(300 + LEASE));
        let mut mine = Vec::new();
        for _ in 0..30 {
            let some = ports.queue.claim(now, until, &[], 10, 20).expect("claimed");
            for delivery in &some {
                mine.push(delivery.id);
                taken(ports, delivery);
            }
        }
        mine
    });
    let claimed = claimed.concat();
    let different: HashSet<DeliveryId> = claimed.iter().copied().collect();
    let all = usize::try_from(2 * EVENTS).expect("few");
    assert!(claimed.len() >= all, "{}", claimed.len());
    assert_eq!(claimed.len(), different.len());
}

fn simultaneous_replays_double_nothing(instances: &[WebhookPorts]) {
    let ports = first(instances);
    let partner = ports.partner(63);
    let by = Actor::Partner(partner.id);
    for at in 0..10 {
        ports.happen(&partner, at);
    }
    while ports.fan_out(20).0 > 0 {}
    let endpoint = ports.endpoint(&partner, 1_300, EventFilter::Every);
    let since = ReplaySince {
        endpoint: endpoint.uuid,
        since: seconds_after(0),
        missed_only: false,
    };
    let replayed = crowd(instances, |_, ports| {
        let manage = ports.manage(seconds_after(30));
        manage
            .replay_since(partner.id, since, by)
            .expect("replayed")
    });
    assert_eq!(replayed.iter().sum::<u32>(), 10);
    assert_eq!(ports.deliveries(&endpoint).len(), 10);
}
