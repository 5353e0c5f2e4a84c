//! What partners are told by webhooks (contract `onboarding.md`, "Webhooks"): events,
//! the endpoints that want them, and how they are delivered (Standard Webhooks).
//!
//! An [`Event`] is posted to the outbox in the transaction of the change. A worker fans it
//! out to the partner's [`Endpoint`]s, and delivers it until it was taken or
//! [`next_attempt`] gives up. Ports: [`EndpointRepository`], [`DeliveryQueue`],
//! [`DeliveryLog`].

mod candidate_events;
mod deliver;
mod delivery;
mod description;
mod endpoint;
mod event;
mod filter;
mod lead_events;
mod log;
mod manage;
mod open;
mod oversee;
mod post;
mod read;
mod repository;
mod schedule;
mod secret;
mod telling;

pub use deliver::{DeliverWebhooks, Parcel};
pub use delivery::{
    Attempt, AttemptOutcome, ClaimedDelivery, DeliveryBacklog, DeliveryQueue, DeliveryState,
    FanOut, Health, InFlight, Origin, Settled, Settlement,
};
pub use description::{EndpointDescription, EndpointDescriptionError};
pub use endpoint::{Endpoint, EndpointStatus};
pub use event::{Event, EventKind, Fact};
pub use filter::{EventFilter, EventFilterError};
pub use lead_events::{LeadFacts, lead_events};
#[cfg(feature = "mocks")]
pub use log::MockDeliveryLog;
pub use log::{
    DeliveryDetail, DeliveryLog, DeliveryPage, DeliveryQuery, DeliveryRecord, MOST_REPLAYED,
    RecordedAttempt, ReplayError, ReplaySince, Whose,
};
pub use manage::{EndpointDraft, EndpointPatch, ManageEndpoints, RotateEndpointError};
pub use open::{EndpointWithSecret, OpenEndpoint};
pub use oversee::{OverseeEndpoints, SupervisedEndpoint};
pub use post::{Post, PostedEvent};
pub use read::{OpenDelivery, ReadDeliveries};
#[cfg(feature = "mocks")]
pub use repository::MockEndpointRepository;
pub use repository::{
    CreateEndpointError, EndpointChange, EndpointPage, EndpointQuery, EndpointRepository,
    EndpointSwitch, EndpointUrl, ListedEndpoint, MOST_ENDPOINTS, NewEndpoint, SecretRotation,
};
pub use schedule::{GIVE_UP_AFTER, PAUSES, next_attempt};
pub use secret::WebhookSecret;
pub use telling::{Credential, SecurityAlert};
