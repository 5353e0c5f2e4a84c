//! The work of delivering.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Entropy, PortResult};
use webhooks::{ClaimedDelivery, DeliveryBacklog, DeliveryQueue, FanOut, InFlight, Settlement};

use super::claim::Ask;
use super::{backlog, claim, fan_out, give_up, settle};
use crate::Store;

/// Deliveries in the database. A claim is a time until which a delivery is not due, set by
/// whoever finds the time it saw still there.
#[derive(Clone)]
pub struct DieselDeliveryQueue {
    store: Store,
    entropy: Arc<dyn Entropy>,
}

impl DieselDeliveryQueue {
    /// The deliveries of `store`; their identities are drawn from `entropy`.
    pub const fn new(store: Store, entropy: Arc<dyn Entropy>) -> Self {
        Self { store, entropy }
    }
}

impl DeliveryQueue for DieselDeliveryQueue {
    fn fan_out(&self, now: DateTime<Utc>, limit: u32) -> PortResult<FanOut> {
        // Most rounds find nothing, and then nobody is to wait for a writer.
        if !self.store.read(|conn| Ok(fan_out::is_any(conn)?))? {
            return Ok(FanOut::default());
        }
        let entropy = Arc::clone(&self.entropy);
        self.store
            .write(move |conn| fan_out::fan_out(conn, entropy.as_ref(), now, limit))
    }

    fn claim(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        in_flight: &[InFlight],
        per_endpoint: u32,
        limit: u32,
    ) -> PortResult<Vec<ClaimedDelivery>> {
        let ask = Ask {
            now,
            in_flight,
            per_endpoint,
            limit,
        };
        let due = self.store.read(|conn| Ok(claim::due(conn, &ask)?))?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let mine = self
            .store
            .statement(move |conn| Ok(claim::take(conn, &due, until)?))?;
        if mine.is_empty() {
            return Ok(Vec::new());
        }
        self.store.read(|conn| claim::claimed(conn, &mine, until))
    }

    fn settle(&self, settlement: Settlement) -> PortResult<bool> {
        let settled = self
            .store
            .write(move |conn| settle::settle(conn, &settlement))?;
        let Some(settled) = settled else {
            return Ok(false);
        };
        if let Some((endpoint, at)) = settled.paused {
            give_up::some(&self.store, endpoint, give_up::PAUSED, at)?;
        }
        Ok(true)
    }

    fn backlog(&self, now: DateTime<Utc>) -> PortResult<DeliveryBacklog> {
        self.store.snapshot(|conn| backlog::backlog(conn, now))
    }
}
