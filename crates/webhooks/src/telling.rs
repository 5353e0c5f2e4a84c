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
