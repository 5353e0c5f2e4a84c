//! Days in India, which has had one offset and no summer time since 1945.

use chrono::{DateTime, Utc};

/// 5 hours and 30 minutes.
const OFFSET: i64 = 330 * 60 * 1_000_000;
const DAY: i64 = 86_400 * 1_000_000;

/// Midnights in India from one instant to the other.
pub(super) fn days_between(from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    let day = |instant: DateTime<Utc>| (instant.timestamp_micros() + OFFSET).div_euclid(DAY);
    day(to) - day(from)
}
