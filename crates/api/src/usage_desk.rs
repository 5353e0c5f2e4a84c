//! How much partners call, and may.

use std::sync::Arc;

use accounts::OwnCallLimits;
use usage::{OwnLimits, ReadUsage, SetCallLimits};

use crate::UsageBook;

/// Counts calls, shows counts, and sets limits.
pub struct UsageDesk {
    /// Where answered calls are counted.
    pub book: Arc<UsageBook>,
    /// Shows what was counted.
    pub read: ReadUsage,
    /// Sets partners' limits.
    pub set_limits: SetCallLimits,
}

/// A partner's own limits, as the use cases know them.
pub(crate) const fn own_limits(calls: OwnCallLimits) -> OwnLimits {
    OwnLimits {
        per_second: calls.per_second,
        burst: calls.burst,
        monthly_quota: calls.monthly_quota,
    }
}
