//! How invites refuse.

use candidates::{AcceptError, ResendError};

use super::{Code, Refusal};

impl From<ResendError> for Refusal {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::Unknown => Code::CandidateNotFound.into(),
            ResendError::Accepted => Code::InviteAccepted.into(),
            ResendError::TooOften => Code::InvitedTooOften.into(),
            ResendError::Port(failure) => failure.into(),
        }
    }
}

impl From<AcceptError> for Refusal {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Unknown => Code::InviteNotFound.into(),
            AcceptError::Accepted => Code::InviteAccepted.into(),
            AcceptError::WrongToken => Code::PasswordLinkRefused.into(),
            AcceptError::Port(failure) => failure.into(),
        }
    }
}
