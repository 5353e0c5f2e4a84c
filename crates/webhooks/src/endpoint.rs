//! Where partners want to be told.

use chrono::{DateTime, Utc};
use kernel::{EndpointId, EndpointUuid, FieldRef, PartnerId, PartnerUuid, Sealed, words};

use crate::{EndpointDescription, EventFilter};

words! {
    /// Whether an endpoint is told.
    EndpointStatus {
        /// It is.
        Active = "active",
        /// Not since nobody answered there for long; the partner was told by e-mail.
        Paused = "paused",
        /// Not since the partner or staff said so.
        Disabled = "disabled",
    }
}

/// An endpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Key.
    pub id: EndpointId,
    /// Public identity.
    pub uuid: EndpointUuid,
    /// Whose.
    pub partner: PartnerId,
    /// Whose, as others know it.
    pub partner_uuid: PartnerUuid,
    /// The address, sealed at [`Endpoint::url_field`]; some carry a token.
    pub url: Sealed,
    /// What the partner calls it.
    pub description: Option<EndpointDescription>,
    /// What it wants.
    pub events: EventFilter,
    /// Whether it is told.
    pub status: EndpointStatus,
    /// The one that `webhookUrl` of the onboarding names.
    pub from_setup: bool,
    /// What its webhooks are signed with, sealed at [`Endpoint::secret_field`].
    pub secret: Sealed,
    /// The secret before, sealed at [`Endpoint::previous_field`], and until when it signs as
    /// well.
    pub previous: Option<(Sealed, DateTime<Utc>)>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When anything but its health changed.
    pub updated_at: DateTime<Utc>,
    /// Since when it is paused.
    pub paused_at: Option<DateTime<Utc>>,
    /// The first failure since the last success.
    pub failing_since: Option<DateTime<Utc>>,
    /// When it last took something.
    pub last_success_at: Option<DateTime<Utc>>,
}

impl Endpoint {
    /// Where the address of the endpoint `uuid` (its bytes) lies.
    pub const fn url_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        Self::field("url_sealed", uuid)
    }

    /// Where its secret lies.
    pub const fn secret_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        Self::field("secret_sealed", uuid)
    }

    /// Where its secret before lies.
    pub const fn previous_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        Self::field("previous_secret_sealed", uuid)
    }

    const fn field<'a>(column: &'static str, uuid: &'a [u8; 16]) -> FieldRef<'a> {
        FieldRef {
            table: "webhook_endpoints",
            column,
            row: uuid,
        }
    }
}
