//! Which code each error of partners' administration becomes.

use accounts::{
    ChangeRecordError, CreatePartnerError, DecideReviewError, DeletePartnerError, DraftError,
    IssueTokenError, ReadDocumentError, RestorePartnerError, RotateError,
};
use kernel::TaxIdsDisagree;

use super::{Code, Detail, FieldReason, Refusal};

/// Something is another's by now; `reason` says what.
const fn duplicate(reason: &'static str) -> Refusal {
    Refusal::with(Code::DuplicateEntry, Detail::Reason(reason))
}

fn gstin(disagree: TaxIdsDisagree) -> Refusal {
    let wrong = FieldReason {
        field: "businessInfo.gstin".to_owned(),
        reason: disagree.to_string(),
    };
    Refusal::with(Code::InvalidFields, Detail::Reasons(vec![wrong]))
}

impl From<DraftError> for Refusal {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Create(CreatePartnerError::EmailTaken) => Code::PartnerExists.into(),
            DraftError::Create(CreatePartnerError::SlugTaken) => duplicate("slug_taken"),
            DraftError::Create(CreatePartnerError::Port(failure)) => failure.into(),
            DraftError::TaxIdsDisagree(disagree) => gstin(disagree),
        }
    }
}

impl From<ChangeRecordError> for Refusal {
    fn from(error: ChangeRecordError) -> Self {
        match error {
            ChangeRecordError::Unknown => Code::PartnerNotFound.into(),
            ChangeRecordError::EmailTaken => Code::PartnerExists.into(),
            ChangeRecordError::Transition(_) => Code::InvalidStatusTransition.into(),
            ChangeRecordError::TaxIdsDisagree(disagree) => gstin(disagree),
            ChangeRecordError::TooManyEndpoints => Code::TooManyEndpoints.into(),
            ChangeRecordError::Stale => Self::caused(Code::Unavailable, &error),
            ChangeRecordError::Port(failure) => failure.into(),
        }
    }
}

impl From<DeletePartnerError> for Refusal {
    fn from(error: DeletePartnerError) -> Self {
        match error {
            DeletePartnerError::Unknown => Code::PartnerNotFound.into(),
            DeletePartnerError::Deleted => Code::InvalidStatusTransition.into(),
            DeletePartnerError::Port(failure) => failure.into(),
        }
    }
}

impl From<RestorePartnerError> for Refusal {
    fn from(error: RestorePartnerError) -> Self {
        match error {
            RestorePartnerError::Unknown => Code::PartnerNotFound.into(),
            RestorePartnerError::NotDeleted => Code::InvalidStatusTransition.into(),
            RestorePartnerError::EmailTaken => duplicate("email_taken"),
            RestorePartnerError::SlugTaken => duplicate("slug_taken"),
            RestorePartnerError::Port(failure) => failure.into(),
        }
    }
}

impl From<DecideReviewError> for Refusal {
    fn from(error: DecideReviewError) -> Self {
        match error {
            DecideReviewError::Unknown => Code::PartnerNotFound.into(),
            DecideReviewError::NotReady => Code::IncompleteOnboarding.into(),
            DecideReviewError::Decided => Code::InvalidStatusTransition.into(),
            DecideReviewError::Stale => Self::conflict("changed"),
            DecideReviewError::Port(failure) => failure.into(),
        }
    }
}

impl From<IssueTokenError> for Refusal {
    fn from(error: IssueTokenError) -> Self {
        match error {
            IssueTokenError::Unknown => Code::PartnerNotFound.into(),
            IssueTokenError::NotPending => Code::InvalidStatusTransition.into(),
            IssueTokenError::Port(failure) => failure.into(),
        }
    }
}

impl From<ReadDocumentError> for Refusal {
    fn from(error: ReadDocumentError) -> Self {
        match error {
            ReadDocumentError::Unknown => Code::PartnerNotFound.into(),
            ReadDocumentError::UnknownDocument => Code::DocumentNotFound.into(),
            ReadDocumentError::Port(failure) => failure.into(),
        }
    }
}

impl From<RotateError> for Refusal {
    fn from(error: RotateError) -> Self {
        match error {
            RotateError::Unknown => Code::PartnerNotFound.into(),
            RotateError::NoCredentials => Code::IncompleteOnboarding.into(),
            RotateError::TooSoon => duplicate("rotated_a_moment_ago"),
            RotateError::Port(failure) => failure.into(),
        }
    }
}
