//! The hour at which every test begins.

use chrono::{DateTime, TimeDelta, Utc};

/// 15 January 2026, 12:00 UTC: a day and an hour without any edge to it.
///
/// # Panics
/// Never; the instant is in range.
pub fn midday() -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_478_400, 0).expect("in range")
}

/// [`midday`] and so many seconds.
pub fn seconds_after(seconds: i64) -> DateTime<Utc> {
    midday() + TimeDelta::seconds(seconds)
}
