//! How routes may refuse, by what they ask for.

use crate::error::Code;

/// How anything that takes a partner's Bearer token may refuse.
pub(super) const PARTNER: &[Code] = &[
    Code::TokenRequired,
    Code::InvalidTokenType,
    Code::PartnerInactive,
    Code::TokenExpired,
    Code::InvalidToken,
    Code::Unavailable,
];

/// How anything that takes client id and secret may refuse.
pub(super) const CLIENT: &[Code] = &[
    Code::AuthenticationFailed,
    Code::InvalidCredentials,
    Code::TokenGenerationFailed,
    Code::PartnerInactive,
    Code::Unavailable,
];

/// How anything that takes a service token may refuse.
pub(super) const SERVICE: &[Code] = &[Code::TokenRequired, Code::InvalidToken, Code::Unavailable];

/// How anything that takes a staff token may refuse.
pub(super) const STAFF: &[Code] = &[
    Code::TokenRequired,
    Code::TokenExpired,
    Code::InvalidToken,
    Code::PermissionDenied,
    Code::Unavailable,
];

/// How anything that reads a body may refuse.
pub(super) const BODY: &[Code] = &[
    Code::MissingParameters,
    Code::BodyTooLarge,
    Code::UnsupportedMediaType,
];

/// How anything that takes envelopes may refuse.
pub(super) const SEALED: &[Code] = &[
    Code::EncryptionNotSetUp,
    Code::EnvelopeRefused,
    Code::EncryptionRequired,
];

/// How what is never encrypted may refuse.
pub(super) const PLAIN: &[Code] = &[Code::EncryptionRequired];

/// How what is only for practice may refuse.
pub(super) const PRACTICE: &[Code] = &[Code::SandboxOnly];

/// How sharing a lead may refuse.
pub(super) const SHARE: &[Code] = &[
    Code::InvalidMobile,
    Code::InvalidPan,
    Code::FunnelFailed,
    Code::InvalidParameter,
    Code::KeyInFlight,
    Code::KeyReused,
];

/// How anything that anybody may call who speaks for a partner may refuse.
pub(super) const PARTNER_ACCOUNT: &[Code] = &[
    Code::TokenRequired,
    Code::InvalidCredentials,
    Code::InvalidTokenType,
    Code::PartnersOnly,
    Code::OnboardingRequired,
    Code::PartnerInactive,
    Code::TokenExpired,
    Code::InvalidToken,
    Code::Unavailable,
];

/// How anything that asks for a batch may refuse.
pub(super) const BATCH: &[Code] = &[Code::BatchNotFound];

/// How naming a batch may refuse.
pub(super) const BATCH_NAME: &[Code] = &[Code::BatchExists];

/// How anything that asks for a candidate may refuse.
pub(super) const CANDIDATE: &[Code] = &[Code::CandidateNotFound];

/// How enrolling may refuse.
pub(super) const ENROLLED: &[Code] = &[Code::CandidateInBatch, Code::CandidateExists];

/// How people's login may refuse.
pub(super) const PERSON: &[Code] = &[
    Code::LoginRefused,
    Code::TokenGenerationFailed,
    Code::Unavailable,
];

/// How anything that asks for a thing by its id may refuse.
pub(super) const THING: &[Code] = &[Code::InvalidParameter, Code::NotFound];

/// How anything that asks for a webhook endpoint may refuse.
pub(super) const ENDPOINT: &[Code] = &[Code::InvalidParameter, Code::EndpointNotFound];

/// How anything that asks for a delivery may refuse.
pub(super) const DELIVERY: &[Code] = &[Code::InvalidParameter, Code::DeliveryNotFound];

/// How creating a webhook endpoint may refuse.
pub(super) const CROWDED: &[Code] = &[Code::TooManyEndpoints];

/// How anything that reads a strict body may refuse.
pub(super) const FIELDS: &[Code] = &[Code::InvalidFields];

/// How anything that changes a thing that may stand in the way may refuse.
pub(super) const CONFLICT: &[Code] = &[Code::Conflict];

/// How approving may refuse.
pub(super) const APPROVAL: &[Code] = &[Code::SecondPerson];

pub(super) const REFRESH: &[Code] = &[
    Code::TokenRequired,
    Code::InvalidTokenType,
    Code::InvalidToken,
];
pub(super) const PARAMETER: &[Code] = &[Code::InvalidParameter];
pub(super) const LEAD: &[Code] = &[Code::LeadNotFound];
pub(super) const READY: &[Code] = &[Code::Unavailable];
pub(super) const METRICS: &[Code] = &[Code::TokenRequired, Code::InvalidToken, Code::NotFound];
pub(super) const FILE: &[Code] = &[Code::NotFound];

/// How anything that takes the token of a person may refuse.
pub(super) const LOGIN: &[Code] = &[
    Code::TokenRequired,
    Code::PartnerInactive,
    Code::TokenExpired,
    Code::InvalidToken,
    Code::Unavailable,
];

/// How setting a password by a link may refuse.
pub(super) const LINK: &[Code] = &[Code::PasswordLinkRefused];

/// How anything that asks for a partner or one of its people may refuse.
pub(super) const NOBODY: &[Code] = &[Code::PartnerNotFound, Code::NotFound];

/// How anything that must not be there, or not again so soon, may refuse.
pub(super) const DUPLICATE: &[Code] = &[Code::DuplicateEntry];

/// How inviting somebody again may refuse.
pub(super) const RESEND: &[Code] = &[Code::InviteAccepted, Code::InvitedTooOften];

/// How accepting an invite may refuse.
pub(super) const ACCEPT: &[Code] = &[Code::InviteNotFound, Code::InviteAccepted];

/// How anything that takes a candidate's token may refuse.
pub(super) const OWN: &[Code] = &[
    Code::TokenRequired,
    Code::TokenExpired,
    Code::InvalidToken,
    Code::Unavailable,
];
