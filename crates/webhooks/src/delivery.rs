//! One event for one endpoint, until it was taken.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{DeliveryId, DeliveryUuid, EndpointId, EventId, PortResult, Sealed, words};

use crate::{Endpoint, EventKind};

words! {
    /// Why there is a delivery.
    Origin {
        /// The event happened.
        Event = "event",
        /// Somebody asked for it again.
        Replay = "replay",
        /// Somebody pressed the test button.
        Test = "test",
    }
}

words! {
    /// How far a delivery is.
    DeliveryState {
        /// It is tried, or will be.
        Pending = "pending",
        /// The endpoint took it.
        Delivered = "delivered",
        /// It was given up.
        Failed = "failed",
    }
}

/// How many deliveries to an endpoint are on their way from this process.
pub type InFlight = (EndpointId, u32);

/// A delivery that is the caller's until `claimed_until`.
#[derive(Debug, Clone)]
pub struct ClaimedDelivery {
    /// Key.
    pub id: DeliveryId,
    /// Public identity.
    pub uuid: DeliveryUuid,
    /// To where. `partner_uuid` and secrets are those of now.
    pub endpoint: Endpoint,
    /// The `webhook-id`.
    pub event: EventId,
    /// What it tells of.
    pub kind: EventKind,
    /// The body, sealed at [`crate::PostedEvent::field`].
    pub payload: Sealed,
    /// Why it is delivered.
    pub origin: Origin,
    /// When it was first due; three days from then it is given up.
    pub since: DateTime<Utc>,
    /// Which attempt this is; 1 is the first.
    pub attempt: u32,
    /// Until when nobody else has it.
    pub claimed_until: DateTime<Utc>,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// An answer with this HTTP status; 200–299 took it. With what the receiver asked for
    /// by `Retry-After`, if it did.
    Answered {
        /// HTTP status, 100–599.
        status: u16,
        /// How long it wants to be left alone; at most a day.
        retry_after: Option<TimeDelta>,
    },
    /// No answer; a word for why: `address_refused`, `unresolved`, `connect`, `tls`,
    /// `timeout`, `answer_too_large`, `broken`, `unreadable` (what was kept).
    Failed(&'static str),
}

impl AttemptOutcome {
    /// What is kept about the delivery cannot be read.
    pub const UNREADABLE: Self = Self::Failed("unreadable");

    /// HTTP status of the answer, if there was one.
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Answered { status, .. } => Some(status),
            Self::Failed(_) => None,
        }
    }

    /// How long the receiver wants to be left alone.
    pub const fn retry_after(self) -> Option<TimeDelta> {
        match self {
            Self::Answered { retry_after, .. } => retry_after,
            Self::Failed(_) => None,
        }
    }

    /// Whether the endpoint took it.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Answered { status, .. } if status >= 200 && status < 300)
    }
}

/// An attempt that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// What became of it.
    pub outcome: AttemptOutcome,
}

/// What an attempt means for its delivery and its endpoint.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Which delivery, claimed until when: a claim that ran out settles nothing.
    pub delivery: DeliveryId,
    /// See there.
    pub claimed_until: DateTime<Utc>,
    /// What was done.
    pub attempt: Attempt,
    /// What is next.
    pub settled: Settled,
    /// What it says of the endpoint.
    pub health: Health,
}

/// What an attempt says of its endpoint.
#[derive(Debug, Clone)]
pub enum Health {
    /// It answers: no longer failing, no longer held.
    Fine,
    /// Nothing: a test failed, or what is kept cannot be read. Everything stays.
    Unknown,
    /// It fails, since this attempt began unless it failed before.
    Failing {
        /// Nothing is sent to it before.
        hold_until: DateTime<Utc>,
    },
    /// It fails, and is paused with this letter to the partner if it is active still.
    Dead(notices::Letter),
}

/// What is next for a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Nothing: it was taken.
    Delivered,
    /// It is tried again.
    PutOff(DateTime<Utc>),
    /// Nothing: it was given up.
    GivenUp,
}

/// What a round of fanning out did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FanOut {
    /// Events that were looked at.
    pub events: u32,
    /// Deliveries that came of them.
    pub deliveries: u32,
}

/// How delivering does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeliveryBacklog {
    /// Deliveries that are due by now, to active endpoints that are not held, and events
    /// that were not fanned out.
    pub waiting: u64,
    /// Since when the longest of them is due.
    pub oldest: Option<DateTime<Utc>>,
    /// Endpoints that are active and fail.
    pub failing: u64,
    /// Endpoints that are paused.
    pub paused: u64,
}

/// The work of delivering. Any number of processes may do it at once.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait DeliveryQueue: Send + Sync {
    /// Makes deliveries of events that were not looked at yet, at most `limit` events: one
    /// for each active endpoint of the partner that wants it, once whoever else does the
    /// same at the same time. A suspended partner is told like any other, a deleted one of
    /// nothing.
    ///
    /// # Errors
    /// Those of the database.
    fn fan_out(&self, now: DateTime<Utc>, limit: u32) -> PortResult<FanOut>;

    /// Takes due deliveries until `until`, at most `limit`, and so many that with those
    /// `in_flight` no endpoint has more than `per_endpoint`; an endpoint that is failing
    /// (`failing_since`) gets one. Only of endpoints that are active and not held; a test
    /// goes to any that is not deleted, for that is when one presses the button. Endpoints
    /// that do not fail come first, so that others, however many, cannot crowd them out;
    /// then the longest due. Of each endpoint the longest due first; no endpoint's backlog
    /// keeps another's from being found.
    ///
    /// # Errors
    /// Those of the database.
    fn claim(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        in_flight: &[InFlight],
        per_endpoint: u32,
        limit: u32,
    ) -> PortResult<Vec<ClaimedDelivery>>;

    /// Writes down what became of an attempt: its row, the delivery, the endpoint's health;
    /// a pause gives up whatever else waits for the endpoint, some of it perhaps a little
    /// later, but nobody claims that meanwhile. Whether the claim still held; if it did not,
    /// nothing is written.
    ///
    /// # Errors
    /// Those of the database.
    fn settle(&self, settlement: Settlement) -> PortResult<bool>;

    /// What waits at `now`.
    ///
    /// # Errors
    /// Those of the database.
    fn backlog(&self, now: DateTime<Utc>) -> PortResult<DeliveryBacklog>;
}
