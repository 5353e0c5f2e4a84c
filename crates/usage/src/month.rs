//! Months of the business's calendar.

use std::fmt;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use kernel::BusinessCalendar;

/// A calendar month; the day is its first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of `day`.
    pub fn of(day: NaiveDate) -> Self {
        // Every month has a first day.
        Self(day.with_day(1).unwrap_or(day))
    }

    /// The month in which `at` falls.
    pub fn at(calendar: BusinessCalendar, at: DateTime<Utc>) -> Self {
        Self::of(calendar.day_of(at))
    }

    /// Its first day.
    pub const fn first_day(self) -> NaiveDate {
        self.0
    }

    /// When the next one begins.
    pub fn end(self, calendar: BusinessCalendar) -> DateTime<Utc> {
        let next = self.0.checked_add_months(Months::new(1));
        next.map_or(DateTime::<Utc>::MAX_UTC, |day| calendar.start_of(day))
    }
}

impl fmt::Display for Month {
    /// `2026-11`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_at_midnight_of_the_business() {
        let calendar = BusinessCalendar::new(chrono_tz::Asia::Kolkata);
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let december = Month::at(calendar, at("2025-12-31T18:29:59Z"));
        assert_eq!(december.first_day().to_string(), "2025-12-01");
        assert_eq!(december.end(calendar), at("2025-12-31T18:30:00Z"));
        let january = Month::at(calendar, at("2025-12-31T18:30:00Z"));
        assert_eq!(january.first_day().to_string(), "2026-01-01");
        assert_eq!(january.to_string(), "2026-01");
    }
}
