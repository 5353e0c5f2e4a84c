//! The one error table: every refusal's code, HTTP status and message, and how
//! each domain error becomes one (`conversions`; contract `partner-api.md`, "HTTP status for
//! each code"; messages from the seed's "Error Codes").

use actix_web::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $status:ident, $message:literal;)+) => {
        /// Why a request was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// Every refusal.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The `code` of the reply.
            pub(crate) const fn number(self) -> u16 {
                match self {
                    $(Self::$name => $number,)+
                }
            }

            /// The HTTP status of the reply.
            pub(crate) const fn status(self) -> StatusCode {
                match self {
                    $(Self::$name => StatusCode::$status,)+
                }
            }

            /// The `message` of the reply.
            pub(crate) const fn message(self) -> &'static str {
                match self {
                    $(Self::$name => $message,)+
                }
            }
        }
    };
}

codes! {
    /// A field is missing, a name is no name, or the body is no JSON object.
    MissingParameters = 2003, BAD_REQUEST, "Missing Parameters!";
    /// No `Authorization: Basic`, or it cannot be decoded.
    AuthenticationFailed = 4110, UNAUTHORIZED, "Authentication failed";
    /// Unknown client or wrong secret.
    InvalidCredentials = 4111, UNAUTHORIZED, "Invalid API credentials";
    /// Unknown address, wrong password or disabled account of a person.
    LoginRefused = 4111, UNAUTHORIZED, "Invalid email or password";
    /// The token could not be made.
    TokenGenerationFailed = 4113, INTERNAL_SERVER_ERROR, "Token Generation Failed";
    /// No Bearer token, or no refresh token.
    TokenRequired = 4114, UNAUTHORIZED, "Token is Required";
    /// Refresh token used as access token, or the reverse.
    InvalidTokenType = 4115, UNAUTHORIZED, "Invalid token type";
    /// Right credentials or token, but the partner is not active.
    PartnerInactive = 4116, UNAUTHORIZED, "Partner not found or inactive";
    /// Access token past its `exp`.
    TokenExpired = 4117, UNAUTHORIZED, "Token expired";
    /// Any other bad token.
    InvalidToken = 4118, UNAUTHORIZED, "Invalid access or refresh token";
    /// Not ten digits.
    InvalidMobile = 4119, BAD_REQUEST, "Invalid Mobile Number or Format";
    /// Not of the form of a PAN.
    InvalidPan = 4120, BAD_REQUEST, "Invalid Pan Number or Format";
    /// At least one funnel check failed; `errors` lists them.
    FunnelFailed = 4121, BAD_REQUEST, "Basic Funnel Check Failed";
    /// An encrypted request of a partner that has no live key or encrypts nothing.
    EncryptionNotSetUp = 4122, BAD_REQUEST, "Encryption is not set up for this partner";
    /// An envelope was refused; what for is not told.
    EnvelopeRefused = 4123, BAD_REQUEST, "Encrypted Payload Refused";
    /// A plain request of a partner that must encrypt.
    EncryptionRequired = 4125, FORBIDDEN, "Encryption is Required";
    /// A query, path or header parameter; `parameter` names it.
    InvalidParameter = 4124, BAD_REQUEST, "Invalid Parameter";
    /// A genuine staff token of a role that may not do this.
    PermissionDenied = 4030, FORBIDDEN, "Permission denied";
    /// Only partners that practise may do this.
    SandboxOnly = 4030, FORBIDDEN, "Only for sandbox partners";
    /// Who created something may not approve it as well.
    SecondPerson = 4031, FORBIDDEN, "A second person must approve";
    /// No such lead, or another partner's.
    LeadNotFound = 4040, NOT_FOUND, "Lead not found";
    /// No such path, or nothing of that id.
    NotFound = 4040, NOT_FOUND, "Not found";
    /// Wrong method; `Allow` names the right ones.
    MethodNotAllowed = 4050, METHOD_NOT_ALLOWED, "Method Not Allowed";
    /// A request with the same idempotency key is under way.
    KeyInFlight = 4090, CONFLICT, "A request with this Idempotency-Key is in progress";
    /// The idempotency key was used with another body.
    KeyReused = 4091, UNPROCESSABLE_ENTITY, "Idempotency-Key was used with another body";
    /// Not possible as things stand; `reason` is a word for why.
    Conflict = 4092, CONFLICT, "Conflict";
    /// Another partner has this e-mail address.
    PartnerExists = 4093, CONFLICT, "A partner with this e-mail address exists";
    /// Another record has this slug or address; or the same was done a moment ago.
    DuplicateEntry = 4094, CONFLICT, "Duplicate entry";
    /// A step before this one is not done.
    IncompleteOnboarding = 4095, CONFLICT, "Earlier onboarding steps are not complete";
    /// Nobody approved the partner yet.
    ReviewPending = 4096, CONFLICT, "The review is not approved";
    /// The status machine has no such step.
    InvalidStatusTransition = 4097, CONFLICT, "Not possible in the present status";
    /// A note without content.
    MissingNoteContent = 4221, BAD_REQUEST, "Note content is required";
    /// No such partner, or not the caller's.
    PartnerNotFound = 4041, NOT_FOUND, "Partner not found";
    /// No such document of this partner.
    DocumentNotFound = 4042, NOT_FOUND, "Document not found";
    /// The onboarding token is missing, wrong or expired.
    OnboardingTokenRefused = 4112, UNAUTHORIZED, "Onboarding token missing, invalid or expired";
    /// The token of a link to set a password is wrong, expired or used.
    PasswordLinkRefused = 4112, UNAUTHORIZED, "Link invalid, expired or used";
    /// Fields of the body are wrong; `errors` says which and why.
    InvalidFields = 4220, UNPROCESSABLE_ENTITY, "Invalid Fields";
    /// The body is over the limit.
    BodyTooLarge = 4130, PAYLOAD_TOO_LARGE, "Request Body Too Large";
    /// Not JSON, or compressed.
    UnsupportedMediaType = 4150, UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type";
    /// Too many calls, of a partner or an address, or all of this month's.
    RateLimited = 4290, TOO_MANY_REQUESTS, "Too Many Requests";
    /// The partner has as many webhook endpoints as it may.
    TooManyEndpoints = 4092, CONFLICT, "Too many webhook endpoints";
    /// No such webhook endpoint of this partner.
    EndpointNotFound = 4043, NOT_FOUND, "Webhook endpoint not found";
    /// No such delivery of this partner.
    DeliveryNotFound = 4044, NOT_FOUND, "Delivery not found";
    /// A genuine token, but of somebody who is no partner.
    PartnersOnly = 4001, BAD_REQUEST, "Dashboard is only available for partner accounts";
    /// The partner is not active yet.
    OnboardingRequired = 4032, FORBIDDEN, "Please complete your onboarding before accessing this resource";
    /// No such batch of this partner.
    BatchNotFound = 4045, NOT_FOUND, "Batch not found";
    /// No such candidate, or none of this partner's.
    CandidateNotFound = 4046, NOT_FOUND, "Candidate not found";
    /// No such invite, or it has expired; which of them is not told.
    InviteNotFound = 4047, NOT_FOUND, "Invite not found or expired";
    /// The partner has a batch of this name.
    BatchExists = 4098, CONFLICT, "Batch with this name already exists";
    /// The batch has a candidate with this address.
    CandidateInBatch = 4099, CONFLICT, "Candidate with this email already exists in this batch";
    /// The partner has a candidate without a batch with this address.
    CandidateExists = 4100, CONFLICT, "Candidate with this email already exists";
    /// The invite was accepted before.
    InviteAccepted = 4101, CONFLICT, "Invite already accepted";
    /// As many invites as may be were sent to this candidate today.
    InvitedTooOften = 4102, CONFLICT, "Too many invites; try again tomorrow";
    /// Anything unforeseen.
    Internal = 5000, INTERNAL_SERVER_ERROR, "Internal Server Error";
    /// Database away, pool exhausted, disk full, or no answer in time.
    Unavailable = 5030, SERVICE_UNAVAILABLE, "Service Unavailable";
}

/// What a refusal says besides its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Nothing.
    None,
    /// Fields that are absent, and fields that are wrong, by name.
    Fields {
        missing: Vec<&'static str>,
        invalid: Vec<String>,
    },
    /// The parameter that is wrong.
    Parameter(&'static str),
    /// The funnel checks that failed.
    Checks(Vec<funnel::Failure>),
    /// Every field that is wrong.
    Reasons(Vec<FieldReason>),
    /// Why it is not possible, in a word.
    Reason(&'static str),
    /// The methods that would be right.
    Allow(String),
    /// The parts that are not ready.
    Failing(Vec<&'static str>),
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldReason {
    pub(crate) field: String,
    pub(crate) reason: String,
}

/// A request that gets no for an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused with code {}", code.number())]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) detail: Detail,
    /// What went wrong, for the log; never personal data (see [`kernel::PortFailure`]).
    pub(crate) cause: Option<String>,
}

impl Refusal {
    pub(crate) const fn new(code: Code) -> Self {
        Self::with(code, Detail::None)
    }

    pub(crate) const fn with(code: Code, detail: Detail) -> Self {
        Self {
            code,
            detail,
            cause: None,
        }
    }

    pub(crate) const fn parameter(name: &'static str) -> Self {
        Self::with(Code::InvalidParameter, Detail::Parameter(name))
    }

    /// A conflict, and a word for it.
    pub(crate) const fn conflict(reason: &'static str) -> Self {
        Self::with(Code::Conflict, Detail::Reason(reason))
    }

    /// A body that is no JSON object, or a field in it that is wrong.
    pub(crate) fn body(invalid: &str) -> Self {
        Self::field(Code::MissingParameters, invalid)
    }

    /// A field that is wrong in a way that has a code of its own.
    pub(crate) fn field(code: Code, name: &str) -> Self {
        let detail = Detail::Fields {
            missing: Vec::new(),
            invalid: vec![name.to_owned()],
        };
        Self::with(code, detail)
    }

    pub(crate) fn caused(code: Code, cause: &dyn std::fmt::Display) -> Self {
        Self {
            cause: Some(cause.to_string()),
            ..Self::new(code)
        }
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

mod administration;
mod candidates;
mod conversions;
mod onboarding;
mod service;
mod words;

#[cfg(test)]
mod tests;
