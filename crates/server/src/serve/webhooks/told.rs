//! What is said and counted of attempts: which delivery, never to where.

use metrics::{counter, gauge, histogram};
use webhooks::{AttemptOutcome, ClaimedDelivery, DeliveryBacklog, Health, Settled, Settlement};

use super::{DELAY, DELIVERED, ENDPOINTS, FAILED, OLDEST, WAITING};
use chrono::{DateTime, Utc};

/// Counts an attempt, and says what became of it.
pub(super) fn tell(delivery: &ClaimedDelivery, settlement: &Settlement, now: DateTime<Utc>) {
    let (id, endpoint) = (delivery.uuid, delivery.endpoint.uuid);
    let (event, attempt) = (delivery.kind.as_str(), delivery.attempt);
    let reason = reason(settlement.attempt.outcome);
    if settlement.settled == Settled::Delivered {
        counter!(DELIVERED).increment(1);
        let delay = (now - delivery.since).to_std().unwrap_or_default();
        histogram!(DELAY).record(delay);
        tracing::debug!(%id, %endpoint, event, attempt, "webhook taken");
    } else {
        counter!(FAILED, "reason" => reason.clone()).increment(1);
    }
    match settlement.settled {
        Settled::Delivered => {}
        Settled::PutOff(next) => {
            tracing::info!(%id, %endpoint, event, attempt, reason, %next, "webhook put off");
        }
        Settled::GivenUp => {
            tracing::warn!(%id, %endpoint, event, attempt, reason, "webhook given up");
        }
    }
    if let Health::Dead(_) = settlement.health {
        tracing::warn!(%endpoint, "webhook endpoint paused; its partner is told");
    }
}

/// One word: why there was no answer, or what kind of answer it was.
fn reason(outcome: AttemptOutcome) -> String {
    match outcome {
        AttemptOutcome::Failed(word) => word.to_owned(),
        AttemptOutcome::Answered { status, .. } => format!("http_{}xx", status / 100),
    }
}

/// Shows what waits.
pub(super) fn show(backlog: &DeliveryBacklog, now: DateTime<Utc>) {
    let number = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let age = backlog
        .oldest
        .map_or(0, |oldest| (now - oldest).num_seconds());
    gauge!(WAITING).set(number(backlog.waiting));
    gauge!(OLDEST).set(number(u64::try_from(age).unwrap_or(0)));
    gauge!(ENDPOINTS, "state" => "failing").set(number(backlog.failing));
    gauge!(ENDPOINTS, "state" => "paused").set(number(backlog.paused));
}
