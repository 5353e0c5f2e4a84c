//! How much partners called, and may: written in batches beside requests.

mod add;
mod alerts;
mod limits;
mod report;

pub(crate) use add::{DayRow, MonthRow};

use kernel::{PartnerId, PartnerUuid, PortFailure, PortResult};
use usage::{
    Batch, CallLimitsChange, Crossing, Days, Month, MonthCount, OverviewQuery, OwnLimits,
    PartnerMonth, PartnerUse, Standing, UsageRepository, UsageRow,
};

use crate::Store;
use crate::fault::Fault;

/// Counts in the database.
#[derive(Clone)]
pub struct DieselUsage {
    store: Store,
}

impl DieselUsage {
    /// The counts of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl UsageRepository for DieselUsage {
    fn add(&self, batch: &Batch) -> PortResult<Vec<PartnerMonth>> {
        let batch = batch.clone();
        self.store
            .write(move |conn| -> Result<_, Fault<PortFailure>> { add::add(conn, &batch) })
    }

    fn used_in(&self, month: Month) -> PortResult<Vec<MonthCount>> {
        self.store.read(|conn| alerts::used_in(conn, month))
    }

    fn standing(&self, partner: PartnerId, month: Month) -> PortResult<Standing> {
        self.store
            .snapshot(|conn| alerts::standing(conn, partner, month))
    }

    fn cross(&self, crossing: Crossing) -> PortResult<bool> {
        self.store
            .write(move |conn| -> Result<_, Fault<PortFailure>> { alerts::cross(conn, &crossing) })
    }

    fn report(&self, partner: PartnerId, days: Days) -> PortResult<Vec<UsageRow>> {
        self.store
            .read(|conn| report::of_partner(conn, partner, days))
    }

    fn overview(&self, query: OverviewQuery) -> PortResult<(Vec<UsageRow>, Vec<PartnerUse>)> {
        self.store.snapshot(|conn| report::overview(conn, query))
    }

    fn own_limits(&self, partner: PartnerUuid) -> PortResult<Option<(PartnerId, OwnLimits)>> {
        self.store.read(|conn| limits::own(conn, partner))
    }

    fn change_limits(&self, change: CallLimitsChange) -> PortResult<Option<PartnerId>> {
        let Some((partner, _)) = self.own_limits(change.partner)? else {
            return Ok(None);
        };
        let changed = self
            .store
            .write(move |conn| -> Result<_, Fault<PortFailure>> {
                limits::change(conn, partner, &change)
            });
        if matches!(changed, Ok(Some(_))) {
            self.store.access_changed();
        }
        changed
    }
}
