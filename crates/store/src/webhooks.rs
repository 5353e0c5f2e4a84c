//! Webhooks: endpoints, deliveries and their log.
//!
//! A delivery refers to its event of the outbox; bodies are never copied. What waits for an
//! endpoint is found by its index alone, so that no backlog stands in another's way.

mod backlog;
mod claim;
mod delivery_rows;
mod endpoint_rotate;
mod endpoint_rows;
mod endpoint_write;
mod endpoints;
mod fan_out;
mod give_up;
mod log;
mod queue;
mod replay;
mod room;
mod settle;
mod setup;

pub use endpoints::DieselEndpoints;
pub use log::DieselDeliveryLog;
pub use queue::DieselDeliveryQueue;

pub(crate) use fan_out::{Waiting, Wisher};
pub(crate) use give_up::leftovers;
pub(crate) use setup::{Followed, Setup, find as find_setup};
