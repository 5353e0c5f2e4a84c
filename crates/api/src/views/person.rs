//! People who sign in, as they are shown.

use accounts::{PortalAccount, StaffAccount};
use kernel::EmailAddress;
use serde::Serialize;

use super::UtcSeconds;

/// A member of staff.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StaffAccount)]
pub(crate) struct StaffView {
    /// Public identity.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    staff_id: String,
    /// As it was registered.
    #[schema(example = "ops@lender.example")]
    email: String,
    /// `admin`, `operations`, `finance` or `auditor`.
    #[schema(example = "operations")]
    role: &'static str,
    /// `active` or `disabled`.
    #[schema(example = "active")]
    status: &'static str,
    /// Since when it is there.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcSeconds,
}

impl StaffView {
    /// `account`, whose address is `email`.
    pub(crate) fn of(account: &StaffAccount, email: &EmailAddress) -> Self {
        Self {
            staff_id: account.uuid.to_string(),
            email: email.as_str().to_owned(),
            role: account.role.as_str(),
            status: account.status.as_str(),
            created_at: UtcSeconds(account.created_at),
        }
    }
}

/// All of staff.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StaffList)]
pub(crate) struct StaffListView {
    /// Oldest first.
    pub(crate) staff: Vec<StaffView>,
}

/// A new member of staff.
#[derive(utoipa::ToSchema)]
#[schema(as = NewStaff)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NewStaffBody {
    /// Nobody else's; a link to set a password goes there.
    #[schema(example = "ops@lender.example")]
    email: String,
    /// `admin`, `operations`, `finance` or `auditor`.
    #[schema(example = "operations")]
    role: String,
}

/// What is to change; at least one of the two.
#[derive(utoipa::ToSchema)]
#[schema(as = StaffAccountChange)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct StaffChangeBody {
    /// `admin`, `operations`, `finance` or `auditor`.
    #[schema(example = "auditor")]
    role: Option<String>,
    /// `active` or `disabled`; disabling ends every login.
    #[schema(example = "disabled")]
    status: Option<String>,
}

/// One of a partner's people.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PortalAccount)]
pub(crate) struct PortalView {
    /// Public identity.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    user_id: String,
    /// As it was registered.
    #[schema(example = "desk@leadhouse.example")]
    email: String,
    /// `active` or `disabled`.
    #[schema(example = "active")]
    status: &'static str,
    /// Whether a password was ever set.
    #[schema(example = true)]
    has_password: bool,
    /// Since when it is there.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcSeconds,
}

impl PortalView {
    /// `account`, whose address is `email`.
    pub(crate) fn of(account: &PortalAccount, email: &EmailAddress) -> Self {
        Self {
            user_id: account.uuid.to_string(),
            email: email.as_str().to_owned(),
            status: account.status.as_str(),
            has_password: account.has_password,
            created_at: UtcSeconds(account.created_at),
        }
    }
}

/// A partner's people.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PortalAccounts)]
pub(crate) struct PortalListView {
    /// Oldest first.
    pub(crate) accounts: Vec<PortalView>,
}

/// One of them.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OnePortalAccount)]
pub(crate) struct OnePortalView {
    /// The account.
    pub(crate) account: PortalView,
}

/// A new account of a partner's.
#[derive(utoipa::ToSchema)]
#[schema(as = NewPortalAccount)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NewPortalBody {
    /// Nobody else's; a link to set a password goes there.
    #[schema(example = "desk@leadhouse.example")]
    email: String,
}

/// What is to change.
#[derive(utoipa::ToSchema)]
#[schema(as = PortalAccountChange)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct PortalChangeBody {
    /// `active` or `disabled`; disabling ends every login.
    #[schema(example = "disabled")]
    status: String,
}

/// Who calls.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Me)]
pub(crate) struct MeView {
    /// Public identity.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    pub(crate) user_id: String,
    /// As it was registered.
    #[schema(example = "ops@lender.example")]
    pub(crate) email: String,
    /// `partner`, `candidate`, or of staff `admin`, `operations`, `finance` or `auditor`.
    #[schema(example = "operations")]
    pub(crate) account_type: &'static str,
    /// What a member of staff may do, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, example = json!(["partners_read"]))]
    pub(crate) permissions: Option<Vec<&'static str>>,
    /// Whose person it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub(crate) partner: Option<OwnPartnerView>,
}

/// The partner of one of its people.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OwnPartner)]
pub(crate) struct OwnPartnerView {
    /// Public identity.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    pub(crate) id: String,
    /// Readable name.
    #[schema(example = "lead-house")]
    pub(crate) slug: String,
    /// Name.
    #[schema(example = "Lead House")]
    pub(crate) name: String,
}
