//! What is told of a bucket and of a quota.

use std::time::Duration;

use usage::{Decision, Limit, Quota, Rate};

/// Nanoseconds a call is worth.
fn worth(rate: Rate) -> u128 {
    u128::from(1_000_000_000 / rate.per_second.get())
}

fn seconds_up(nanoseconds: u128) -> u64 {
    u64::try_from(nanoseconds.div_ceil(1_000_000_000)).unwrap_or(u64::MAX)
}

/// A call that the bucket granted, and that left `remaining` in it.
pub(crate) fn granted(rate: Rate, remaining: u32) -> Decision {
    let taken = u128::from(rate.burst.get().saturating_sub(remaining));
    Decision {
        allowed: true,
        of: Limit::Rate,
        limit: rate.burst.get().into(),
        remaining: remaining.into(),
        reset: seconds_up(taken * worth(rate)),
        retry_after: 0,
    }
}

/// A call that the bucket does not grant before `wait` is over.
pub(crate) fn refused(rate: Rate, wait: Duration) -> Decision {
    let others = u128::from(rate.burst.get() - 1) * worth(rate);
    Decision {
        allowed: false,
        of: Limit::Rate,
        limit: rate.burst.get().into(),
        remaining: 0,
        reset: seconds_up(wait.as_nanos() + others),
        retry_after: seconds_up(wait.as_nanos()).max(1),
    }
}

/// A call of the month, of which `used` were granted, this one among them.
pub(crate) const fn counted(quota: Quota, used: u64) -> Decision {
    Decision {
        allowed: true,
        of: Limit::Quota,
        limit: quota.allowed,
        remaining: quota.allowed.saturating_sub(used),
        reset: quota.resets_in,
        retry_after: 0,
    }
}

/// A call for which the month has no room.
pub(crate) fn used_up(quota: Quota) -> Decision {
    Decision {
        allowed: false,
        of: Limit::Quota,
        limit: quota.allowed,
        remaining: 0,
        reset: quota.resets_in,
        retry_after: quota.resets_in.max(1),
    }
}
