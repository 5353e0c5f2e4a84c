//! Who the lender knows.

use chrono::{DateTime, Utc};
use kernel::{BlindIndex, PortResult, UserId};

use crate::{Judgement, LoanStatus, LoanStatuses, UserStatus, judge};

/// What a person is looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PersonKeys {
    /// Index of the mobile number.
    pub mobile: BlindIndex,
    /// Index of the PAN.
    pub pan: BlindIndex,
}

/// Which of a user's keys equals the one looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchedBy {
    /// Only the mobile number.
    Mobile,
    /// Only the PAN.
    Pan,
    /// Both.
    MobileAndPan,
}

impl MatchedBy {
    /// `None` where neither key is equal.
    pub const fn from_keys(mobile: bool, pan: bool) -> Option<Self> {
        match (mobile, pan) {
            (true, true) => Some(Self::MobileAndPan),
            (true, false) => Some(Self::Mobile),
            (false, true) => Some(Self::Pan),
            (false, false) => None,
        }
    }

    /// Whether the PAN is equal.
    pub const fn pan(self) -> bool {
        matches!(self, Self::Pan | Self::MobileAndPan)
    }

    /// Whether the mobile number is equal.
    pub const fn mobile(self) -> bool {
        matches!(self, Self::Mobile | Self::MobileAndPan)
    }
}

/// A user of the lender, as far as the verdict needs to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownUser {
    /// The lender's key.
    pub id: UserId,
    /// What made this user match.
    pub matched_by: MatchedBy,
    /// The user's state.
    pub status: UserStatus,
    /// End of an `on_hold`, exclusive; `None` holds without end.
    pub hold_until: Option<DateTime<Utc>>,
    /// When the user registered with the lender.
    pub registered_at: DateTime<Utc>,
    /// The state of each of the user's loans, in no order.
    pub loans: Vec<LoanStatus>,
}

/// The lender's users and their loans, searched by mobile number and PAN.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait UserDirectory {
    /// Every user whose mobile number or PAN equals one of `keys`, with the
    /// states of all their loans, as of one instant. Empty when nobody matches.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Corrupt`] when a stored status is no status,
    /// otherwise whatever keeps the directory from answering. Never a partial
    /// answer.
    fn find(&mut self, keys: &PersonKeys) -> PortResult<Vec<KnownUser>>;
}

/// Looks a person up and judges them: the dedupe check without a lead.
#[derive(Debug)]
pub struct CheckPerson<'a, D> {
    /// Where users are looked up.
    pub directory: &'a mut D,
    /// Which loans count as active.
    pub active_loans: &'a LoanStatuses,
}

impl<D: UserDirectory> CheckPerson<'_, D> {
    /// The verdict on whoever has `keys`, at `now`.
    ///
    /// # Errors
    /// What [`UserDirectory::find`] fails with.
    pub fn execute(&mut self, keys: &PersonKeys, now: DateTime<Utc>) -> PortResult<Judgement> {
        let users = self.directory.find(keys)?;
        Ok(judge(&users, self.active_loans, now))
    }
}

#[cfg(test)]
mod tests;
