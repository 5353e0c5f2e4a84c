//! The adapters of webhooks.

use std::sync::Arc;

use chrono::TimeDelta;
use courier::{Courier, CourierError, CourierOptions, SystemNames};
use store::DieselDeliveryQueue;
use webhooks::{DeliverWebhooks, DeliveryQueue, Post};

use super::Kit;

impl Kit {
    /// Makes ready what partners are to be told.
    pub fn post(&self) -> Post {
        Post {
            vault: Arc::clone(&self.vault),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// The deliveries that wait.
    pub fn delivery_queue(&self) -> Arc<dyn DeliveryQueue> {
        let entropy = Arc::clone(&self.entropy);
        Arc::new(DieselDeliveryQueue::new(self.store.clone(), entropy))
    }

    /// Delivers webhooks.
    pub fn deliver_webhooks(&self) -> DeliverWebhooks {
        let lease = TimeDelta::from_std(self.rules.webhooks.lease());
        DeliverWebhooks {
            queue: self.delivery_queue(),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            lease: lease.unwrap_or(TimeDelta::minutes(1)),
        }
    }

    /// Carries webhooks, as far as addresses may lead.
    ///
    /// # Errors
    /// See [`CourierError`].
    pub fn courier(&self) -> Result<Courier, CourierError> {
        Courier::new(CourierOptions {
            reach: self.reach(),
            timeout: self.rules.webhooks.timeout,
            names: Arc::new(SystemNames),
        })
    }
}
