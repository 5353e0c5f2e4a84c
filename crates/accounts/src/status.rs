//! Where a partner stands.

use std::fmt;
use std::str::FromStr;

/// Where a partner stands (contract `onboarding.md`, "Status machine").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartnerStatus {
    /// Onboarding.
    Pending,
    /// May use the API.
    Active,
    /// Stopped by the lender; can come back.
    Suspended,
    /// Retired; can come back.
    Inactive,
    /// Refused in review.
    Rejected,
}

/// A word that is no partner status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a partner status")]
pub struct UnknownPartnerStatus;

/// A change of status that the machine does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a partner cannot go from {from} to {to}")]
pub struct StatusTransitionError {
    /// Before.
    pub from: PartnerStatus,
    /// Wanted.
    pub to: PartnerStatus,
}

impl PartnerStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Active,
        Self::Suspended,
        Self::Inactive,
        Self::Rejected,
    ];

    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Inactive => "inactive",
            Self::Rejected => "rejected",
        }
    }

    /// The status after a change to `to`.
    ///
    /// # Errors
    /// [`StatusTransitionError`] for anything but pending → active | rejected,
    /// active → suspended | inactive, suspended | inactive → active.
    pub const fn change_to(self, to: Self) -> Result<Self, StatusTransitionError> {
        match (self, to) {
            (Self::Pending, Self::Active | Self::Rejected)
            | (Self::Active, Self::Suspended | Self::Inactive)
            | (Self::Suspended | Self::Inactive, Self::Active) => Ok(to),
            (from, to) => Err(StatusTransitionError { from, to }),
        }
    }

    /// As [`PartnerStatus::change_to`] by the lender's staff, who make nobody active that
    /// is pending: that is for the activation.
    ///
    /// # Errors
    /// As there.
    pub const fn change_by_staff(self, to: Self) -> Result<Self, StatusTransitionError> {
        match (self, to) {
            (Self::Pending, Self::Active) => Err(StatusTransitionError { from: self, to }),
            (from, to) => from.change_to(to),
        }
    }
}

impl fmt::Display for PartnerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PartnerStatus {
    type Err = UnknownPartnerStatus;

    fn from_str(word: &str) -> Result<Self, UnknownPartnerStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or(UnknownPartnerStatus)
    }
}

#[cfg(test)]
mod tests;
