//! What kind of business a partner is.

use kernel::words;

words! {
    /// What kind of business a partner is (contract `onboarding.md`, `partnerType`).
    PartnerType {
        /// Develops applications or integrates them.
        Technology = "technology",
        /// Offers services beside the lender's.
        Business = "business",
        /// A platform of third parties.
        Marketplace = "marketplace",
        /// A large organisation with an integration of its own.
        Enterprise = "enterprise",
    }
}
