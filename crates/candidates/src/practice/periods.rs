//! Months and weeks as a partner counts them.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use kernel::BusinessCalendar;

/// Microseconds in a quarter of an hour.
const QUARTER: i64 = 15 * 60 * 1_000_000;

/// The quarter of an hour in which `instant` lies, counted from 1970-01-01T00:00Z. The
/// days of every time zone begin with one: offsets are whole quarters.
pub const fn quarter_of(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros().div_euclid(QUARTER)
}

/// Quarters of an hour one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarterRange {
    /// The first.
    pub from: i64,
    /// The first behind.
    pub to: i64,
}

impl QuarterRange {
    /// The quarters from the beginning of day `from` to that of day `to`.
    pub fn of_days(calendar: BusinessCalendar, from: NaiveDate, to: NaiveDate) -> Self {
        let begins = |day| quarter_of(calendar.start_of(day));
        Self {
            from: begins(from),
            to: begins(to),
        }
    }

    /// Whether `quarter` is one of them.
    pub const fn contains(&self, quarter: i64) -> bool {
        self.from <= quarter && quarter < self.to
    }
}

/// The month and the week in which an instant lies; weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    /// The month.
    pub month: QuarterRange,
    /// The week.
    pub week: QuarterRange,
}

impl Periods {
    /// Those of `now` as `calendar` counts days.
    pub fn of(calendar: BusinessCalendar, now: DateTime<Utc>) -> Self {
        let today = calendar.day_of(now);
        let first = today.with_day(1).unwrap_or(today);
        let next = first
            .checked_add_months(Months::new(1))
            .unwrap_or(NaiveDate::MAX);
        let since_monday = Days::new(u64::from(today.weekday().num_days_from_monday()));
        let monday = today.checked_sub_days(since_monday).unwrap_or(today);
        let after = monday
            .checked_add_days(Days::new(7))
            .unwrap_or(NaiveDate::MAX);
        Self {
            month: QuarterRange::of_days(calendar, first, next),
            week: QuarterRange::of_days(calendar, monday, after),
        }
    }
}

#[cfg(test)]
mod tests;
