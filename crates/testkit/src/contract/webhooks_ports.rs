//! What every contract of webhooks is tried on.

use std::sync::Arc;

use accounts::{Partner, PartnerStatus, StatusChange};
use chrono::{DateTime, Utc};
use kernel::{Actor, Clock, EndpointUuid, FieldVault as _, FixedClock, PartnerId, Reach, Sealed};
use uuid::Uuid;
use webhooks::{
    ClaimedDelivery, DeliveryLog, DeliveryQuery, DeliveryQueue, DeliveryRecord, Endpoint,
    EndpointRepository, EventFilter, ManageEndpoints, NewEndpoint, Whose,
};

use super::webhooks_settled::taken;
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
    pub(super) fn endpoint(
        &self,
        partner: &Partner,
        number: u128,
        events: EventFilter,
    ) -> Endpoint {
        let created = self
            .endpoints
            .create(new_endpoint(partner.id, number, events));
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
        if partners
            .change_status(change(PartnerStatus::Suspended))
            .is_err()
        {
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

/// Delivers whatever is due.
pub(super) fn drain(ports: &WebhookPorts, at: i64) {
    let claimed = ports.claim(at);
    for delivery in &claimed {
        taken(ports, delivery);
    }
}
