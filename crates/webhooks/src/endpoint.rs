//! Where partners want to be told.

use chrono::{DateTime, Utc};
use kernel::{
    Actor, EndpointId, EndpointUuid, FieldRef, PartnerId, PartnerUuid, PortFailure, PortResult,
    Sealed, words,
};

use crate::EventKind;

/// The most endpoints of one partner, deleted ones apart.
pub const MOST_ENDPOINTS: usize = 10;

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

/// Which events an endpoint wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventFilter {
    /// Every one, also of kinds that do not exist yet.
    Every,
    /// These; at least one, each once, never [`EventKind::WebhookTest`].
    Only(Vec<EventKind>),
}

impl EventFilter {
    /// Whether an event of this kind is wanted.
    pub fn wants(&self, kind: EventKind) -> bool {
        match self {
            Self::Every => true,
            Self::Only(kinds) => kinds.contains(&kind),
        }
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
    /// What the partner calls it: at most 200 characters.
    pub description: Option<String>,
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

/// An endpoint to be created.
#[derive(Debug, Clone)]
pub struct NewEndpoint {
    /// Public identity.
    pub uuid: EndpointUuid,
    /// Whose.
    pub partner: PartnerId,
    /// Sealed address.
    pub url: Sealed,
    /// What the partner calls it.
    pub description: Option<String>,
    /// What it wants.
    pub events: EventFilter,
    /// The one of the onboarding.
    pub from_setup: bool,
    /// Sealed secret.
    pub secret: Sealed,
    /// By whom, for the audit log.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// What changes of an endpoint; `None` leaves it.
#[derive(Debug, Clone)]
pub struct EndpointChange {
    /// Which, of which partner (`None`: of any, for staff).
    pub endpoint: EndpointUuid,
    /// See there.
    pub partner: Option<PartnerId>,
    /// Sealed address.
    pub url: Option<Sealed>,
    /// What the partner calls it.
    pub description: Option<Option<String>>,
    /// What it wants.
    pub events: Option<EventFilter>,
    /// `Active` also ends a pause and its hold; `Paused` is refused by the use case.
    pub status: Option<EndpointStatus>,
    /// By whom, for the audit log.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// A new secret for an endpoint.
#[derive(Debug, Clone)]
pub struct SecretRotation {
    /// Which.
    pub endpoint: EndpointUuid,
    /// Whose.
    pub partner: PartnerId,
    /// The new secret, sealed at [`Endpoint::secret_field`].
    pub secret: Sealed,
    /// The one before, sealed anew at [`Endpoint::previous_field`], and until when it signs
    /// as well; `None`: not at all.
    pub previous: Option<(Sealed, DateTime<Utc>)>,
    /// The secret the rotation rests on; another one there by now means that somebody else
    /// was first.
    pub expected: Sealed,
    /// What the partner is told of it (`credential.rotated`).
    pub event: crate::PostedEvent,
    /// By whom, for the audit log.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why an endpoint could not be created.
#[derive(Debug, thiserror::Error)]
pub enum CreateEndpointError {
    /// The partner has [`MOST_ENDPOINTS`].
    #[error("the partner has as many endpoints as it may")]
    TooMany,
    /// The repository failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where endpoints are kept. Each method is one transaction, audit entry included.
/// Deleted endpoints are not there.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait EndpointRepository: Send + Sync {
    /// The partner's, the oldest first.
    ///
    /// # Errors
    /// Those of the database.
    fn list(&self, partner: PartnerId) -> PortResult<Vec<Endpoint>>;

    /// The partner's endpoint; of any partner with `None`.
    ///
    /// # Errors
    /// Those of the database.
    fn find(
        &self,
        partner: Option<PartnerId>,
        endpoint: EndpointUuid,
    ) -> PortResult<Option<Endpoint>>;

    /// Keeps a new one, unless the partner has [`MOST_ENDPOINTS`] (also under simultaneous
    /// calls).
    ///
    /// # Errors
    /// See [`CreateEndpointError`].
    fn create(&self, new: NewEndpoint) -> Result<Endpoint, CreateEndpointError>;

    /// The endpoint afterwards; `None`: there is no such one.
    ///
    /// # Errors
    /// Those of the database.
    fn change(&self, change: EndpointChange) -> PortResult<Option<Endpoint>>;

    /// The endpoint afterwards; `None`: there is no such one, or its secret is no longer
    /// the expected one.
    ///
    /// # Errors
    /// Those of the database.
    fn rotate(&self, rotation: SecretRotation) -> PortResult<Option<Endpoint>>;

    /// Whether there was one. What waited for it is given up.
    ///
    /// # Errors
    /// Those of the database.
    fn delete(
        &self,
        partner: PartnerId,
        endpoint: EndpointUuid,
        by: Actor,
        at: DateTime<Utc>,
    ) -> PortResult<bool>;
}
