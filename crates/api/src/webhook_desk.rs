//! What the routes of webhooks need.

mod bodies;
mod queries;

use webhooks::{ManageEndpoints, OverseeEndpoints, ReadDeliveries};

pub(crate) use bodies::{read_draft, read_own_overlap, read_patch, read_replay, read_switch};
pub(crate) use queries::{endpoint_query, own_delivery_query, staff_delivery_query};

/// The use cases of webhooks.
pub struct WebhookDesk {
    /// What partners do with their endpoints.
    pub manage: ManageEndpoints,
    /// What staff do with everybody's.
    pub oversee: OverseeEndpoints,
    /// What was delivered.
    pub read: ReadDeliveries,
}
