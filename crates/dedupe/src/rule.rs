//! The verdict itself.

use chrono::{DateTime, Utc};
use kernel::UserId;

use crate::{KnownUser, LoanStatuses, UserStatus};

/// What the partner is told, least severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 2005: nobody of that mobile number or PAN is known.
    Fresh,
    /// 2004: known, and free to borrow.
    Registered,
    /// 2006: has an active loan, or is held, suspended, inactive or refused.
    Active,
}

impl Verdict {
    /// The code on the wire: 2005, 2004 or 2006.
    pub const fn code(self) -> u16 {
        match self {
            Self::Fresh => 2005,
            Self::Registered => 2004,
            Self::Active => 2006,
        }
    }

    /// The inverse of [`Verdict::code`].
    pub const fn from_code(code: u16) -> Option<Self> {
        match code {
            2005 => Some(Self::Fresh),
            2004 => Some(Self::Registered),
            2006 => Some(Self::Active),
            _ => None,
        }
    }

    /// The word in lists and filters: `fresh_lead`, `registered_user`, `active_user`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh_lead",
            Self::Registered => "registered_user",
            Self::Active => "active_user",
        }
    }

    /// The inverse of [`Verdict::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Fresh, Self::Registered, Self::Active]
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
    }

    /// Whether the partner gets a link and may earn: 2005 and 2004.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Active)
    }
}

/// Mobile number and PAN belong to different users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// The user with the mobile number.
    pub mobile: UserId,
    /// The user with the PAN.
    pub pan: UserId,
}

/// A verdict and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What the partner is told.
    pub verdict: Verdict,
    /// The user the lead is linked to: the PAN's if there is one, else the
    /// mobile number's.
    pub user: Option<LinkedUser>,
    /// For the audit log; the reply never shows it.
    pub conflict: Option<Conflict>,
}

/// The user a lead is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedUser {
    /// The lender's key.
    pub id: UserId,
    /// When that user registered.
    pub registered_at: DateTime<Utc>,
}

/// Judges everyone who matches; the most severe verdict stands. The order of
/// `users` does not matter.
pub fn judge(users: &[KnownUser], active_loans: &LoanStatuses, now: DateTime<Utc>) -> Judgement {
    let verdict = users
        .iter()
        .map(|user| verdict_on(user, active_loans, now))
        .max()
        .unwrap_or(Verdict::Fresh);
    // Several users of one PAN are the lender's mistake; the lowest key is stable.
    let first = |matches: fn(&KnownUser) -> bool| {
        users
            .iter()
            .filter(|user| matches(user))
            .min_by_key(|user| user.id)
    };
    let by_pan = first(|user| user.matched_by.pan());
    let by_mobile = first(|user| user.matched_by.mobile());
    let conflict = match (by_mobile, by_pan) {
        (Some(mobile), Some(pan)) if mobile.id != pan.id => Some(Conflict {
            mobile: mobile.id,
            pan: pan.id,
        }),
        _ => None,
    };
    Judgement {
        verdict,
        user: by_pan.or(by_mobile).map(|user| LinkedUser {
            id: user.id,
            registered_at: user.registered_at,
        }),
        conflict,
    }
}

fn verdict_on(user: &KnownUser, active_loans: &LoanStatuses, now: DateTime<Utc>) -> Verdict {
    if is_barred(user, now) || user.loans.iter().any(|loan| active_loans.contains(*loan)) {
        Verdict::Active
    } else {
        Verdict::Registered
    }
}

fn is_barred(user: &KnownUser, now: DateTime<Utc>) -> bool {
    match user.status {
        UserStatus::Active => false,
        UserStatus::OnHold => user.hold_until.is_none_or(|end| now < end),
        UserStatus::Suspended | UserStatus::Inactive | UserStatus::NotEligible => true,
    }
}

#[cfg(test)]
mod tests;
