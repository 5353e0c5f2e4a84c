//! The steps, and how far each brings a partner.

use kernel::words;

words! {
    /// What a partner has to do next (`currentStep`).
    OnboardingStep {
        /// Say what business it is.
        BusinessInfo = "business_info",
        /// Say where it is called and where browsers go back to.
        ApiSetup = "api_setup",
        /// Hand in its documents.
        Verification = "verification",
        /// Be reviewed and go live.
        Activation = "activation",
        /// Nothing.
        Done = "done",
    }
}

impl OnboardingStep {
    /// How far a partner is while this is its next step: 20, 40, 60, 80 or 100 percent.
    pub const fn progress(self) -> u8 {
        match self {
            Self::BusinessInfo => 20,
            Self::ApiSetup => 40,
            Self::Verification => 60,
            Self::Activation => 80,
            Self::Done => 100,
        }
    }
}
