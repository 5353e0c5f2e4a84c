//! The routes of invites, and of what a candidate sees of itself, each there twice.

use actix_web::middleware::{Compress, from_fn};

use super::candidates::with_bare;
use super::refusals::{
    ACCEPT, BODY, CANDIDATE, FIELDS, LINK, OWN, PARAMETER, PARTNER_ACCOUNT, READY, RESEND,
};
use super::{Endpoint, plain};
use crate::routes::invites;
use crate::sealed::seal_answer;

/// Invites and own views.
pub(super) fn routes() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            invites::resend,
            __path_resend,
            PARTNER_ACCOUNT,
            CANDIDATE,
            RESEND
        ),
        endpoint!(
            invites::accept,
            __path_accept,
            BODY,
            FIELDS,
            LINK,
            ACCEPT,
            READY
        ),
        endpoint!(invites::own_practice gzip, __path_own_practice, OWN, PARAMETER),
    ];
    with_bare(endpoints.into_iter().flat_map(plain).collect())
}
