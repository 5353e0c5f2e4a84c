//! Which code each error of onboarding becomes.

use accounts::{ActivateError, CreatePartnerError, StepError};

use super::{Code, Detail, FieldReason, Refusal};

impl From<CreatePartnerError> for Refusal {
    fn from(error: CreatePartnerError) -> Self {
        match error {
            CreatePartnerError::EmailTaken => Code::PartnerExists.into(),
            CreatePartnerError::SlugTaken => Code::DuplicateEntry.into(),
            CreatePartnerError::Port(failure) => failure.into(),
        }
    }
}

impl From<StepError> for Refusal {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Over => Code::OnboardingTokenRefused.into(),
            StepError::Incomplete => Code::IncompleteOnboarding.into(),
            StepError::NoDocument => wrong("documents", &error),
            StepError::TooManyDocuments => Self::conflict("too_many_documents"),
            StepError::UnknownDocument => Code::DocumentNotFound.into(),
            StepError::TaxIdsDisagree => wrong("businessInfo.gstin", &kernel::TaxIdsDisagree),
            StepError::Port(failure) => failure.into(),
        }
    }
}

impl From<ActivateError> for Refusal {
    fn from(error: ActivateError) -> Self {
        match error {
            ActivateError::Over => Code::OnboardingTokenRefused.into(),
            ActivateError::Active => Code::InvalidStatusTransition.into(),
            ActivateError::Incomplete => Code::IncompleteOnboarding.into(),
            ActivateError::ReviewPending => Code::ReviewPending.into(),
            ActivateError::Port(failure) => failure.into(),
        }
    }
}

fn wrong(field: &str, why: &dyn std::fmt::Display) -> Refusal {
    let reason = FieldReason {
        field: field.to_owned(),
        reason: why.to_string(),
    };
    Refusal::with(Code::InvalidFields, Detail::Reasons(vec![reason]))
}
