//! Which partners staff ask for, and in which order.

use kernel::{BlindIndex, PageNumber, PageSize, words};

use crate::{PartnerStatus, PartnerType};

words! {
    /// What a list is ordered by; partners that are equal in it by age.
    PartnerOrder {
        /// When they were created.
        CreatedAt = "createdAt",
        /// Their names, whatever the case.
        Name = "name",
        /// Their status, by its word.
        Status = "status",
        /// Their slugs.
        Slug = "slug",
        /// When their records changed last.
        UpdatedAt = "updatedAt",
    }
}

words! {
    /// Where the review of partners that are not live yet stands.
    ReviewFilter {
        /// Somebody has to decide.
        Waiting = "waiting",
        /// They may go live.
        Approved = "approved",
        /// They may not.
        Rejected = "rejected",
    }
}

/// What is looked for: a part of name, slug or company name, whatever the case; or one
/// e-mail address as a whole.
#[derive(Clone, PartialEq, Eq)]
pub struct PartnerSearch {
    /// The text in lower case.
    pub text: String,
    /// The index of the text, if it is an e-mail address.
    pub email: Option<BlindIndex>,
}

/// What is looked for may be a person's.
impl std::fmt::Debug for PartnerSearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PartnerSearch(redacted)")
    }
}

/// Which partners; every part narrows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerFilter {
    /// Their status.
    pub status: Option<PartnerStatus>,
    /// Whether they are live or were.
    pub onboarding_completed: Option<bool>,
    /// What is looked for.
    pub search: Option<PartnerSearch>,
    /// What kind of business they are.
    pub kind: Option<PartnerType>,
    /// Where the review stands.
    pub review: Option<ReviewFilter>,
    /// The deleted ones, and no others; else none of them.
    pub deleted: bool,
}

/// A page of partners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerQuery {
    /// Which partners.
    pub filter: PartnerFilter,
    /// In which order.
    pub order: PartnerOrder,
    /// The greatest first.
    pub descending: bool,
    /// Which page.
    pub page: PageNumber,
    /// How many on it.
    pub size: PageSize,
}
