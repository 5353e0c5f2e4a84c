//! Partners' webhook endpoints, and what was delivered to them.

use std::sync::Arc;

use api::WebhookDesk;
use store::{DieselDeliveryLog, DieselEndpoints};
use webhooks::{
    DeliveryLog, EndpointRepository, ManageEndpoints, OverseeEndpoints, Post, ReadDeliveries,
};

use super::Kit;

impl Kit {
    /// What partners and staff do with webhooks.
    pub fn webhook_desk(&self) -> WebhookDesk {
        let (endpoints, log) = (self.endpoints(), self.delivery_log());
        WebhookDesk {
            manage: ManageEndpoints {
                endpoints: Arc::clone(&endpoints),
                log: Arc::clone(&log),
                post: Post {
                    vault: Arc::clone(&self.vault),
                    entropy: Arc::clone(&self.entropy),
                },
                clock: Arc::clone(&self.clock),
                reach: self.reach(),
            },
            oversee: OverseeEndpoints {
                endpoints,
                log: Arc::clone(&log),
                vault: Arc::clone(&self.vault),
                entropy: Arc::clone(&self.entropy),
                clock: Arc::clone(&self.clock),
            },
            read: ReadDeliveries {
                log,
                vault: Arc::clone(&self.vault),
            },
        }
    }

    fn endpoints(&self) -> Arc<dyn EndpointRepository> {
        Arc::new(DieselEndpoints::new(self.store.clone()))
    }

    fn delivery_log(&self) -> Arc<dyn DeliveryLog> {
        let entropy = Arc::clone(&self.entropy);
        Arc::new(DieselDeliveryLog::new(self.store.clone(), entropy))
    }
}
