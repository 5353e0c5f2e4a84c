//! What was counted, and where it is kept.

use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Actor, PartnerId, PartnerUuid, PortResult};
use notices::Letter;
use webhooks::PostedEvent;

use crate::Month;

/// Answered calls of one partner that have everything in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Whose.
    pub partner: PartnerId,
    /// On which day of the business's calendar.
    pub day: NaiveDate,
    /// Method and pattern, such as `POST /api/v1/partner/lead-dedupe-check`; never a path.
    pub route: Arc<str>,
    /// The code of the reply, or its HTTP status where it has none.
    pub outcome: u16,
    /// How many.
    pub calls: u64,
    /// How many of them count against the quota.
    pub counted: u64,
}

/// What a partner used of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthCount {
    /// Whose.
    pub partner: PartnerId,
    /// Which month.
    pub month: Month,
    /// Calls that count against the quota, of all processes, as far as they were written.
    pub counted: u64,
    /// How many of them were in the batch just written; see [`crate::Limiter::learn`].
    pub added: u64,
}

/// A share of the quota was used up, of which the partner is told once.
#[derive(Debug, Clone)]
pub struct Crossing {
    /// Whose.
    pub partner: PartnerId,
    /// Which month.
    pub month: Month,
    /// 80 or 100.
    pub percent: u8,
    /// Of how many calls.
    pub quota: u64,
    /// `usage.threshold_reached`.
    pub event: PostedEvent,
    /// The e-mail.
    pub letter: Letter,
    /// When it was noticed.
    pub at: DateTime<Utc>,
}

/// What is asked of the counts. Days are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageQuery {
    /// Of one partner; `None`: of all.
    pub partner: Option<PartnerId>,
    /// First day.
    pub from: NaiveDate,
    /// Last day; at most 366 after the first.
    pub to: NaiveDate,
}

/// Calls of a day by partner, route and outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    /// Whose.
    pub partner: PartnerUuid,
    /// The day.
    pub day: NaiveDate,
    /// Method and pattern.
    pub route: String,
    /// The code of the reply.
    pub outcome: u16,
    /// How many.
    pub calls: u64,
}

/// New limits of a partner; `None` takes the deployment's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimitsChange {
    /// Whose.
    pub partner: PartnerUuid,
    /// Calls a second, 1–10 000.
    pub per_second: Option<NonZeroU32>,
    /// Calls at once, 1–100 000.
    pub burst: Option<NonZeroU32>,
    /// Calls a month.
    pub monthly_quota: Option<u64>,
    /// By whom, for the audit log.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where counts are kept.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait UsageRepository: Send + Sync {
    /// Adds what was counted, all or nothing, in one transaction: what every partner in it
    /// has used of its month afterwards.
    ///
    /// # Errors
    /// Those of the database.
    fn add(&self, batch: &[Counted]) -> PortResult<Vec<MonthCount>>;

    /// What a partner used of a month.
    ///
    /// # Errors
    /// Those of the database.
    fn month(&self, partner: PartnerId, month: Month) -> PortResult<u64>;

    /// Keeps event and letter, unless that was told already. Whether it was not.
    ///
    /// # Errors
    /// Those of the database.
    fn cross(&self, crossing: Crossing) -> PortResult<bool>;

    /// The counts, by day, partner, route and outcome.
    ///
    /// # Errors
    /// Those of the database.
    fn report(&self, query: UsageQuery) -> PortResult<Vec<UsageRow>>;

    /// Changes a partner's limits, with an audit entry. Whether there is such a partner.
    ///
    /// # Errors
    /// Those of the database.
    fn change_limits(&self, change: CallLimitsChange) -> PortResult<bool>;
}
