//! Delivering what waits.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, Entropy, EventId, FieldVault, PortResult};
use notices::{Compose, Notice, Recipient};

use crate::schedule::{next_attempt, next_probe};
use crate::{
    Attempt, AttemptOutcome, ClaimedDelivery, DeliveryQueue, Endpoint, GIVE_UP_AFTER, Health,
    InFlight, Origin, PostedEvent, Settled, Settlement, WebhookSecret,
};

/// The receiver says that there will never be anybody again (RFC 9110, 15.5.11).
const GONE: u16 = 410;

/// Delivers webhooks, at least once, mostly once: what there is to do before and after
/// somebody carries a [`Parcel`]. Several may work on one queue.
#[derive(Clone)]
pub struct DeliverWebhooks {
    /// The deliveries.
    pub queue: Arc<dyn DeliveryQueue>,
    /// Opens addresses, secrets and bodies.
    pub vault: Arc<dyn FieldVault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Spreads attempts; draws references of letters.
    pub entropy: Arc<dyn Entropy>,
    /// How long a delivery is one sender's: longer than an attempt takes at worst.
    pub lease: TimeDelta,
}

/// What is sent, opened. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Parcel {
    /// Its `webhook-id`.
    pub id: EventId,
    /// To where, as it was taken when the endpoint was made.
    pub url: String,
    /// JSON.
    pub body: Vec<u8>,
    /// What it is signed with: one secret, or the one before as well.
    pub secrets: Vec<WebhookSecret>,
}

impl fmt::Debug for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parcel({})", self.id)
    }
}

impl DeliverWebhooks {
    /// Takes what is due, for [`DeliverWebhooks::lease`]; see [`DeliveryQueue::claim`].
    ///
    /// # Errors
    /// Those of the queue.
    pub fn claim(
        &self,
        in_flight: &[InFlight],
        per_endpoint: u32,
        limit: u32,
    ) -> PortResult<Vec<ClaimedDelivery>> {
        let now = self.clock.now();
        let until = now + self.lease;
        self.queue.claim(now, until, in_flight, per_endpoint, limit)
    }

    /// What is to be sent, signed with the secrets that count at `at`.
    ///
    /// # Errors
    /// Those of the vault: what is kept cannot be read, which is an attempt that failed as
    /// [`AttemptOutcome::UNREADABLE`].
    pub fn prepare(&self, delivery: &ClaimedDelivery, at: DateTime<Utc>) -> PortResult<Parcel> {
        let (vault, row) = (self.vault.as_ref(), delivery.event.get());
        let url = delivery.endpoint.open_url(vault)?;
        let (secret, previous) = delivery.endpoint.open_secrets(vault, at)?;
        Ok(Parcel {
            id: delivery.event,
            url: url.as_str().to_owned(),
            body: vault.open(PostedEvent::field(row.as_bytes()), &delivery.payload)?,
            secrets: std::iter::once(secret).chain(previous).collect(),
        })
    }

    /// What `attempt` means for its delivery and its endpoint, to be written down by
    /// [`DeliveryQueue::settle`].
    ///
    /// # Errors
    /// Those of composing the letter.
    pub fn judge(&self, delivery: &ClaimedDelivery, attempt: Attempt) -> PortResult<Settlement> {
        let (settled, health) = if attempt.outcome.is_success() {
            (Settled::Delivered, Health::Fine)
        } else {
            self.failed(delivery, attempt)?
        };
        Ok(Settlement {
            delivery: delivery.id,
            claimed_until: delivery.claimed_until,
            attempt,
            settled,
            health,
        })
    }

    fn failed(
        &self,
        delivery: &ClaimedDelivery,
        attempt: Attempt,
    ) -> PortResult<(Settled, Health)> {
        if delivery.origin == Origin::Test {
            // Somebody waits for the answer; that is what it was for.
            return Ok((Settled::GivenUp, Health::Unknown));
        }
        let now = self.clock.now();
        let mut spread = [0];
        self.entropy.fill(&mut spread);
        let [spread] = spread;
        let asked = attempt.outcome.retry_after();
        let own = next_attempt(delivery.since, delivery.attempt, now, spread, asked);
        if attempt.outcome == AttemptOutcome::UNREADABLE {
            return Ok((
                own.map_or(Settled::GivenUp, Settled::PutOff),
                Health::Unknown,
            ));
        }
        let failing_since = delivery.endpoint.failing_since.unwrap_or(attempt.at);
        let probe = next_probe(failing_since, attempt.at, now, spread, asked);
        match probe.filter(|_| attempt.outcome.status() != Some(GONE)) {
            None => {
                let letter = self.letter(&delivery.endpoint, failing_since, now)?;
                Ok((Settled::GivenUp, Health::Dead(letter)))
            }
            Some(hold_until) => {
                let next = own.map(|own| own.max(hold_until));
                let next = next.filter(|next| *next - delivery.since <= GIVE_UP_AFTER);
                let settled = next.map_or(Settled::GivenUp, Settled::PutOff);
                Ok((settled, Health::Failing { hold_until }))
            }
        }
    }

    fn letter(
        &self,
        endpoint: &Endpoint,
        failing_since: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> PortResult<notices::Letter> {
        let compose = Compose {
            vault: Arc::clone(&self.vault),
            entropy: Arc::clone(&self.entropy),
        };
        let notice = Notice::WebhookPaused {
            endpoint: endpoint.uuid,
            failing_since,
        };
        compose.letter(Recipient::Partner(endpoint.partner_uuid), &notice, at)
    }
}

#[cfg(test)]
mod tests;
