//! Bodies of partners' administration, as the document shows them.

use crate::onboarding::BusinessInfoFields;

/// A new partner; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewPartner, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct CreateBody {
    /// 2 to 100 characters.
    #[schema(min_length = 2, max_length = 100, example = "Lead House")]
    name: String,
    /// Nobody else's.
    #[schema(example = "it@lead-house.example")]
    email: String,
    /// E.164.
    #[schema(example = "+919876543210")]
    phone_number: String,
    /// `technology`, `business`, `marketplace` or `enterprise`.
    #[schema(example = "technology")]
    partner_type: Option<String>,
    /// Nobody else's; one the name suggests otherwise.
    #[schema(example = "lead-house")]
    slug: Option<String>,
    /// As far as it is known; with the company's name the second step is done.
    business_info: Option<BusinessInfoFields>,
}

/// What is to change; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = PartnerChange, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct ChangeBody {
    /// 2 to 100 characters.
    #[schema(min_length = 2, max_length = 100, example = "Lead House")]
    name: Option<String>,
    /// Nobody else's.
    #[schema(example = "it@lead-house.example")]
    email: Option<String>,
    /// E.164; null empties it, as all that follow but the status.
    #[schema(example = "+919876543210")]
    phone_number: Option<String>,
    /// `technology`, `business`, `marketplace` or `enterprise`.
    #[schema(example = "technology")]
    partner_type: Option<String>,
    /// Of it, too, only what is there.
    business_info: Option<BusinessInfoFields>,
    /// https, with a public host and without a fragment.
    #[schema(example = "https://hooks.lead-house.example/in")]
    webhook_url: Option<String>,
    /// https, with a public host.
    #[schema(example = "https://www.lead-house.example/back")]
    callback_url: Option<String>,
    /// Its own payout rate in basis points; null takes the deployment's.
    #[schema(minimum = 0, maximum = 10_000, example = 200)]
    rate_bps: Option<i32>,
    /// `active`, `suspended` or `inactive`; of a pending partner `rejected`.
    #[schema(example = "suspended")]
    status: Option<String>,
}

/// A reviewer's decision; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = ReviewDecision)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct DecisionBody {
    /// Whether it may go live.
    #[schema(example = false)]
    approve: bool,
    /// Why, for the partner to read; a rejection needs one.
    #[schema(min_length = 1, max_length = 1000, example = "The permit has expired.")]
    reason: Option<String>,
    /// The `version` of the record that was looked at; one that was changed since is not
    /// decided upon (409 `CONFLICT`).
    #[schema(example = "1795286400000000")]
    version: Option<String>,
}

/// A note; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewNote)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NoteBody {
    /// 1 to 5000 characters.
    #[schema(
        min_length = 1,
        max_length = 5000,
        example = "Called; sends the permit."
    )]
    content: String,
}

/// How to rotate; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = StaffRotation, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct OverlapBody {
    /// Hours the secret before still counts, 24 unless it says otherwise.
    #[schema(minimum = 0, maximum = 720, example = 24)]
    overlap_hours: Option<i32>,
}
