//! The routes of maintenance.

use actix_web::middleware::{Compress, from_fn};

use super::Endpoint;
use super::refusals::{BODY, CONFLICT, FIELDS, READY, STAFF, THING};
use crate::routes::maintenance;
use crate::sealed::seal_answer;

/// The staff's, and everybody's.
pub(super) fn routes() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            maintenance::upcoming_maintenance,
            __path_upcoming_maintenance,
            READY
        ),
        endpoint!(
            maintenance::announce_maintenance,
            __path_announce_maintenance,
            STAFF,
            BODY,
            FIELDS,
            CONFLICT
        ),
        endpoint!(maintenance::maintenance_list gzip, __path_maintenance_list, STAFF),
        endpoint!(
            maintenance::cancel_maintenance,
            __path_cancel_maintenance,
            STAFF,
            THING,
            CONFLICT
        ),
    ];
    endpoints.into_iter().flatten().collect()
}
