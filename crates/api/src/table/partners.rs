//! The routes of partners' administration.

use actix_web::middleware::{Compress, from_fn};

use super::refusals::{BODY, FIELDS, PARAMETER, STAFF};
use super::{Endpoint, worded};
use crate::error::Code;
use crate::routes::{
    admin_partner_acts, admin_partner_documents, admin_partner_notes, admin_partners,
    partner_analytics,
};
use crate::sealed::seal_answer;

const UNKNOWN: &[Code] = &[Code::PartnerNotFound];
const TAKEN: &[Code] = &[Code::PartnerExists, Code::DuplicateEntry];
const DUPLICATE: &[Code] = &[Code::DuplicateEntry];
const STATUS: &[Code] = &[Code::InvalidStatusTransition];
const INCOMPLETE: &[Code] = &[Code::IncompleteOnboarding];
const NOTE: &[Code] = &[Code::MissingNoteContent];
const DOCUMENT: &[Code] = &[Code::DocumentNotFound];

/// How anything that staff and the partner itself may ask for may refuse.
const EITHER: &[Code] = &[
    Code::TokenRequired,
    Code::TokenExpired,
    Code::InvalidToken,
    Code::InvalidTokenType,
    Code::InvalidCredentials,
    Code::PartnerInactive,
    Code::PermissionDenied,
    Code::Unavailable,
];

/// What staff and the partner itself may ask for; before whatever has the partner's id in
/// the place of a word.
pub(super) fn shared() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            partner_analytics::managed_partner,
            __path_managed_partner,
            EITHER,
            UNKNOWN
        ),
        endpoint!(
            partner_analytics::partner_analytics,
            __path_partner_analytics,
            EITHER,
            UNKNOWN
        ),
    ];
    worded(endpoints.into_iter().flatten().collect())
}

/// Partners' records.
pub(super) fn records() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            admin_partners::create_partner,
            __path_create_partner,
            STAFF,
            BODY,
            FIELDS,
            TAKEN
        ),
        endpoint!(admin_partners::partners gzip, __path_partners, STAFF, PARAMETER),
        endpoint!(admin_partners::partner, __path_partner, STAFF, UNKNOWN),
        endpoint!(
            admin_partners::change_partner,
            __path_change_partner,
            STAFF,
            BODY,
            FIELDS,
            UNKNOWN,
            TAKEN,
            STATUS
        ),
        endpoint!(
            admin_partner_acts::delete_partner,
            __path_delete_partner,
            STAFF,
            UNKNOWN,
            STATUS
        ),
        endpoint!(
            admin_partner_acts::restore_partner,
            __path_restore_partner,
            STAFF,
            UNKNOWN,
            DUPLICATE,
            STATUS
        ),
    ];
    worded(endpoints.into_iter().flatten().collect())
}

/// What staff do about a partner.
pub(super) fn acts() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            admin_partner_acts::review_partner,
            __path_review_partner,
            STAFF,
            BODY,
            FIELDS,
            UNKNOWN,
            STATUS,
            INCOMPLETE
        ),
        endpoint!(
            admin_partner_acts::rotate_for_partner,
            __path_rotate_for_partner,
            STAFF,
            BODY,
            FIELDS,
            UNKNOWN,
            DUPLICATE,
            INCOMPLETE
        ),
        endpoint!(
            admin_partner_acts::renew_onboarding_token,
            __path_renew_onboarding_token,
            STAFF,
            UNKNOWN,
            STATUS
        ),
    ];
    worded(endpoints.into_iter().flatten().collect())
}

/// What staff note and look at.
pub(super) fn papers() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            admin_partner_notes::add_note,
            __path_add_note,
            STAFF,
            BODY,
            FIELDS,
            NOTE,
            UNKNOWN
        ),
        endpoint!(
            admin_partner_notes::notes,
            __path_notes,
            STAFF,
            PARAMETER,
            UNKNOWN
        ),
        endpoint!(
            admin_partner_documents::documents,
            __path_documents,
            STAFF,
            UNKNOWN
        ),
        endpoint!(
            admin_partner_documents::document,
            __path_document,
            STAFF,
            UNKNOWN,
            DOCUMENT
        ),
    ];
    worded(endpoints.into_iter().flatten().collect())
}
