//! The routes of the candidates' guide, each of which is there twice: under `/api/v1`, and at
//! the bare path as the guide prints it (contract `candidates.md`).

use actix_web::middleware::{Compress, from_fn};

use super::refusals::{
    BATCH, BATCH_NAME, BODY, CANDIDATE, ENROLLED, FIELDS, PARAMETER, PARTNER_ACCOUNT,
};
use super::{Endpoint, plain};
use crate::routes::{candidates, candidates_upload};
use crate::sealed::seal_answer;

/// What every route begins with, but its bare twin.
const VERSION: &str = "/api/v1";

/// `endpoints` with the bare twin of each, which is the same but for its path.
pub(super) fn with_bare(endpoints: Vec<Endpoint>) -> Vec<Endpoint> {
    let twins = |endpoint: Endpoint| {
        let bare = endpoint.path.strip_prefix(VERSION).map(str::to_owned);
        let bare = bare.map(|path| endpoint.twin(path));
        [Some(endpoint), bare].into_iter().flatten()
    };
    endpoints.into_iter().flat_map(twins).collect()
}

/// Batches and candidates.
pub(super) fn candidates() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(candidates::batches gzip, __path_batches, PARTNER_ACCOUNT, PARAMETER),
        endpoint!(
            candidates::create_batch,
            __path_create_batch,
            PARTNER_ACCOUNT,
            BODY,
            FIELDS,
            BATCH_NAME
        ),
        endpoint!(candidates::list gzip, __path_list, PARTNER_ACCOUNT, PARAMETER, BATCH),
        endpoint!(
            candidates::add,
            __path_add,
            PARTNER_ACCOUNT,
            BODY,
            FIELDS,
            BATCH,
            ENROLLED
        ),
        endpoint!(
            candidates_upload::upload_csv gzip,
            __path_upload_csv,
            PARTNER_ACCOUNT,
            BODY,
            FIELDS,
            PARAMETER,
            BATCH
        ),
        endpoint!(
            candidates::mark_paid,
            __path_mark_paid,
            PARTNER_ACCOUNT,
            CANDIDATE
        ),
    ];
    with_bare(endpoints.into_iter().flat_map(plain).collect())
}
