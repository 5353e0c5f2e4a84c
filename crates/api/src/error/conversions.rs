//! Which code each domain error becomes.

use accounts::{
    AuthenticateCandidateError, AuthenticateError, AuthenticatePortalError, AuthenticateStaffError,
    ChangeStaffError, CreatePortalError, CreateStaffError, InviteError, RefreshError,
    ServiceTokenError, SetPasswordError, SignInError, StaffSignInError, TokenError,
};
use envelope::EnrolError;
use kernel::PortFailure;
use leads::ShareError;
use payouts::{AnswerDisputeError, CreateRunError, DecideRunError, OpenDisputeError, PayError};

use super::{Code, Detail, FieldReason, Refusal};

impl From<PortFailure> for Refusal {
    fn from(failure: PortFailure) -> Self {
        let code = match failure {
            PortFailure::Unavailable(_) => Code::Unavailable,
            PortFailure::Corrupt { .. } | PortFailure::Unforeseen(_) => Code::Internal,
        };
        Self::caused(code, &failure)
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::InvalidCredentials => Code::InvalidCredentials.into(),
            SignInError::PartnerNotActive => Code::PartnerInactive.into(),
            SignInError::Issue(error) => Self::caused(Code::TokenGenerationFailed, &error),
            SignInError::Port(failure) => failure.into(),
        }
    }
}

impl From<RefreshError> for Refusal {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Credentials(error) => error.into(),
            RefreshError::WrongKind => Code::InvalidTokenType.into(),
            RefreshError::Invalid => Code::InvalidToken.into(),
            RefreshError::Issue(error) => Self::caused(Code::TokenGenerationFailed, &error),
            RefreshError::Port(failure) => failure.into(),
        }
    }
}

impl From<AuthenticateError> for Refusal {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::Token(TokenError::Expired) => Code::TokenExpired.into(),
            AuthenticateError::Token(TokenError::WrongKind) => Code::InvalidTokenType.into(),
            AuthenticateError::Token(TokenError::Invalid) | AuthenticateError::Revoked => {
                Code::InvalidToken.into()
            }
            AuthenticateError::PartnerNotActive => Code::PartnerInactive.into(),
            AuthenticateError::Port(failure) => failure.into(),
        }
    }
}

impl From<ServiceTokenError> for Refusal {
    fn from(error: ServiceTokenError) -> Self {
        match error {
            ServiceTokenError::Invalid => Code::InvalidToken.into(),
            ServiceTokenError::Port(failure) => failure.into(),
        }
    }
}

impl From<StaffSignInError> for Refusal {
    fn from(error: StaffSignInError) -> Self {
        match error {
            StaffSignInError::Refused => Code::LoginRefused.into(),
            StaffSignInError::Issue(error) => Self::caused(Code::TokenGenerationFailed, &error),
            StaffSignInError::Port(failure) => failure.into(),
        }
    }
}

impl From<SetPasswordError> for Refusal {
    fn from(error: SetPasswordError) -> Self {
        match error {
            SetPasswordError::Refused => Code::PasswordLinkRefused.into(),
            SetPasswordError::Port(failure) => failure.into(),
        }
    }
}

impl From<CreateStaffError> for Refusal {
    fn from(error: CreateStaffError) -> Self {
        match error {
            CreateStaffError::EmailTaken => Self::conflict("email_taken"),
            CreateStaffError::Port(failure) => failure.into(),
        }
    }
}

impl From<ChangeStaffError> for Refusal {
    fn from(error: ChangeStaffError) -> Self {
        match error {
            ChangeStaffError::Unknown => Code::NotFound.into(),
            ChangeStaffError::Myself => Self::conflict("self"),
            ChangeStaffError::LastAdmin => Self::conflict("last_admin"),
            ChangeStaffError::Port(failure) => failure.into(),
        }
    }
}

impl From<CreatePortalError> for Refusal {
    fn from(error: CreatePortalError) -> Self {
        match error {
            CreatePortalError::EmailTaken => {
                Self::with(Code::DuplicateEntry, Detail::Reason("email_taken"))
            }
            CreatePortalError::UnknownPartner => Code::PartnerNotFound.into(),
            CreatePortalError::Port(failure) => failure.into(),
        }
    }
}

impl From<InviteError> for Refusal {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Unknown => Code::NotFound.into(),
            InviteError::TooSoon => {
                Self::with(Code::DuplicateEntry, Detail::Reason("sent_a_moment_ago"))
            }
            InviteError::Port(failure) => failure.into(),
        }
    }
}

impl From<AuthenticatePortalError> for Refusal {
    fn from(error: AuthenticatePortalError) -> Self {
        match error {
            AuthenticatePortalError::Token(TokenError::Expired) => Code::TokenExpired.into(),
            AuthenticatePortalError::Token(TokenError::WrongKind | TokenError::Invalid)
            | AuthenticatePortalError::NotActive => Code::InvalidToken.into(),
            AuthenticatePortalError::PartnerNotActive | AuthenticatePortalError::PartnerPending => {
                Code::PartnerInactive.into()
            }
            AuthenticatePortalError::Port(failure) => failure.into(),
        }
    }
}

impl From<AuthenticateCandidateError> for Refusal {
    fn from(error: AuthenticateCandidateError) -> Self {
        match error {
            AuthenticateCandidateError::Token(TokenError::Expired) => Code::TokenExpired.into(),
            AuthenticateCandidateError::Token(TokenError::WrongKind | TokenError::Invalid)
            | AuthenticateCandidateError::NotActive => Code::InvalidToken.into(),
            AuthenticateCandidateError::Port(failure) => failure.into(),
        }
    }
}

impl From<AuthenticateStaffError> for Refusal {
    fn from(error: AuthenticateStaffError) -> Self {
        match error {
            AuthenticateStaffError::Token(TokenError::Expired) => Code::TokenExpired.into(),
            AuthenticateStaffError::Token(TokenError::WrongKind | TokenError::Invalid)
            | AuthenticateStaffError::NotActive => Code::InvalidToken.into(),
            AuthenticateStaffError::Port(failure) => failure.into(),
        }
    }
}

impl From<ShareError> for Refusal {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Funnel(failures) => {
                Self::with(Code::FunnelFailed, Detail::Checks(failures))
            }
            ShareError::KeyReused => Code::KeyReused.into(),
            ShareError::KeyInFlight => Code::KeyInFlight.into(),
            ShareError::MarkSpent => Code::EnvelopeRefused.into(),
            ShareError::Port(failure) => failure.into(),
        }
    }
}

impl From<EnrolError> for Refusal {
    fn from(error: EnrolError) -> Self {
        let field = match error {
            EnrolError::Key(_) => "public_key",
            EnrolError::Nonce => "nonce",
            EnrolError::Signature => "signature",
            EnrolError::Retired => return Self::conflict("key_retired"),
            EnrolError::Unknown => return Code::PartnerInactive.into(),
            EnrolError::Port(failure) => return failure.into(),
        };
        Self::with(
            Code::InvalidFields,
            Detail::Reasons(vec![FieldReason {
                field: field.to_owned(),
                reason: error.to_string(),
            }]),
        )
    }
}

impl From<CreateRunError> for Refusal {
    fn from(error: CreateRunError) -> Self {
        match error {
            CreateRunError::NothingToSettle => Self::conflict("nothing_to_settle"),
            CreateRunError::Port(failure) => failure.into(),
        }
    }
}

impl From<DecideRunError> for Refusal {
    fn from(error: DecideRunError) -> Self {
        match error {
            DecideRunError::Unknown => Code::NotFound.into(),
            DecideRunError::SamePerson => Code::SecondPerson.into(),
            DecideRunError::Decided => Self::conflict("decided"),
            DecideRunError::RestedUpon => Self::conflict("rested_upon"),
            DecideRunError::Port(failure) => failure.into(),
        }
    }
}

impl From<PayError> for Refusal {
    fn from(error: PayError) -> Self {
        match error {
            PayError::Unknown => Code::NotFound.into(),
            PayError::NotPayable => Self::conflict("not_payable"),
            PayError::ReferenceTaken => Self::conflict("reference_taken"),
            PayError::Port(failure) => failure.into(),
        }
    }
}

impl From<OpenDisputeError> for Refusal {
    fn from(error: OpenDisputeError) -> Self {
        match error {
            OpenDisputeError::Unknown => Code::NotFound.into(),
            OpenDisputeError::Disputed => Self::conflict("disputed"),
            OpenDisputeError::Port(failure) => failure.into(),
        }
    }
}

impl From<AnswerDisputeError> for Refusal {
    fn from(error: AnswerDisputeError) -> Self {
        match error {
            AnswerDisputeError::Unknown => Code::NotFound.into(),
            AnswerDisputeError::Answered => Self::conflict("answered"),
            AnswerDisputeError::Port(failure) => failure.into(),
        }
    }
}
