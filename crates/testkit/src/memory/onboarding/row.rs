//! Rows of onboardings.

use accounts::{
    ApiSetup, DocumentRecord, KeptBusinessInfo, Onboarding, OnboardingToken, Partner,
    PartnerStatus, Review, ReviewVerdict,
};
use chrono::{DateTime, Utc};
use kernel::Sealed;

/// What is kept of an onboarding.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) token: Option<OnboardingToken>,
    pub(super) phone: Option<Sealed>,
    pub(super) onboarding: Onboarding,
    pub(super) business: KeptBusinessInfo,
    pub(super) api: ApiSetup,
    pub(super) documents: Vec<DocumentRecord>,
    pub(super) updated_at: DateTime<Utc>,
}

impl Row {
    /// Of a partner that begins at `at`.
    pub(super) fn begun(at: DateTime<Utc>) -> Self {
        Self {
            token: None,
            phone: None,
            onboarding: Onboarding {
                started_at: at,
                business_info_at: None,
                api_setup_at: None,
                verification_at: None,
                activated_at: None,
                review: None,
            },
            business: KeptBusinessInfo::default(),
            api: ApiSetup::default(),
            documents: Vec::new(),
            updated_at: at,
        }
    }

    /// Of a partner that was made at once.
    pub(super) fn of(partner: &Partner) -> Self {
        let at = partner.created_at;
        let mut row = Self::begun(at);
        if partner.status == PartnerStatus::Active {
            let onboarding = &mut row.onboarding;
            onboarding.business_info_at = Some(at);
            onboarding.api_setup_at = Some(at);
            onboarding.verification_at = Some(at);
            onboarding.activated_at = Some(at);
            onboarding.review = Some(approved(at));
        }
        row
    }
}

/// An approval that is nobody's.
pub(super) const fn approved(at: DateTime<Utc>) -> Review {
    Review {
        verdict: ReviewVerdict::Approved,
        reason: None,
        at,
        by: None,
    }
}
