//! Looking at what was delivered.

use std::sync::Arc;

use kernel::{DeliveryUuid, FieldVault, PortFailure, PortResult};

use crate::{DeliveryDetail, DeliveryLog, DeliveryPage, DeliveryQuery, PostedEvent, Whose};

/// One delivery with everything about it, in clear.
#[derive(Debug, Clone)]
pub struct OpenDelivery {
    /// As it is kept.
    pub detail: DeliveryDetail,
    /// The body: a JSON object.
    pub body: String,
}

/// Shows what was delivered, to partners and to staff.
#[derive(Clone)]
pub struct ReadDeliveries {
    /// Knows it.
    pub log: Arc<dyn DeliveryLog>,
    /// Opens bodies.
    pub vault: Arc<dyn FieldVault>,
}

impl ReadDeliveries {
    /// A page, the newest first.
    ///
    /// # Errors
    /// Those of the log.
    pub fn page(&self, query: &DeliveryQuery) -> PortResult<DeliveryPage> {
        self.log.page(query)
    }

    /// One delivery.
    ///
    /// # Errors
    /// Those of the log and the vault.
    pub fn find(&self, whose: Whose, delivery: DeliveryUuid) -> PortResult<Option<OpenDelivery>> {
        let Some(detail) = self.log.find(whose, delivery)? else {
            return Ok(None);
        };
        let row = detail.record.event.get();
        let field = PostedEvent::field(row.as_bytes());
        let body = String::from_utf8(self.vault.open(field, &detail.payload)?)
            .map_err(|_| PortFailure::corrupt("outbox.payload_sealed"))?;
        Ok(Some(OpenDelivery { detail, body }))
    }
}
