//! What partners are told by webhooks (contract `onboarding.md`, "Webhooks"): events,
//! the endpoints that want them, and how they are delivered (Standard Webhooks).
//!
//! An [`Event`] is posted to the outbox in the transaction of the change. A worker fans it
//! out to the partner's [`Endpoint`]s, and delivers it until it was taken or
//! [`next_attempt`] gives up. Ports: [`EndpointRepository`], [`DeliveryQueue`],
//! [`DeliveryLog`].

mod delivery;
mod endpoint;
mod event;
mod lead_events;
mod log;
mod post;
mod schedule;
mod secret;

pub use delivery::{
    Attempt, AttemptOutcome, ClaimedDelivery, DeliveryQueue, DeliveryState, FanOut, InFlight,
    Origin, Settled, Settlement,
};
pub use endpoint::{
    CreateEndpointError, Endpoint, EndpointChange, EndpointRepository, EndpointStatus, EventFilter,
    MOST_ENDPOINTS, NewEndpoint, SecretRotation,
};
pub use event::{Event, EventKind, Fact};
pub use lead_events::{LeadFacts, lead_events};
pub use log::{
    DeliveryDetail, DeliveryLog, DeliveryPage, DeliveryQuery, DeliveryRecord, RecordedAttempt,
    Replay, Whose,
};
pub use post::{Post, PostedEvent};
pub use schedule::{GIVE_UP_AFTER, PAUSES, next_attempt};
pub use secret::WebhookSecret;
