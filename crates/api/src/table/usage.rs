//! The routes of usage and limits.

use actix_web::middleware::{Compress, from_fn};

use super::Endpoint;
use super::refusals::{BODY, FIELDS, PARAMETER, PARTNER, STAFF, THING};
use crate::routes::usage;
use crate::sealed::seal_answer;

/// The partner's own, and the staff's.
pub(super) fn routes() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(usage::own_usage gzip, __path_own_usage, PARTNER, PARAMETER),
        endpoint!(usage::usage_overview gzip, __path_usage_overview, STAFF, PARAMETER),
        endpoint!(usage::partner_limits, __path_partner_limits, STAFF, THING),
        endpoint!(
            usage::set_partner_limits,
            __path_set_partner_limits,
            STAFF,
            BODY,
            THING,
            FIELDS
        ),
    ];
    endpoints.into_iter().flatten().collect()
}
