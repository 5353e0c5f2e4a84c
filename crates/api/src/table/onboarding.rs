//! The routes of partners that find their way in.

use actix_web::middleware::from_fn;

use super::refusals::{BODY, CONFLICT, FIELDS, PARAMETER};
use super::{Endpoint, worded};
use crate::error::Code;
use crate::routes::{onboarding, onboarding_documents, partner_public};
use crate::sealed::seal_answer;

/// How anything that takes an onboarding token may refuse.
const TOKEN: &[Code] = &[
    Code::OnboardingTokenRefused,
    Code::PartnerNotFound,
    Code::Unavailable,
];

const TAKEN: &[Code] = &[Code::PartnerExists, Code::DuplicateEntry, Code::Unavailable];
const ORDER: &[Code] = &[Code::IncompleteOnboarding];
const LIVE: &[Code] = &[Code::ReviewPending, Code::InvalidStatusTransition];
const DOCUMENT: &[Code] = &[Code::DocumentNotFound];
const UNKNOWN: &[Code] = &[Code::PartnerNotFound, Code::Unavailable];
const CREDENTIALS: &[Code] = &[
    Code::InvalidCredentials,
    Code::PartnerInactive,
    Code::TokenGenerationFailed,
    Code::Unavailable,
    Code::BodyTooLarge,
    Code::UnsupportedMediaType,
];

/// Step 1, and what everybody may ask.
pub(super) fn public() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            onboarding::start_onboarding,
            __path_start_onboarding,
            BODY,
            FIELDS,
            TAKEN
        ),
        endpoint!(
            partner_public::partner_auth,
            __path_partner_auth,
            CREDENTIALS
        ),
        endpoint!(
            partner_public::partner_by_slug,
            __path_partner_by_slug,
            UNKNOWN
        ),
    ];
    worded(endpoints.into_iter().flatten().collect())
}

/// Steps 2 to 5.
pub(super) fn later_steps() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(onboarding::onboarding_state, __path_onboarding_state, TOKEN),
        endpoint!(
            onboarding::business_info,
            __path_business_info,
            TOKEN,
            BODY,
            FIELDS
        ),
        endpoint!(
            onboarding::api_setup,
            __path_api_setup,
            TOKEN,
            BODY,
            FIELDS,
            ORDER
        ),
        endpoint!(
            onboarding::verification,
            __path_verification,
            TOKEN,
            BODY,
            FIELDS,
            ORDER,
            CONFLICT
        ),
        endpoint!(
            onboarding::activate,
            __path_activate,
            TOKEN,
            BODY,
            FIELDS,
            ORDER,
            LIVE
        ),
    ];
    worded(endpoints.into_iter().flatten().collect())
}

/// Documents.
pub(super) fn documents() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            onboarding_documents::upload_documents,
            __path_upload_documents,
            TOKEN,
            BODY,
            FIELDS,
            CONFLICT
        ),
        endpoint!(
            onboarding_documents::attach_document,
            __path_attach_document,
            TOKEN,
            BODY,
            FIELDS,
            PARAMETER,
            CONFLICT
        ),
        endpoint!(
            onboarding_documents::delete_document,
            __path_delete_document,
            TOKEN,
            DOCUMENT
        ),
    ];
    worded(endpoints.into_iter().flatten().collect())
}
