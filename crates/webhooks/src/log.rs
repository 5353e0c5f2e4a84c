//! What was delivered, and delivering it again.

use chrono::{DateTime, Utc};
use kernel::{
    Actor, DeliveryId, DeliveryUuid, EndpointUuid, EventId, PartnerId, PartnerUuid, PortFailure,
    PortResult, Sealed,
};

use crate::{DeliveryState, EventKind, Origin, PostedEvent};

/// Whose deliveries are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A partner's own.
    Partner(PartnerId),
    /// Everybody's; for staff.
    Everybody,
}

/// Which deliveries are wanted.
#[derive(Debug, Clone)]
pub struct DeliveryQuery {
    /// Whose.
    pub whose: Whose,
    /// Of one partner, for staff.
    pub partner: Option<PartnerUuid>,
    /// To one endpoint.
    pub endpoint: Option<EndpointUuid>,
    /// In one state.
    pub state: Option<DeliveryState>,
    /// Of one kind of event.
    pub kind: Option<EventKind>,
    /// Older than this one (a cursor).
    pub before: Option<DeliveryId>,
    /// At most so many: 1–100.
    pub limit: u32,
}

/// A delivery as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Key; cursors are made of it.
    pub id: DeliveryId,
    /// Public identity.
    pub uuid: DeliveryUuid,
    /// To where.
    pub endpoint: EndpointUuid,
    /// Whose.
    pub partner: PartnerUuid,
    /// What that partner is called.
    pub partner_name: String,
    /// The `webhook-id`.
    pub event: EventId,
    /// What it tells of.
    pub kind: EventKind,
    /// Why it was delivered.
    pub origin: Origin,
    /// How far it is.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it was first due.
    pub created_at: DateTime<Utc>,
    /// When it is tried again.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it was taken or given up.
    pub finished_at: Option<DateTime<Utc>>,
    /// HTTP status of the last attempt.
    pub last_status: Option<u16>,
    /// Or why there was none.
    pub last_error: Option<String>,
}

/// A page of deliveries, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeliveryPage {
    /// The deliveries.
    pub deliveries: Vec<DeliveryRecord>,
    /// Where the next page begins, if there is one.
    pub next: Option<DeliveryId>,
}

/// One delivery with everything about it.
#[derive(Debug, Clone)]
pub struct DeliveryDetail {
    /// As lists show it.
    pub record: DeliveryRecord,
    /// The body, sealed at [`PostedEvent::field`].
    pub payload: Sealed,
    /// Each attempt with its number, the first first.
    pub attempts: Vec<(u32, RecordedAttempt)>,
}

/// An attempt as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedAttempt {
    /// When it began.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// Or why there was none.
    pub error: Option<String>,
}

/// Delivering every event since a time again, that the endpoint wants; the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplaySince {
    /// To where.
    pub endpoint: EndpointUuid,
    /// From when on, inclusive.
    pub since: DateTime<Utc>,
    /// Only events the endpoint has not taken.
    pub missed_only: bool,
}

/// The most events one replay delivers again.
pub const MOST_REPLAYED: u32 = 10_000;

/// Why nothing is delivered again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// There is no such delivery or endpoint, or it is deleted.
    #[error("there is no such delivery or endpoint")]
    Unknown,
    /// The endpoint is paused or disabled.
    #[error("the endpoint is not active")]
    NotActive,
    /// The log failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// The log of deliveries.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait DeliveryLog: Send + Sync {
    /// A page.
    ///
    /// # Errors
    /// Those of the database.
    fn page(&self, query: &DeliveryQuery) -> PortResult<DeliveryPage>;

    /// One delivery.
    ///
    /// # Errors
    /// Those of the database.
    fn find(&self, whose: Whose, delivery: DeliveryUuid) -> PortResult<Option<DeliveryDetail>>;

    /// Lets the event of `delivery` be delivered to the same endpoint again, by `by`, with an
    /// audit entry; the delivery is called `new`. Answers the one that waits now: that is
    /// another one if the event waited for the endpoint already, which is not doubled.
    ///
    /// # Errors
    /// See [`ReplayError`].
    fn replay(
        &self,
        whose: Whose,
        delivery: DeliveryUuid,
        new: DeliveryUuid,
        by: Actor,
        at: DateTime<Utc>,
    ) -> Result<DeliveryUuid, ReplayError>;

    /// Lets events be delivered again, at most [`MOST_REPLAYED`], by `by`, with an audit
    /// entry: how many. What waits for the endpoint already is not doubled, and tests are
    /// no events.
    ///
    /// # Errors
    /// See [`ReplayError`].
    fn replay_since(
        &self,
        whose: Whose,
        replay: ReplaySince,
        by: Actor,
        at: DateTime<Utc>,
    ) -> Result<u32, ReplayError>;

    /// Keeps a test event for one endpoint of the partner, whatever it wants and also while
    /// it is paused or disabled, with an audit entry; its delivery is called `delivery`.
    /// Whether there is such an endpoint.
    ///
    /// # Errors
    /// Those of the database.
    fn test(
        &self,
        event: PostedEvent,
        endpoint: EndpointUuid,
        delivery: DeliveryUuid,
        by: Actor,
    ) -> PortResult<bool>;
}
