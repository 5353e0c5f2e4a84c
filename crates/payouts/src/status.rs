//! The state of a lead's payout, as lists show and filter it.

use std::fmt;
use std::str::FromStr;

/// The state of a lead's payout; a lead without a disbursal has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayoutStatus {
    /// Disbursed outside the window: nothing is owed.
    Ineligible,
    /// Earned, not yet approved.
    Eligible,
    /// Approved in a payout run.
    Approved,
    /// Paid, with a bank reference.
    Paid,
    /// Taken back because the loan was cancelled or refunded.
    Reversed,
}

impl PayoutStatus {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Ineligible,
        Self::Eligible,
        Self::Approved,
        Self::Paid,
        Self::Reversed,
    ];

    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ineligible => "ineligible",
            Self::Eligible => "eligible",
            Self::Approved => "approved",
            Self::Paid => "paid",
            Self::Reversed => "reversed",
        }
    }

    /// Whether money is owed or was paid: `payout_eligible` on the wire.
    pub const fn is_eligible(self) -> bool {
        matches!(self, Self::Eligible | Self::Approved | Self::Paid)
    }
}

impl fmt::Display for PayoutStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no payout status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a payout status")]
pub struct UnknownPayoutStatus;

impl FromStr for PayoutStatus {
    type Err = UnknownPayoutStatus;

    fn from_str(word: &str) -> Result<Self, UnknownPayoutStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or(UnknownPayoutStatus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_no_other_is_read() {
        for status in PayoutStatus::ALL {
            assert_eq!(status.to_string().parse(), Ok(status));
        }
        for word in ["", "Paid", "paid ", "unpaid"] {
            assert_eq!(word.parse::<PayoutStatus>(), Err(UnknownPayoutStatus));
        }
    }

    #[test]
    fn money_is_owed_or_paid_from_eligible_to_paid() {
        let eligible: Vec<&str> = PayoutStatus::ALL
            .into_iter()
            .filter(|status| status.is_eligible())
            .map(PayoutStatus::as_str)
            .collect();
        assert_eq!(eligible, ["eligible", "approved", "paid"]);
    }
}
