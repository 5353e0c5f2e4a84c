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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use kernel::Entropy;

    use super::*;

    struct Ones;

    impl Entropy for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(1);
        }
    }

    #[test]
    fn every_change_has_an_action_of_its_own_and_names_the_endpoint() {
        let fields = "url, events".to_owned();
        let changes = [
            WebhookChange::Created,
            WebhookChange::Changed { fields },
            WebhookChange::SecretRotated,
            WebhookChange::Deleted,
            WebhookChange::Paused,
            WebhookChange::Replayed { deliveries: 7 },
            WebhookChange::Tested,
        ];
        let mut actions = HashSet::new();
        for what in changes {
            let event = WebhookEvent {
                partner: PartnerId::new(1),
                endpoint: EndpointUuid::draw(&Ones),
                what,
            };
            // What is about a partner is found with it.
            assert!(event.action().starts_with("partner.webhook_"));
            assert!(actions.insert(event.action()));
            let mut details = event.details().into_iter();
            let uuid = "01010101-0101-4101-8101-010101010101".to_owned();
            assert_eq!(details.next(), Some(("endpoint", uuid)));
            let more = match event.what {
                WebhookChange::Changed { fields } => Some(("fields", fields)),
                WebhookChange::Replayed { .. } => Some(("deliveries", "7".to_owned())),
                _ => None,
            };
            assert_eq!(details.next(), more);
        }
    }
}
