//! How much a partner may call: its own limits, or else the deployment's.

use std::num::NonZeroU32;

use crate::Rate;

/// Limits of a partner's own, where staff set them; `None` takes the deployment's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnLimits {
    /// Calls a second in the long run, 1–10 000.
    pub per_second: Option<NonZeroU32>,
    /// Calls at once, 1–100 000.
    pub burst: Option<NonZeroU32>,
    /// Calls a month of the business's calendar; 0 allows none.
    pub monthly_quota: Option<u64>,
}

/// How much may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// In the short run.
    pub rate: Rate,
    /// Calls a month of the business's calendar.
    pub monthly_quota: u64,
}

impl Allowance {
    /// The most calls a second anybody may be given.
    pub const MOST_PER_SECOND: u32 = 10_000;

    /// The most calls at once anybody may be given.
    pub const MOST_BURST: u32 = 100_000;

    /// The most calls a month anybody may be given.
    pub const MOST_QUOTA: u64 = 1_000_000_000_000;

    /// What `own` leaves of these.
    #[must_use]
    pub fn with(self, own: OwnLimits) -> Self {
        Self {
            rate: Rate {
                per_second: own.per_second.unwrap_or(self.rate.per_second),
                burst: own.burst.unwrap_or(self.rate.burst),
            },
            monthly_quota: own.monthly_quota.unwrap_or(self.monthly_quota),
        }
    }
}
