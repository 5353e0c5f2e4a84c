//! What the audit log records of the accounts of people.

use kernel::{PortalId, StaffId};

/// What can happen to the account of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonEvent {
    /// One of a partner's people got an account.
    PortalCreated {
        /// The account.
        person: PortalId,
        /// The partner's key.
        partner: String,
    },
    /// The status of such an account changed.
    PortalStatusChanged {
        /// The account.
        person: PortalId,
        /// The status before.
        from: &'static str,
        /// The status after.
        to: &'static str,
    },
    /// Somebody with such an account set a password.
    PortalPasswordSet {
        /// The account.
        person: PortalId,
    },
    /// The role of a member of staff changed.
    StaffRoleChanged {
        /// The account.
        staff: StaffId,
        /// The role before.
        from: &'static str,
        /// The role after.
        to: &'static str,
    },
    /// The status of a member of staff changed.
    StaffStatusChanged {
        /// The account.
        staff: StaffId,
        /// The status before.
        from: &'static str,
        /// The status after.
        to: &'static str,
    },
    /// A member of staff set a password.
    StaffPasswordSet {
        /// The account.
        staff: StaffId,
    },
}

impl PersonEvent {
    pub(crate) const fn action(&self) -> &'static str {
        match self {
            Self::PortalCreated { .. } => "portal_account.created",
            Self::PortalStatusChanged { .. } => "portal_account.status_changed",
            Self::PortalPasswordSet { .. } => "portal_account.password_set",
            Self::StaffRoleChanged { .. } => "staff.role_changed",
            Self::StaffStatusChanged { .. } => "staff.status_changed",
            Self::StaffPasswordSet { .. } => "staff.password_set",
        }
    }

    pub(crate) const fn subject(&self) -> i64 {
        match self {
            Self::PortalCreated { person, .. }
            | Self::PortalStatusChanged { person, .. }
            | Self::PortalPasswordSet { person } => person.get(),
            Self::StaffRoleChanged { staff, .. }
            | Self::StaffStatusChanged { staff, .. }
            | Self::StaffPasswordSet { staff } => staff.get(),
        }
    }

    pub(crate) fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PortalCreated { partner, .. } => vec![("partner", partner.clone())],
            Self::PortalStatusChanged { from, to, .. }
            | Self::StaffRoleChanged { from, to, .. }
            | Self::StaffStatusChanged { from, to, .. } => {
                vec![("from", (*from).to_owned()), ("to", (*to).to_owned())]
            }
            Self::PortalPasswordSet { .. } | Self::StaffPasswordSet { .. } => Vec::new(),
        }
    }
}
