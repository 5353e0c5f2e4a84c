//! What a partner is shown of practice.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use kernel::{BusinessCalendar, Clock, PartnerId, PortFailure, PortResult};

use crate::{ActivitiesAsk, Activity, Look, Metrics, PracticeRepository, QuarterRange};

/// How many sessions were finished on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The day, in the partner's time zone.
    pub day: NaiveDate,
    /// How many.
    pub finished: u64,
}

/// Finished sessions by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// The name of the zone days are counted in.
    pub time_zone: &'static str,
    /// Every day, in order; never empty.
    pub days: Vec<DayCount>,
}

/// Why there are no days to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DaysError {
    /// The first day is after the last, or there are more than [`ReadPractice::MOST_DAYS`].
    #[error("no range of days")]
    NoRange,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Shows partners what their candidates do.
#[derive(Clone)]
pub struct ReadPractice {
    /// Where it is kept up.
    pub repository: Arc<dyn PracticeRepository>,
    /// How days are counted for a partner that named no time zone.
    pub calendar: BusinessCalendar,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ReadPractice {
    /// The most days a plot has.
    pub const MOST_DAYS: i64 = 366;
    /// How many it has where nobody asks for others.
    pub const DAYS: u64 = 30;

    /// All the dashboard of `partner` says, as of now.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn metrics(&self, partner: PartnerId) -> PortResult<Metrics> {
        let look = Look {
            at: self.clock.now(),
            otherwise: self.calendar,
        };
        Ok(Metrics::of(self.repository.figures(partner, look)?))
    }

    /// As [`PracticeRepository::activities`].
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn activities(&self, partner: PartnerId, ask: ActivitiesAsk) -> PortResult<Vec<Activity>> {
        self.repository.activities(partner, ask)
    }

    /// Finished sessions of every day of a range, the last day included. Without a last day
    /// it ends today, without a first it has thirty days.
    ///
    /// # Errors
    /// See [`DaysError`].
    pub fn by_day(
        &self,
        partner: PartnerId,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<Plot, DaysError> {
        let calendar = self.repository.calendar(partner, self.calendar)?;
        let to = to.unwrap_or_else(|| calendar.day_of(self.clock.now()));
        let back = Days::new(Self::DAYS - 1);
        let from = from.or_else(|| to.checked_sub_days(back));
        let from = from.ok_or(DaysError::NoRange)?;
        let behind = to.succ_opt().ok_or(DaysError::NoRange)?;
        if !(1..=Self::MOST_DAYS).contains(&(behind - from).num_days()) {
            return Err(DaysError::NoRange);
        }
        let range = QuarterRange::of_days(calendar, from, behind);
        let quarters = self.repository.finished(partner, range)?;
        Ok(Plot {
            time_zone: calendar.zone_name(),
            days: from
                .iter_days()
                .take_while(|day| *day <= to)
                .map(|day| on_day(calendar, day, &quarters))
                .collect(),
        })
    }
}

/// What `quarters`, which are in order, come to on `day`.
fn on_day(calendar: BusinessCalendar, day: NaiveDate, quarters: &[(i64, u64)]) -> DayCount {
    let next = day.succ_opt().unwrap_or(day);
    let range = QuarterRange::of_days(calendar, day, next);
    let first = quarters.partition_point(|(quarter, _)| *quarter < range.from);
    let its = quarters.iter().skip(first);
    let its = its.take_while(|(quarter, _)| range.contains(*quarter));
    DayCount {
        day,
        finished: its.map(|(_, finished)| finished).sum(),
    }
}

#[cfg(test)]
mod tests;
