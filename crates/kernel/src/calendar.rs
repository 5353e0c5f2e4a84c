//! Days as the lender's business counts them.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The business time zone (`business.time_zone`, default `Asia/Kolkata`): every
/// rule that speaks of days speaks of days in this zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusinessCalendar {
    zone: Tz,
}

impl BusinessCalendar {
    /// A calendar in `zone`.
    pub const fn new(zone: Tz) -> Self {
        Self { zone }
    }

    /// The zone's name, such as `Asia/Kolkata`.
    pub fn zone_name(&self) -> &'static str {
        self.zone.name()
    }

    /// The calendar day on which `instant` falls.
    pub fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// `instant` as people read it, with the zone's name: `21 November 2026, 18:45
    /// (Asia/Kolkata)`.
    pub fn written(&self, instant: DateTime<Utc>) -> String {
        let local = instant.with_timezone(&self.zone);
        format!("{} ({})", local.format("%-d %B %Y, %H:%M"), self.zone)
    }

    /// Calendar days from `from` to `to`: 0 on the same day, negative backwards.
    pub fn days_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        (self.day_of(to) - self.day_of(from)).num_days()
    }

    /// The first instant of `day`. Where a clock change skips midnight, the
    /// first instant that exists; where it repeats, the earlier one.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let mut local = day.and_time(chrono::NaiveTime::MIN);
        // No zone skips more than a day; half-hour steps find the first instant.
        for _ in 0..=48 {
            if let Some(start) = self.zone.from_local_datetime(&local).earliest() {
                return start.with_timezone(&Utc);
            }
            local += TimeDelta::minutes(30);
        }
        Utc.from_utc_datetime(&local)
    }

    /// The first instant after `day`; exclusive end of an inclusive day filter.
    /// The last representable day ends at the end of time.
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        day.succ_opt()
            .map_or(DateTime::<Utc>::MAX_UTC, |next| self.start_of(next))
    }

    /// The earliest share time still inside a window of `window_days` at `now`:
    /// a lead shared at or after this instant has not lapsed (contract
    /// `partner-api.md`, "One lead, once"; day `window_days` counts).
    pub fn window_opened(&self, now: DateTime<Utc>, window_days: u32) -> DateTime<Utc> {
        let today = self.day_of(now);
        let first = today
            .checked_sub_days(chrono::Days::new(u64::from(window_days)))
            .unwrap_or(NaiveDate::MIN);
        self.start_of(first)
    }
}

#[cfg(test)]
mod tests;
