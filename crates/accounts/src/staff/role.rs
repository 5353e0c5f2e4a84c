//! What staff may do.

use std::fmt;
use std::str::FromStr;

/// What a member of staff is there for; also the token's `account_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaffRole {
    /// May do everything.
    Admin,
    /// Partners, review, candidates, webhooks.
    Operations,
    /// Payout runs, statements, disputes.
    Finance,
    /// Reads.
    Auditor,
}

/// A word that is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a role")]
pub struct UnknownStaffRole;

/// What staff may be allowed to do, as far as this part of the product asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaffPermission {
    /// See payout runs.
    PayoutRunsRead,
    /// Prepare, approve and settle payout runs.
    PayoutRunsWrite,
    /// See partners' statements.
    StatementsRead,
    /// Decide disputes.
    DisputesWrite,
    /// Read and export the audit log.
    AuditRead,
    /// See partners, their documents, notes and people.
    PartnersRead,
    /// Create, change, delete and restore partners, rotate their credentials, look after
    /// their people.
    PartnersWrite,
    /// Decide reviews.
    ReviewWrite,
    /// See and change the accounts of staff.
    StaffManage,
    /// See how the service does.
    HealthRead,
    /// See partners' webhook endpoints and what was delivered.
    WebhooksRead,
    /// Pause and resume endpoints, replay deliveries.
    WebhooksWrite,
    /// See how much partners call, and may.
    UsageRead,
    /// Change how much a partner may call.
    LimitsWrite,
    /// Announce and cancel maintenance.
    MaintenanceWrite,
}

impl StaffRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Operations, Self::Finance, Self::Auditor];

    /// The word on the wire, on the command line and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Operations => "operations",
            Self::Finance => "finance",
            Self::Auditor => "auditor",
        }
    }

    /// Whether the role allows `permission` (contract `onboarding.md`,
    /// "Accounts"): admin may all, operations looks after
    /// partners, finance handles money, an auditor reads. Whether the service is well
    /// everybody may see.
    pub const fn may(self, permission: StaffPermission) -> bool {
        use StaffPermission as P;
        match self {
            Self::Admin => true,
            Self::Operations => matches!(
                permission,
                P::PartnersRead
                    | P::PartnersWrite
                    | P::ReviewWrite
                    | P::HealthRead
                    | P::WebhooksRead
                    | P::WebhooksWrite
                    | P::UsageRead
                    | P::LimitsWrite
                    | P::MaintenanceWrite
            ),
            Self::Finance => matches!(
                permission,
                P::PayoutRunsRead
                    | P::PayoutRunsWrite
                    | P::StatementsRead
                    | P::DisputesWrite
                    | P::HealthRead
            ),
            Self::Auditor => matches!(
                permission,
                P::PayoutRunsRead
                    | P::StatementsRead
                    | P::AuditRead
                    | P::PartnersRead
                    | P::HealthRead
                    | P::WebhooksRead
                    | P::UsageRead
            ),
        }
    }
}

impl StaffPermission {
    /// Every permission.
    pub const ALL: [Self; 15] = [
        Self::PayoutRunsRead,
        Self::PayoutRunsWrite,
        Self::StatementsRead,
        Self::DisputesWrite,
        Self::AuditRead,
        Self::PartnersRead,
        Self::PartnersWrite,
        Self::ReviewWrite,
        Self::StaffManage,
        Self::HealthRead,
        Self::WebhooksRead,
        Self::WebhooksWrite,
        Self::UsageRead,
        Self::LimitsWrite,
        Self::MaintenanceWrite,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PayoutRunsRead => "payout_runs_read",
            Self::PayoutRunsWrite => "payout_runs_write",
            Self::StatementsRead => "statements_read",
            Self::DisputesWrite => "disputes_write",
            Self::AuditRead => "audit_read",
            Self::PartnersRead => "partners_read",
            Self::PartnersWrite => "partners_write",
            Self::ReviewWrite => "review_write",
            Self::StaffManage => "staff_manage",
            Self::HealthRead => "health_read",
            Self::WebhooksRead => "webhooks_read",
            Self::WebhooksWrite => "webhooks_write",
            Self::UsageRead => "usage_read",
            Self::LimitsWrite => "limits_write",
            Self::MaintenanceWrite => "maintenance_write",
        }
    }
}

impl fmt::Display for StaffRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for StaffRole {
    type Err = UnknownStaffRole;

    fn from_str(word: &str) -> Result<Self, UnknownStaffRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or(UnknownStaffRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_its_word() {
        for role in StaffRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(role.to_string(), role.as_str());
        }
        for word in ["", "Admin", "partner", "root"] {
            assert_eq!(word.parse::<StaffRole>(), Err(UnknownStaffRole), "{word}");
        }
    }

    /// The contract's sentence, spelt out by hand.
    #[test]
    fn each_role_may_what_the_contract_says() {
        use StaffPermission as P;
        use StaffRole as R;
        for (permission, allowed) in [
            (P::PayoutRunsRead, &[R::Admin, R::Finance, R::Auditor][..]),
            (P::PayoutRunsWrite, &[R::Admin, R::Finance]),
            (P::StatementsRead, &[R::Admin, R::Finance, R::Auditor]),
            (P::DisputesWrite, &[R::Admin, R::Finance]),
            (P::AuditRead, &[R::Admin, R::Auditor]),
            (P::PartnersRead, &[R::Admin, R::Operations, R::Auditor]),
            (P::PartnersWrite, &[R::Admin, R::Operations]),
            (P::ReviewWrite, &[R::Admin, R::Operations]),
            (P::StaffManage, &[R::Admin]),
            (P::HealthRead, &R::ALL),
            (P::WebhooksRead, &[R::Admin, R::Operations, R::Auditor]),
            (P::WebhooksWrite, &[R::Admin, R::Operations]),
            (P::UsageRead, &[R::Admin, R::Operations, R::Auditor]),
            (P::LimitsWrite, &[R::Admin, R::Operations]),
            (P::MaintenanceWrite, &[R::Admin, R::Operations]),
        ] {
            for role in R::ALL {
                let expected = allowed.contains(&role);
                assert_eq!(role.may(permission), expected, "{role} {permission:?}");
            }
        }
        assert!(
            P::ALL
                .into_iter()
                .all(|permission| R::Admin.may(permission))
        );
    }
}
