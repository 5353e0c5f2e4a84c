//! [`webhooks::DeliveryQueue`]: what became of attempts, and of endpoints by them.

use accounts::Partner;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Actor;
use webhooks::{
    Attempt, AttemptOutcome, ClaimedDelivery, DeliveryBacklog, DeliveryState, Endpoint,
    EndpointPatch, EndpointStatus, EndpointSwitch, EventFilter, Health, Settled, Settlement, Whose,
};

use super::webhooks_ports::{LEASE, WebhookPorts, drain};
use crate::{letter_to, seconds_after};

/// What an endpoint does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    Takes,
    Fails,
}

/// How long every attempt takes, in milliseconds.
const TOOK: u32 = 250;

/// An attempt that began as soon as it was claimed.
pub(super) fn settlement(
    delivery: &ClaimedDelivery,
    answer: Answer,
    settled: Settled,
    health: Health,
) -> Settlement {
    let outcome = match answer {
        Answer::Takes => AttemptOutcome::Answered {
            status: 204,
            retry_after: None,
        },
        Answer::Fails => AttemptOutcome::Failed("timeout"),
    };
    Settlement {
        delivery: delivery.id,
        claimed_until: delivery.claimed_until,
        attempt: Attempt {
            at: delivery.claimed_until - TimeDelta::seconds(LEASE),
            took_ms: TOOK,
            outcome,
        },
        settled,
        health,
    }
}

/// Settles; an endpoint that fails is held for no time.
pub(super) fn settle(
    ports: &WebhookPorts,
    delivery: &ClaimedDelivery,
    answer: Answer,
    settled: Settled,
) -> bool {
    let hold_until = delivery.claimed_until - TimeDelta::seconds(LEASE);
    let health = match answer {
        Answer::Takes => Health::Fine,
        Answer::Fails => Health::Failing { hold_until },
    };
    let settlement = settlement(delivery, answer, settled, health);
    ports.queue.settle(settlement).expect("settled")
}

/// The endpoint takes `delivery`.
pub(super) fn taken(ports: &WebhookPorts, delivery: &ClaimedDelivery) {
    assert!(settle(ports, delivery, Answer::Takes, Settled::Delivered));
}

pub(super) fn settled_contract(ports: &WebhookPorts) {
    attempts_are_written_down(ports);
    an_endpoint_that_is_held_is_left(ports);
    a_dead_endpoint_is_paused_and_its_partner_told(ports);
}

fn attempts_are_written_down(ports: &WebhookPorts) {
    let partner = ports.partner(30);
    let endpoint = ports.endpoint(&partner, 600, EventFilter::Every);
    ports.happen(&partner, 1);
    ports.fan_out(10);
    let next = seconds_after(100);
    let first = ports.claim(10);
    let first = first.first().expect("one");
    assert!(settle(ports, first, Answer::Fails, Settled::PutOff(next)));
    let found = ports.found(&endpoint);
    assert_eq!(found.failing_since, Some(seconds_after(10)));
    assert_eq!(found.last_success_at, None);
    assert_eq!(found.updated_at, endpoint.updated_at);
    let record = ports.deliveries(&endpoint).remove(0);
    assert_eq!((record.state, record.attempts), (DeliveryState::Pending, 1));
    assert_eq!(
        (record.next_attempt_at, record.finished_at),
        (Some(next), None)
    );
    assert_eq!(record.last_error.as_deref(), Some("timeout"));

    assert!(ports.claim(99).is_empty());
    let second = ports.claim(100);
    let second = second.first().expect("one");
    assert_eq!((second.attempt, second.event), (2, first.event));
    assert_eq!(second.since, first.since);
    taken(ports, second);
    let ended = seconds_after(100) + TimeDelta::milliseconds(i64::from(TOOK));
    let found = ports.found(&endpoint);
    assert_eq!(
        (found.failing_since, found.last_success_at),
        (None, Some(ended))
    );
    both_attempts_are_shown(ports, second, ended);
}

fn both_attempts_are_shown(ports: &WebhookPorts, second: &ClaimedDelivery, ended: DateTime<Utc>) {
    let whose = Whose::Partner(second.endpoint.partner);
    let detail = ports.log.find(whose, second.uuid).expect("readable");
    let detail = detail.expect("there");
    assert_eq!(detail.record.state, DeliveryState::Delivered);
    assert_eq!(
        (detail.record.last_status, detail.record.last_error),
        (Some(204), None)
    );
    assert_eq!(detail.record.finished_at, Some(ended));
    let attempts: Vec<_> = detail
        .attempts
        .iter()
        .map(|(number, one)| {
            (
                *number,
                one.at,
                one.took_ms,
                one.status,
                one.error.as_deref(),
            )
        })
        .collect();
    let expected = [
        (1, seconds_after(10), TOOK, None, Some("timeout")),
        (2, seconds_after(100), TOOK, Some(204), None),
    ];
    assert_eq!(attempts, expected);
}

fn an_endpoint_that_is_held_is_left(ports: &WebhookPorts) {
    let partner = ports.partner(31);
    let endpoint = ports.endpoint(&partner, 610, EventFilter::Every);
    ports.happen(&partner, 1);
    ports.happen(&partner, 2);
    ports.fan_out(10);
    let claimed = ports.claim(10);
    let [first, second] = claimed.as_slice() else {
        panic!("two are due");
    };
    // The longer hold counts.
    fails_and_is_held(ports, first, 500);
    fails_and_is_held(ports, second, 300);
    let backlog = |at| ports.queue.backlog(seconds_after(at)).expect("counted");
    let before = DeliveryBacklog {
        failing: 1,
        ..DeliveryBacklog::default()
    };
    assert!(ports.claim(499).is_empty());
    assert_eq!(backlog(499), before);
    let held = DeliveryBacklog {
        waiting: 2,
        oldest: Some(seconds_after(20)),
        ..before
    };
    assert_eq!(backlog(500), held);
    let claimed = ports.claim(500);
    assert_eq!(claimed.len(), 1);
    for delivery in &claimed {
        taken(ports, delivery);
    }
    assert_eq!(ports.found(&endpoint).failing_since, None);
    drain(ports, 500);
    an_event_waits_as_well(ports, &partner);
}

fn fails_and_is_held(ports: &WebhookPorts, delivery: &ClaimedDelivery, hold: i64) {
    let health = Health::Failing {
        hold_until: seconds_after(hold),
    };
    let put_off = Settled::PutOff(seconds_after(20));
    let settled = settlement(delivery, Answer::Fails, put_off, health);
    assert_eq!(ports.queue.settle(settled), Ok(true));
}

fn an_event_waits_as_well(ports: &WebhookPorts, partner: &Partner) {
    ports.happen(partner, 501);
    let event = DeliveryBacklog {
        waiting: 1,
        oldest: Some(seconds_after(501)),
        ..DeliveryBacklog::default()
    };
    assert_eq!(ports.queue.backlog(seconds_after(600)), Ok(event));
    ports.fan_out(600);
    drain(ports, 600);
}

fn a_dead_endpoint_is_paused_and_its_partner_told(ports: &WebhookPorts) {
    let partner = ports.partner(32);
    let endpoint = ports.endpoint(&partner, 620, EventFilter::Every);
    for second in 1..4 {
        ports.happen(&partner, second);
    }
    ports.fan_out(10);
    let claimed = ports.claim(10);
    let [first, second, ..] = claimed.as_slice() else {
        panic!("three are due");
    };
    let letters = || ports.harness.told("status_changed", partner.uuid.get());
    let before = letters();
    let dead = |delivery| {
        let letter = letter_to(&partner, seconds_after(10));
        let health = Health::Dead(letter);
        let settled = settlement(delivery, Answer::Fails, Settled::GivenUp, health);
        ports.queue.settle(settled).expect("settled")
    };
    assert!(dead(first));
    // What is on its way then was given up as well.
    assert!(!dead(second));
    assert_eq!(letters(), before + 1);
    let ended = seconds_after(10) + TimeDelta::milliseconds(i64::from(TOOK));
    let found = ports.found(&endpoint);
    assert_eq!(found.status, EndpointStatus::Paused);
    assert_eq!((found.paused_at, found.updated_at), (Some(ended), ended));
    let key = partner.id.get();
    assert_eq!(ports.harness.audited("partner.webhook_paused", key), 1);
    let errors: Vec<_> = ports
        .deliveries(&endpoint)
        .into_iter()
        .map(|one| (one.state, one.last_error))
        .collect();
    let failed = |why: &str| (DeliveryState::Failed, Some(why.to_owned()));
    let waited = failed("endpoint_paused");
    assert_eq!(errors, [waited.clone(), waited, failed("timeout")]);
    let paused = ports.queue.backlog(seconds_after(20)).expect("counted");
    assert_eq!((paused.paused, paused.failing), (1, 0));
    ports.happen(&partner, 21);
    assert_eq!(ports.fan_out(22), (1, 0));

    switched_on_it_has_not_failed_yet(ports, &endpoint);
}

fn switched_on_it_has_not_failed_yet(ports: &WebhookPorts, endpoint: &Endpoint) {
    let manage = ports.manage(seconds_after(30));
    let patch = EndpointPatch {
        status: Some(EndpointSwitch::Active),
        ..EndpointPatch::default()
    };
    let by = Actor::Partner(endpoint.partner);
    let on = manage.change(endpoint.partner, endpoint.uuid, patch, by);
    let on = on.expect("changed").expect("there").endpoint;
    assert_eq!((on.status, on.paused_at), (EndpointStatus::Active, None));
    assert_eq!(on.failing_since, None);
}
