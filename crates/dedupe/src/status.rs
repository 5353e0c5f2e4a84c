//! The lender's words for the state of a user and of a loan.

use std::fmt;
use std::str::FromStr;

/// A word that is no status of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a known status")]
pub struct UnknownStatus;

macro_rules! statuses {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every status of the kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownStatus;

            fn from_str(word: &str) -> Result<Self, UnknownStatus> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownStatus),
                }
            }
        }
    };
}

statuses! {
    /// A user's state at the lender.
    UserStatus {
        /// May borrow.
        Active = "active",
        /// May not borrow for now; until `hold_until`, if that is given.
        OnHold = "on_hold",
        /// Suspended by the lender.
        Suspended = "suspended",
        /// No longer a customer.
        Inactive = "inactive",
        /// Was judged and refused.
        NotEligible = "not_eligible",
    }
}

statuses! {
    /// A loan application's state at the lender.
    LoanStatus {
        /// Handed in.
        Submitted = "submitted",
        /// Being judged.
        UnderReview = "under_review",
        /// Waiting for the applicant.
        FollowUp = "follow_up",
        /// Granted.
        Approved = "approved",
        /// Granted and signed.
        ReadyForDisbursement = "ready_for_disbursement",
        /// Money under way.
        Disbursal = "disbursal",
        /// Money paid out.
        Disbursed = "disbursed",
        /// With the account manager.
        AccountManager = "account_manager",
        /// Refused.
        Rejected = "rejected",
        /// Withdrawn.
        Cancelled = "cancelled",
        /// Paid out and given back.
        Refunded = "refunded",
        /// Repaid.
        Cleared = "cleared",
        /// At an end.
        Closed = "closed",
    }
}

/// A set of loan statuses; which loans count as active is configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanStatuses(Vec<LoanStatus>);

impl LoanStatuses {
    /// The set of `statuses`.
    pub fn new(statuses: impl IntoIterator<Item = LoanStatus>) -> Self {
        Self(statuses.into_iter().collect())
    }

    /// Whether `status` is in the set.
    pub fn contains(&self, status: LoanStatus) -> bool {
        self.0.contains(&status)
    }
}

/// The contract's active statuses (`partner-api.md`, "Verdict").
impl Default for LoanStatuses {
    fn default() -> Self {
        use LoanStatus as S;
        Self::new([
            S::Submitted,
            S::UnderReview,
            S::FollowUp,
            S::Approved,
            S::ReadyForDisbursement,
            S::Disbursal,
            S::Disbursed,
            S::AccountManager,
        ])
    }
}

#[cfg(test)]
mod tests;
