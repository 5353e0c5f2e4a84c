//! What was counted, as partners and staff see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{BusinessCalendar, Clock, PartnerId, PartnerUuid, PortResult};

use crate::{
    Alert, Allowance, Days, Month, OverviewQuery, OwnLimits, PartnerUse, UsageRepository, UsageRow,
};

/// Outcomes from here on are refusals.
pub const REFUSED_FROM: u16 = 4_000;

/// How many days are shown where nobody says so.
const USUAL_DAYS: i64 = 30;

/// How many days may be asked for.
const MOST_DAYS: i64 = 366;

/// How many partners staff are shown.
const MOST_PARTNERS: u32 = 100;

/// Reads counts.
#[derive(Clone)]
pub struct ReadUsage {
    /// Where they are kept.
    pub repository: Arc<dyn UsageRepository>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Days and months.
    pub calendar: BusinessCalendar,
    /// What a partner without limits of its own may call.
    pub defaults: Allowance,
    /// Whether anybody is limited at all.
    pub limited: bool,
}

/// Why days cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DaysError {
    /// The last comes before the first.
    #[error("the last day comes before the first")]
    Backwards,
    /// There are more than 366.
    #[error("there are more than 366 days")]
    TooMany,
}

/// Calls, and how many of them were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calls {
    /// All.
    pub calls: u64,
    /// Those whose outcome is 4000 or more.
    pub refused: u64,
}

/// Counts, summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageReport {
    /// Which days.
    pub days: Days,
    /// Every one of them, oldest first.
    pub by_day: Vec<(NaiveDate, Calls)>,
    /// By route, most calls first.
    pub by_route: Vec<(String, Calls)>,
    /// By outcome, least first.
    pub by_outcome: Vec<(u16, u64)>,
    /// By all three.
    pub rows: Vec<UsageRow>,
}

/// What is used of a month's quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaUse {
    /// Which month.
    pub month: Month,
    /// Calls that count.
    pub used: u64,
    /// Of how many.
    pub allowed: u64,
    /// When the next month begins.
    pub resets_at: DateTime<Utc>,
    /// What the partner was told, oldest first.
    pub alerts: Vec<Alert>,
}

impl QuotaUse {
    /// Calls that are left.
    pub const fn remaining(&self) -> u64 {
        self.allowed.saturating_sub(self.used)
    }
}

/// How much a partner may call, for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerLimits {
    /// As staff set it.
    pub own: OwnLimits,
    /// What comes of it.
    pub effective: Allowance,
    /// Everybody else's.
    pub defaults: Allowance,
    /// What is used of it.
    pub quota: QuotaUse,
}

impl ReadUsage {
    /// The days from `from` to `to`, by default the last thirty up to today.
    ///
    /// # Errors
    /// [`DaysError`].
    pub fn days(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<Days, DaysError> {
        let to = to.unwrap_or_else(|| self.calendar.day_of(self.clock.now()));
        let from = from.unwrap_or_else(|| back(to, USUAL_DAYS - 1));
        let more = to.signed_duration_since(from).num_days();
        match more {
            ..0 => Err(DaysError::Backwards),
            0..MOST_DAYS => Ok(Days { from, to }),
            _ => Err(DaysError::TooMany),
        }
    }

    /// A partner's calls.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_partner(&self, partner: PartnerId, days: Days) -> PortResult<UsageReport> {
        Ok(UsageReport::of(
            days,
            self.repository.report(partner, days)?,
        ))
    }

    /// Everybody's calls, or those of one partner, for staff; and the hundred partners with
    /// the most.
    ///
    /// # Errors
    /// Those of the database.
    pub fn overview(
        &self,
        partner: Option<PartnerUuid>,
        days: Days,
    ) -> PortResult<(UsageReport, Vec<PartnerUse>)> {
        let (rows, partners) = self.repository.overview(OverviewQuery {
            days,
            partner,
            month: Month::at(self.calendar, self.clock.now()),
            most: MOST_PARTNERS,
        })?;
        Ok((UsageReport::of(days, rows), partners))
    }

    /// What a partner with limits `own` has used of the month.
    ///
    /// # Errors
    /// Those of the database.
    pub fn quota(&self, partner: PartnerId, own: OwnLimits) -> PortResult<QuotaUse> {
        let month = Month::at(self.calendar, self.clock.now());
        let standing = self.repository.standing(partner, month)?;
        Ok(QuotaUse {
            month,
            used: standing.used,
            allowed: self.defaults.with(own).monthly_quota,
            resets_at: month.end(self.calendar),
            alerts: standing.alerts,
        })
    }

    /// How much a partner may call; `None` if there is no such partner.
    ///
    /// # Errors
    /// Those of the database.
    pub fn limits(&self, partner: PartnerUuid) -> PortResult<Option<PartnerLimits>> {
        let Some((id, own)) = self.repository.own_limits(partner)? else {
            return Ok(None);
        };
        Ok(Some(PartnerLimits {
            own,
            effective: self.defaults.with(own),
            defaults: self.defaults,
            quota: self.quota(id, own)?,
        }))
    }
}

/// `days` days before `day`.
fn back(day: NaiveDate, days: i64) -> NaiveDate {
    let earlier = day.checked_sub_signed(TimeDelta::days(days));
    earlier.unwrap_or(NaiveDate::MIN)
}

impl Calls {
    fn add(&mut self, row: &UsageRow) {
        self.calls += row.calls;
        if row.outcome >= REFUSED_FROM {
            self.refused += row.calls;
        }
    }
}

impl UsageReport {
    /// `rows`, which lie within `days`, summed up.
    pub fn of(days: Days, rows: Vec<UsageRow>) -> Self {
        let each = days.from.iter_days().take_while(|day| *day <= days.to);
        let mut by_day: BTreeMap<NaiveDate, Calls> =
            each.map(|day| (day, Calls::default())).collect();
        let mut by_route: BTreeMap<&str, Calls> = BTreeMap::new();
        let mut by_outcome: BTreeMap<u16, u64> = BTreeMap::new();
        for row in &rows {
            by_day.entry(row.day).or_default().add(row);
            by_route.entry(&row.route).or_default().add(row);
            *by_outcome.entry(row.outcome).or_default() += row.calls;
        }
        let mut by_route: Vec<(String, Calls)> = by_route
            .into_iter()
            .map(|(route, calls)| (route.to_owned(), calls))
            .collect();
        // Stable: of equals the first by name.
        by_route.sort_by_key(|(_, calls)| std::cmp::Reverse(calls.calls));
        Self {
            days,
            by_day: by_day.into_iter().collect(),
            by_route,
            by_outcome: by_outcome.into_iter().collect(),
            rows,
        }
    }

    /// Calls of all days.
    pub fn calls(&self) -> u64 {
        self.by_day.iter().map(|(_, calls)| calls.calls).sum()
    }
}
