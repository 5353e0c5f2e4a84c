//! A partner's record on `/api/partners` (contract `onboarding.md`, `data.partner` and what
//! stands beside it).

use accounts::{
    Onboarding, OnboardingStep, OpenRecord, Partner, PartnerRecord, PartnerType, ReviewState,
    ReviewVerdict,
};
use serde::Serialize;

use super::UtcSeconds;

/// A partner, as every answer about it begins.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PartnerView {
    /// Its public identity, which paths name it by.
    #[schema(example = "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    pub(crate) id: String,
    /// Its readable name in addresses and sign-in.
    #[schema(example = "lead-house")]
    pub(crate) slug: String,
    /// Its name.
    #[schema(example = "Lead House")]
    pub(crate) name: String,
    /// Its e-mail address.
    #[schema(example = "it@lead-house.example")]
    pub(crate) email: String,
    /// `technology`, `business`, `marketplace` or `enterprise`; null if it did not say.
    #[schema(example = "technology", required = true)]
    pub(crate) partner_type: Option<&'static str>,
    /// `pending`, `active`, `suspended`, `inactive` or `rejected`.
    #[schema(example = "pending")]
    pub(crate) status: &'static str,
    /// How far its onboarding is.
    pub(crate) onboarding: OnboardingView,
}

/// How far an onboarding is.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OnboardingView {
    /// What comes next: `business_info`, `api_setup`, `verification`, `activation`, `done`.
    #[schema(example = "business_info")]
    current_step: &'static str,
    /// Whether it is over.
    completed: bool,
    /// Percent: 20 for each step that is done, in their order.
    #[schema(example = 20)]
    progress: u8,
    /// The five steps, in their order.
    steps: Vec<StepView>,
}

/// One step.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OnboardingStepState)]
pub(crate) struct StepView {
    /// `basic_info`, `business_info`, `api_setup`, `verification` or `activation`.
    #[schema(example = "basic_info")]
    step: &'static str,
    /// Whether it was done.
    completed: bool,
    /// When it was done last.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    completed_at: Option<UtcSeconds>,
}

/// Where the review stands.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Review)]
pub(crate) struct ReviewView {
    /// `not_ready`, `waiting`, `approved` or `rejected`.
    #[schema(example = "waiting")]
    state: &'static str,
    /// Why it ended so, if somebody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    reason: Option<String>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false, nullable = false)]
    decided_at: Option<UtcSeconds>,
}

impl PartnerView {
    /// `record` on the wire.
    pub(crate) fn of(record: &OpenRecord) -> Self {
        Self::with_email(&record.record, record.email.as_str())
    }

    /// `record`, whose e-mail address is `email`, on the wire.
    pub(crate) fn with_email(record: &PartnerRecord, email: &str) -> Self {
        let partner: &Partner = &record.partner;
        Self {
            id: partner.uuid.to_string(),
            slug: partner.slug.as_str().to_owned(),
            name: partner.name.as_str().to_owned(),
            email: email.to_owned(),
            partner_type: partner.kind.map(PartnerType::as_str),
            status: partner.status.as_str(),
            onboarding: OnboardingView::of(&record.onboarding),
        }
    }
}

impl OnboardingView {
    /// `onboarding` on the wire.
    pub(crate) fn of(onboarding: &Onboarding) -> Self {
        let step = |step: &'static str, at: Option<_>| StepView {
            step,
            completed: at.is_some(),
            completed_at: at.map(UtcSeconds),
        };
        Self {
            current_step: onboarding.current_step().as_str(),
            completed: onboarding.is_complete(),
            progress: onboarding.progress(),
            steps: vec![
                step("basic_info", Some(onboarding.started_at)),
                step(
                    OnboardingStep::BusinessInfo.as_str(),
                    onboarding.business_info_at,
                ),
                step(OnboardingStep::ApiSetup.as_str(), onboarding.api_setup_at),
                step(
                    OnboardingStep::Verification.as_str(),
                    onboarding.verification_at,
                ),
                step(OnboardingStep::Activation.as_str(), onboarding.activated_at),
            ],
        }
    }
}

impl ReviewView {
    /// The review of `record` on the wire.
    pub(crate) fn of(record: &OpenRecord) -> Self {
        Self {
            reason: record.review_reason.clone(),
            ..Self::without_reason(&record.record.onboarding)
        }
    }

    /// The review of `onboarding` on the wire, as lists have it.
    pub(crate) fn without_reason(onboarding: &Onboarding) -> Self {
        let state = match onboarding.review_state() {
            ReviewState::NotReady => "not_ready",
            ReviewState::Waiting => "waiting",
            ReviewState::Decided(verdict) => ReviewVerdict::as_str(verdict),
        };
        let decided = onboarding.review.as_ref();
        Self {
            state,
            reason: None,
            decided_at: decided.map(|review| UtcSeconds(review.at)),
        }
    }

    /// The same where nobody has to approve: what would wait may go live.
    pub(crate) fn unreviewed(self) -> Self {
        let state = match self.state {
            "waiting" => "approved",
            other => other,
        };
        Self { state, ..self }
    }
}
