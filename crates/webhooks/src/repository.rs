//! The port to wherever endpoints are kept.

use chrono::{DateTime, Utc};
use kernel::{
    Actor, EndpointId, EndpointUuid, PartnerId, PartnerUuid, PortFailure, PortResult, Sealed,
    WebAddress, words,
};

use crate::{Endpoint, EndpointDescription, EndpointStatus, EventFilter};

/// The most endpoints of one partner, deleted ones apart.
pub const MOST_ENDPOINTS: usize = 10;

words! {
    /// What partners and staff may make of an endpoint's status.
    EndpointSwitch {
        /// It is told from now on.
        Active = "active",
        /// It is not told from now on.
        Disabled = "disabled",
    }
}

/// An address to be kept.
#[derive(Debug, Clone)]
pub struct EndpointUrl {
    /// Sealed at [`Endpoint::url_field`].
    pub sealed: Sealed,
    /// In clear, for `webhookUrl` of the onboarding.
    pub clear: WebAddress,
}

/// An endpoint to be created.
#[derive(Debug, Clone)]
pub struct NewEndpoint {
    /// Public identity.
    pub uuid: EndpointUuid,
    /// Whose.
    pub partner: PartnerId,
    /// Its address, sealed at [`Endpoint::url_field`].
    pub url: Sealed,
    /// What the partner calls it.
    pub description: Option<EndpointDescription>,
    /// What it wants.
    pub events: EventFilter,
    /// What its webhooks are signed with, sealed at [`Endpoint::secret_field`].
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
    /// Its address. That of the onboarding's endpoint is the partner's `webhookUrl`, which
    /// changes with it.
    pub url: Option<EndpointUrl>,
    /// What the partner calls it.
    pub description: Option<Option<EndpointDescription>>,
    /// What it wants.
    pub events: Option<EventFilter>,
    /// `Active` also ends a pause and its hold; `Disabled` gives up what waits, as a pause
    /// does ([`crate::DeliveryQueue::settle`]).
    pub status: Option<EndpointSwitch>,
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

/// Which endpoints staff want to see.
#[derive(Debug, Clone, Copy, Default)]
pub struct EndpointQuery {
    /// Of one partner.
    pub partner: Option<PartnerUuid>,
    /// In one status.
    pub status: Option<EndpointStatus>,
    /// Older than this one (a cursor).
    pub before: Option<EndpointId>,
    /// At most so many: 1–100.
    pub limit: u32,
}

/// An endpoint with what its partner is called.
#[derive(Debug, Clone)]
pub struct ListedEndpoint {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The partner's name.
    pub partner_name: String,
}

/// A page of endpoints, the newest first.
#[derive(Debug, Clone, Default)]
pub struct EndpointPage {
    /// The endpoints.
    pub endpoints: Vec<ListedEndpoint>,
    /// Where the next page begins, if there is one.
    pub next: Option<EndpointId>,
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

    /// A page over the endpoints of all partners that are not deleted, for staff.
    ///
    /// # Errors
    /// Those of the database.
    fn page(&self, query: &EndpointQuery) -> PortResult<EndpointPage>;

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

    /// Whether there was one. What waited for it is given up. With the onboarding's, the
    /// partner's `webhookUrl` goes.
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
