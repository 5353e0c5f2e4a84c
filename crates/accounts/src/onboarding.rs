//! How a partner finds its way in: five steps, documents, review, activation
//! (contract `onboarding.md`).

mod record;
mod step;

pub use record::{Onboarding, Review, ReviewState, ReviewVerdict};
pub use step::OnboardingStep;
