//! Asking whether a call may go on.

use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::pin::Pin;

use kernel::PartnerId;

use crate::{Month, MonthCount};

/// Calls in the long run, and calls at once (GCRA: a bucket of `burst` that fills by
/// `per_second`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    /// Calls a second, 1–10 000.
    pub per_second: NonZeroU32,
    /// Calls at once, 1–100 000.
    pub burst: NonZeroU32,
}

/// Calls in a month of the business's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Which month is now.
    pub month: Month,
    /// How many calls it has.
    pub allowed: u64,
    /// Seconds until the next month begins, rounded up.
    pub resets_in: u64,
}

/// A call that wants to go on. Asking takes from the budget what is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Somebody at this address calls; an IPv6 address counts with its /64.
    Address(IpAddr, Rate),
    /// Somebody at this address wants to sign in, begin or reset something, unproven.
    SignIn(IpAddr, Rate),
    /// A partner calls; with a quota if the call counts against it.
    Partner(PartnerId, Rate, Option<Quota>),
}

/// What a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The rate.
    Rate,
    /// The month's quota.
    Quota,
}

/// Whether a call goes on, and what its caller is told of the limit that has the least
/// left (`RateLimit-*`, `Retry-After`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Whether it goes on.
    pub allowed: bool,
    /// Which limit is told of.
    pub of: Limit,
    /// Calls it grants at once (rate) or in the month (quota).
    pub limit: u64,
    /// Calls it would grant now.
    pub remaining: u64,
    /// Seconds until all of it is there again, rounded up.
    pub reset: u64,
    /// Seconds until a call may go on, at least 1; 0 if this one may.
    pub retry_after: u64,
}

impl Decision {
    /// Of two decisions about one call, the one its caller has to know: that it was
    /// refused, or else the one that leaves fewer calls; `self` where both leave as many.
    #[must_use]
    pub const fn or_tighter(self, other: Self) -> Self {
        let other_is_told = match (self.allowed, other.allowed) {
            (true, false) => true,
            (false, true) => false,
            (false, false) => other.retry_after > self.retry_after,
            (true, true) => other.remaining < self.remaining,
        };
        if other_is_told { other } else { self }
    }
}

/// A decision, or one that comes soon.
pub enum Judgement {
    /// The decision.
    Now(Decision),
    /// It has to be asked for elsewhere.
    Soon(Pin<Box<dyn Future<Output = Decision> + Send>>),
}

impl fmt::Debug for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now(decision) => decision.fmt(f),
            Self::Soon(_) => f.write_str("Soon(..)"),
        }
    }
}

impl Judgement {
    /// The decision; whoever can wait waits for it here.
    pub async fn known(self) -> Decision {
        match self {
            Self::Now(decision) => decision,
            Self::Soon(asked) => asked.await,
        }
    }
}

/// Decides about calls. It never fails: whoever cannot ask others decides alone.
pub trait Limiter: Send + Sync {
    /// Whether the call goes on.
    fn judge(&self, ask: Ask) -> Judgement;

    /// What partners have used of their month in all processes, as the database says after
    /// a batch of this process was written: `counted` is the truth, and `added` of what this
    /// process granted is in it by now.
    fn learn(&self, counts: &[MonthCount]);
}

#[cfg(test)]
mod tests;
