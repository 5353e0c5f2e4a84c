//! What the audit log records of partners' webhook endpoints.

use kernel::{EndpointUuid, PartnerId};

/// Something about one endpoint. It is named by its public identity, never by its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvent {
    /// Whose.
    pub partner: PartnerId,
    /// Which.
    pub endpoint: EndpointUuid,
    /// What.
    pub what: WebhookChange,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookChange {
    /// It was created.
    Created,
    /// Fields were changed.
    Changed {
        /// Their names, comma-separated.
        fields: String,
    },
    /// It got a new secret.
    SecretRotated,
    /// It was deleted.
    Deleted,
    /// Nobody answered there for long, so that it is told nothing more.
    Paused,
    /// Events are delivered to it again.
    Replayed {
        /// How many.
        deliveries: u32,
    },
    /// A test was sent to it.
    Tested,
}

impl WebhookEvent {
    pub(crate) const fn action(&self) -> &'static str {
        use WebhookChange as C;
        match self.what {
            C::Created => "partner.webhook_created",
            C::Changed { .. } => "partner.webhook_changed",
            C::SecretRotated => "partner.webhook_secret_rotated",
            C::Deleted => "partner.webhook_deleted",
            C::Paused => "partner.webhook_paused",
            C::Replayed { .. } => "partner.webhook_replayed",
            C::Tested => "partner.webhook_tested",
        }
    }

    pub(crate) fn details(&self) -> Vec<(&'static str, String)> {
        use WebhookChange as C;
        let mut details = vec![("endpoint", self.endpoint.to_string())];
        match &self.what {
            C::Changed { fields } => details.push(("fields", fields.clone())),
            C::Replayed { deliveries } => details.push(("deliveries", deliveries.to_string())),
            C::Created | C::SecretRotated | C::Deleted | C::Paused | C::Tested => {}
        }
        details
    }
}
