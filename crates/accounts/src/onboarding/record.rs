//! How far a partner's onboarding is.

use chrono::{DateTime, Utc};
use kernel::{Sealed, StaffId, words};

use super::OnboardingStep;

words! {
    /// What a reviewer decided.
    ReviewVerdict {
        /// It may go live.
        Approved = "approved",
        /// It may not.
        Rejected = "rejected",
    }
}

/// A reviewer's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What was decided.
    pub verdict: ReviewVerdict,
    /// Why, sealed at (`partner_onboardings`, `review_reason_sealed`, the partner's key as
    /// 8 big-endian bytes).
    pub reason: Option<Sealed>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; `None` where no review was asked for.
    pub by: Option<StaffId>,
}

/// Where the review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// The first four steps are not done.
    NotReady,
    /// Somebody has to decide.
    Waiting,
    /// It was decided.
    Decided(ReviewVerdict),
}

/// When each step was done last, and what the review said. A step that was done stays
/// done when an earlier one is repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onboarding {
    /// Name, address and telephone number.
    pub started_at: DateTime<Utc>,
    /// What business it is.
    pub business_info_at: Option<DateTime<Utc>>,
    /// Where it is called.
    pub api_setup_at: Option<DateTime<Utc>>,
    /// The documents were handed in for review.
    pub verification_at: Option<DateTime<Utc>>,
    /// It went live.
    pub activated_at: Option<DateTime<Utc>>,
    /// The decision; gone when what it was about changes before the activation.
    pub review: Option<Review>,
}

impl Onboarding {
    /// What comes next: the first step that is not done.
    pub const fn current_step(&self) -> OnboardingStep {
        if self.activated_at.is_some() {
            OnboardingStep::Done
        } else if self.business_info_at.is_none() {
            OnboardingStep::BusinessInfo
        } else if self.api_setup_at.is_none() {
            OnboardingStep::ApiSetup
        } else if self.verification_at.is_none() {
            OnboardingStep::Verification
        } else {
            OnboardingStep::Activation
        }
    }

    /// Percent: 20 for each step that is done, in their order.
    pub const fn progress(&self) -> u8 {
        self.current_step().progress()
    }

    /// Whether it is over.
    pub const fn is_complete(&self) -> bool {
        self.activated_at.is_some()
    }

    /// Where the review stands.
    pub fn review_state(&self) -> ReviewState {
        match &self.review {
            Some(review) => ReviewState::Decided(review.verdict),
            None if self.current_step() == OnboardingStep::Activation => ReviewState::Waiting,
            None => ReviewState::NotReady,
        }
    }
}
