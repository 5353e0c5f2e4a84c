//! What each code is called on `/api/partners` (contract `onboarding.md`, "Codes"), and
//! with which status where that differs.

use actix_web::http::StatusCode;

use super::Code;

impl Code {
    /// The `code` of the reply on `/api/partners`.
    #[expect(clippy::too_many_lines, reason = "one code after the other")]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::MissingParameters
            | Self::InvalidMobile
            | Self::InvalidPan
            | Self::FunnelFailed
            | Self::InvalidParameter
            | Self::InvalidFields
            | Self::PartnersOnly => "VALIDATION_ERROR",
            Self::PartnerExists => "PARTNER_EXISTS",
            Self::DuplicateEntry
            | Self::KeyInFlight
            | Self::KeyReused
            | Self::BatchExists
            | Self::CandidateInBatch
            | Self::CandidateExists => "DUPLICATE_ENTRY",
            Self::PartnerNotFound => "PARTNER_NOT_FOUND",
            Self::DocumentNotFound => "DOCUMENT_NOT_FOUND",
            Self::IncompleteOnboarding | Self::OnboardingRequired => "INCOMPLETE_ONBOARDING",
            Self::ReviewPending => "REVIEW_PENDING",
            Self::MissingNoteContent => "MISSING_NOTE_CONTENT",
            Self::InvalidStatusTransition => "INVALID_STATUS_TRANSITION",
            Self::AuthenticationFailed
            | Self::InvalidCredentials
            | Self::LoginRefused
            | Self::OnboardingTokenRefused
            | Self::PasswordLinkRefused
            | Self::TokenRequired
            | Self::InvalidTokenType
            | Self::PartnerInactive
            | Self::TokenExpired
            | Self::InvalidToken => "INVALID_CREDENTIALS",
            Self::PermissionDenied
            | Self::SandboxOnly
            | Self::SecondPerson
            | Self::EncryptionRequired => "FORBIDDEN",
            Self::Conflict
            | Self::TooManyEndpoints
            | Self::InviteAccepted
            | Self::InvitedTooOften => "CONFLICT",
            Self::LeadNotFound
            | Self::NotFound
            | Self::EndpointNotFound
            | Self::DeliveryNotFound
            | Self::BatchNotFound
            | Self::CandidateNotFound
            | Self::InviteNotFound => "NOT_FOUND",
            Self::RateLimited => "RATE_LIMITED",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::BodyTooLarge => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::EncryptionNotSetUp | Self::EnvelopeRefused => "ENCRYPTION_REFUSED",
            Self::Unavailable => "SERVICE_UNAVAILABLE",
            Self::TokenGenerationFailed | Self::Internal => "INTERNAL_ERROR",
        }
    }

    /// The status of the reply on `/api/partners`.
    pub(crate) const fn worded_status(self) -> StatusCode {
        match self {
            Self::InvalidFields => StatusCode::BAD_REQUEST,
            other => other.status(),
        }
    }
}
