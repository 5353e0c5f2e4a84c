//! Endpoints as they are shown.

use chrono::{DateTime, Utc};
use kernel::{FieldVault, PortFailure, PortResult, WebAddress};

use crate::{Endpoint, WebhookSecret};

/// An endpoint with its address in clear.
#[derive(Debug, Clone)]
pub struct OpenEndpoint {
    /// As it is kept.
    pub endpoint: Endpoint,
    /// Its address.
    pub url: WebAddress,
    /// Until when the secret before signs as well, if it still does.
    pub previous_ends_at: Option<DateTime<Utc>>,
}

/// An endpoint with its secret, shown this once.
#[derive(Debug, Clone)]
pub struct EndpointWithSecret {
    /// The endpoint.
    pub endpoint: OpenEndpoint,
    /// What its webhooks are signed with.
    pub secret: WebhookSecret,
}

impl OpenEndpoint {
    /// Opens `endpoint`, as of `now`.
    ///
    /// # Errors
    /// Those of the vault; [`PortFailure::Corrupt`] where the address is none.
    pub fn of(endpoint: Endpoint, vault: &dyn FieldVault, now: DateTime<Utc>) -> PortResult<Self> {
        let url = endpoint.open_url(vault)?;
        let previous_ends_at = endpoint.previous.as_ref().map(|(_, ends_at)| *ends_at);
        Ok(Self {
            endpoint,
            url,
            previous_ends_at: previous_ends_at.filter(|ends_at| *ends_at > now),
        })
    }
}

impl Endpoint {
    /// Its address in clear. It was judged when it was kept, and who is dialled is judged
    /// anew each time.
    ///
    /// # Errors
    /// Those of the vault; [`PortFailure::Corrupt`] where it is none.
    pub fn open_url(&self, vault: &dyn FieldVault) -> PortResult<WebAddress> {
        let row = self.uuid.get();
        let field = Self::url_field(row.as_bytes());
        let plain = vault.open(field, &self.url)?;
        let text = String::from_utf8(plain).ok();
        text.and_then(|text| WebAddress::site(&text).ok())
            .ok_or(PortFailure::corrupt("webhook_endpoints.url_sealed"))
    }

    /// Its secret, and the one before while that still signs at `now`.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn open_secrets(
        &self,
        vault: &dyn FieldVault,
        now: DateTime<Utc>,
    ) -> PortResult<(WebhookSecret, Option<WebhookSecret>)> {
        let row = self.uuid.get();
        let current = Self::secret_field(row.as_bytes());
        let current = WebhookSecret::open(vault, current, &self.secret)?;
        let previous = match &self.previous {
            Some((sealed, ends_at)) if *ends_at > now => {
                let field = Self::previous_field(row.as_bytes());
                Some(WebhookSecret::open(vault, field, sealed)?)
            }
            _ => None,
        };
        Ok((current, previous))
    }
}
