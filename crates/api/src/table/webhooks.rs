//! The routes of webhooks.

use actix_web::middleware::{Compress, from_fn};

use super::Endpoint;
use super::refusals::{
    BODY, CONFLICT, CROWDED, DELIVERY, ENDPOINT, FIELDS, PARAMETER, PARTNER, SEALED, STAFF,
};
use crate::routes::{admin_webhooks, webhook_deliveries, webhooks};
use crate::sealed::seal_answer;

/// A partner's own.
#[expect(clippy::too_many_lines, reason = "one route after the other")]
pub(super) fn partners() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(webhooks::endpoints gzip, __path_endpoints, PARTNER),
        endpoint!(
            webhooks::create_endpoint,
            __path_create_endpoint,
            PARTNER,
            BODY,
            SEALED,
            FIELDS,
            CROWDED
        ),
        endpoint!(webhooks::endpoint, __path_endpoint, PARTNER, ENDPOINT),
        endpoint!(
            webhooks::change_endpoint,
            __path_change_endpoint,
            PARTNER,
            BODY,
            SEALED,
            FIELDS,
            ENDPOINT
        ),
        endpoint!(
            webhooks::delete_endpoint,
            __path_delete_endpoint,
            PARTNER,
            ENDPOINT
        ),
        endpoint!(
            webhooks::rotate_endpoint_secret,
            __path_rotate_endpoint_secret,
            PARTNER,
            BODY,
            SEALED,
            FIELDS,
            ENDPOINT,
            CONFLICT
        ),
        endpoint!(
            webhooks::test_endpoint,
            __path_test_endpoint,
            PARTNER,
            ENDPOINT
        ),
        endpoint!(
            webhooks::replay_endpoint,
            __path_replay_endpoint,
            PARTNER,
            BODY,
            SEALED,
            FIELDS,
            ENDPOINT,
            CONFLICT
        ),
        endpoint!(
            webhook_deliveries::deliveries gzip,
            __path_deliveries,
            PARTNER,
            PARAMETER
        ),
        endpoint!(
            webhook_deliveries::delivery gzip,
            __path_delivery,
            PARTNER,
            DELIVERY
        ),
        endpoint!(
            webhook_deliveries::replay_delivery,
            __path_replay_delivery,
            PARTNER,
            DELIVERY,
            CONFLICT
        ),
    ];
    endpoints.into_iter().flatten().collect()
}

/// The staff's.
pub(super) fn staff() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(admin_webhooks::all_endpoints gzip, __path_all_endpoints, STAFF, PARAMETER),
        endpoint!(
            admin_webhooks::switch_endpoint,
            __path_switch_endpoint,
            STAFF,
            BODY,
            FIELDS,
            ENDPOINT
        ),
        endpoint!(
            admin_webhooks::replay_endpoint_by_staff,
            __path_replay_endpoint_by_staff,
            STAFF,
            BODY,
            FIELDS,
            ENDPOINT,
            CONFLICT
        ),
        endpoint!(admin_webhooks::all_deliveries gzip, __path_all_deliveries, STAFF, PARAMETER),
        endpoint!(admin_webhooks::any_delivery gzip, __path_any_delivery, STAFF, DELIVERY),
        endpoint!(
            admin_webhooks::replay_any_delivery,
            __path_replay_any_delivery,
            STAFF,
            DELIVERY,
            CONFLICT
        ),
    ];
    endpoints.into_iter().flatten().collect()
}
