//! What was counted, and where it is kept.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Actor, Entropy, PartnerId, PartnerUuid, PortResult};
use notices::Letter;
use webhooks::PostedEvent;

use crate::{Month, OwnLimits};

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

/// One process that counts, from its start to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WriterId([u8; 16]);

impl WriterId {
    /// Draws one that nobody else has.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What a process counted since its batch before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// By whom.
    pub writer: WriterId,
    /// From 1, one more than the writer's batch before.
    pub number: u64,
    /// What; each partner, day, route and outcome once.
    pub counts: Vec<Counted>,
    /// When it was gathered.
    pub at: DateTime<Utc>,
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

/// The same of a partner in a batch, with what it takes to tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartnerMonth {
    /// What it used.
    pub count: MonthCount,
    /// Its public identity.
    pub uuid: PartnerUuid,
    /// Its own quota; `None` takes the deployment's.
    pub own_quota: Option<u64>,
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

/// What a partner was told of its quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// 80 or 100.
    pub percent: u8,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a partner stands in a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Calls that count against the quota.
    pub used: u64,
    /// What it was told, oldest first.
    pub alerts: Vec<Alert>,
}

/// Days, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: NaiveDate,
    /// Last day; at most 366 in all.
    pub to: NaiveDate,
}

/// Calls of a day by route and outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    /// The day.
    pub day: NaiveDate,
    /// Method and pattern.
    pub route: String,
    /// The code of the reply.
    pub outcome: u16,
    /// How many.
    pub calls: u64,
}

/// What staff ask of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverviewQuery {
    /// When.
    pub days: Days,
    /// Of one partner; `None`: of all.
    pub partner: Option<PartnerUuid>,
    /// The month whose quota is shown beside.
    pub month: Month,
    /// The most partners.
    pub most: u32,
}

/// Calls of one partner, for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerUse {
    /// Its public identity.
    pub partner: PartnerUuid,
    /// Its name.
    pub name: String,
    /// Calls on the days asked for.
    pub calls: u64,
    /// How many of them were refused: their outcome is 4000 or more.
    pub refused: u64,
    /// Calls of the month that count against its quota.
    pub used: u64,
    /// Its own quota; `None` takes the deployment's.
    pub own_quota: Option<u64>,
}

/// The limits of a partner's own, changed by somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimitsChange {
    /// Whose.
    pub partner: PartnerUuid,
    /// All of them anew; `None` takes the deployment's.
    pub limits: OwnLimits,
    /// By whom, for the audit log.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where counts are kept.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait UsageRepository: Send + Sync {
    /// Adds what was counted, all or nothing, and only once: a batch whose number is not
    /// above that of the writer's last one was written already. What every partner in it
    /// has used, by then, of every month in it, in the order of their keys.
    ///
    /// # Errors
    /// Those of the database. The batch may have been written all the same: hand in the
    /// very same one until it succeeds.
    fn add(&self, batch: &Batch) -> PortResult<Vec<PartnerMonth>>;

    /// What every partner has used of a month, in the order of their keys, with nothing
    /// `added`; for a process that begins.
    ///
    /// # Errors
    /// Those of the database.
    fn used_in(&self, month: Month) -> PortResult<Vec<MonthCount>>;

    /// Where a partner stands in a month.
    ///
    /// # Errors
    /// Those of the database.
    fn standing(&self, partner: PartnerId, month: Month) -> PortResult<Standing>;

    /// Keeps event and letter, unless that was told already. Whether it was not.
    ///
    /// # Errors
    /// Those of the database.
    fn cross(&self, crossing: Crossing) -> PortResult<bool>;

    /// A partner's counts, by day, route and outcome, in this order.
    ///
    /// # Errors
    /// Those of the database.
    fn report(&self, partner: PartnerId, days: Days) -> PortResult<Vec<UsageRow>>;

    /// The same of all partners together, and the partners, most calls first.
    ///
    /// # Errors
    /// Those of the database.
    fn overview(&self, query: OverviewQuery) -> PortResult<(Vec<UsageRow>, Vec<PartnerUse>)>;

    /// A partner's key and its own limits; `None` if there is no such partner, or no more.
    ///
    /// # Errors
    /// Those of the database.
    fn own_limits(&self, partner: PartnerUuid) -> PortResult<Option<(PartnerId, OwnLimits)>>;

    /// Changes a partner's limits, with an audit entry if that changes anything. Its key;
    /// `None` if there is no such partner, or no more.
    ///
    /// # Errors
    /// Those of the database.
    fn change_limits(&self, change: CallLimitsChange) -> PortResult<Option<PartnerId>>;
}
