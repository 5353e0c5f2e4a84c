//! The routes of a partner's own account.

use actix_web::middleware::from_fn;

use super::Endpoint;
use super::refusals::{BODY, CONFLICT, FIELDS, FILE, PARTNER, PRACTICE, SEALED};
use crate::routes::{credentials, doctor, encryption, profile};
use crate::sealed::seal_answer;

/// Who it is, and what it signs in with.
pub(super) fn own() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(profile::profile, __path_profile, PARTNER),
        endpoint!(
            credentials::rotate_credentials,
            __path_rotate_credentials,
            PARTNER,
            BODY,
            SEALED,
            FIELDS
        ),
    ];
    endpoints.into_iter().flatten().collect()
}

/// Keys of encrypted traffic.
pub(super) fn encryption() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(encryption::public_key, __path_public_key, FILE),
        endpoint!(encryption::nonce, __path_nonce, PARTNER),
        endpoint!(encryption::keys, __path_keys, PARTNER),
        endpoint!(
            encryption::enrol_key,
            __path_enrol_key,
            PARTNER,
            BODY,
            SEALED,
            FIELDS,
            CONFLICT
        ),
        endpoint!(doctor::diagnose, __path_diagnose, PARTNER, BODY, PRACTICE),
    ];
    endpoints.into_iter().flatten().collect()
}
