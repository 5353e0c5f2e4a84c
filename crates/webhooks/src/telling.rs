//! Events about partners themselves.

use chrono::{DateTime, Utc};
use kernel::{EndpointUuid, words};

use crate::{Event, EventKind, Fact};

words! {
    /// What a partner proves itself, or we ourselves, by.
    Credential {
        /// What it signs in with.
        ClientSecret = "client_secret",
        /// What its systems call with.
        ApiKey = "api_key",
        /// What webhooks are signed with.
        WebhookSecret = "webhook_secret",
        /// What envelopes to it are sealed with.
        EncryptionKey = "encryption_key",
    }
}

words! {
    /// What a partner's security people should look at.
    SecurityAlert {
        /// A refresh token was used twice; its sessions were ended.
        RefreshTokenReused = "refresh_token_reused",
        /// One of the partner's people set a password.
        PasswordSet = "password_set",
    }
}

impl Event {
    /// The partner's own status is `to` now and was `from`.
    pub fn partner_status_changed(from: &'static str, to: &'static str) -> Self {
        Self {
            kind: EventKind::PartnerStatusChanged,
            facts: vec![
                ("status", Fact::Word(to)),
                ("previous_status", Fact::Word(from)),
            ],
        }
    }

    /// A credential was replaced, or a first one given; the one before counts until
    /// `previous_ends_at`, if there was one that still does.
    pub fn credential_rotated(
        credential: Credential,
        previous_ends_at: Option<DateTime<Utc>>,
    ) -> Self {
        Self {
            kind: EventKind::CredentialRotated,
            facts: vec![
                ("credential", Fact::Word(credential.as_str())),
                ("previous_ends_at", previous_ends_at.into()),
            ],
        }
    }

    /// As [`Event::credential_rotated`], for the secret of an endpoint.
    pub fn webhook_secret_rotated(endpoint: EndpointUuid, previous_ends_at: DateTime<Utc>) -> Self {
        let mut event = Self::credential_rotated(Credential::WebhookSecret, Some(previous_ends_at));
        let endpoint = Fact::Text(endpoint.to_string());
        event.facts.insert(1, ("endpoint_id", endpoint));
        event
    }

    /// Something a partner's security people should look at.
    pub fn security_alert(alert: SecurityAlert) -> Self {
        Self {
            kind: EventKind::SecurityAlert,
            facts: vec![("kind", Fact::Word(alert.as_str()))],
        }
    }

    /// The test button was pressed.
    pub fn webhook_test() -> Self {
        let message = "This is a test. Nothing happened.";
        Self {
            kind: EventKind::WebhookTest,
            facts: vec![("message", Fact::Word(message))],
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use testkit::SeededEntropy;

    use super::*;

    #[test]
    fn a_rotated_secret_names_its_endpoint_second() {
        let endpoint = EndpointUuid::draw(&SeededEntropy::new(1));
        let event = Event::webhook_secret_rotated(endpoint, DateTime::UNIX_EPOCH);
        assert_eq!(event.kind, EventKind::CredentialRotated);
        let expected = vec![
            ("credential", Fact::Word("webhook_secret")),
            ("endpoint_id", Fact::Text(endpoint.to_string())),
            ("previous_ends_at", Fact::Instant(DateTime::UNIX_EPOCH)),
        ];
        assert_eq!(event.facts, expected);
    }

    #[test]
    fn a_status_is_told_with_the_one_before() {
        let event = Event::partner_status_changed("active", "suspended");
        let expected = vec![
            ("status", Fact::Word("suspended")),
            ("previous_status", Fact::Word("active")),
        ];
        assert_eq!(event.facts, expected);
    }
}
