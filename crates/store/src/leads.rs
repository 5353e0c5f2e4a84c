//! Leads: sharing them is each database's own (`crate::sqlite::share`,
//! `crate::postgres::share`), reading them is common.

mod by_amount;
pub(crate) mod current;
mod days;
mod filter;
pub(crate) mod names;
mod page;
mod rows;
pub(crate) mod sql;
mod totals;

use chrono::NaiveDate;
use kernel::{LeadId, PartnerId, PortResult};
use leads::{
    DayCount, LeadFilter, LeadQuery, LeadRecord, LeadRepository, LeadStats, ShareRequest, Slice,
    StoreOutcome, StoreShareError, Total,
};

use crate::Store;

/// Leads in the database.
#[derive(Clone)]
pub struct DieselLeadRepository {
    store: Store,
}

impl DieselLeadRepository {
    /// The leads of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl LeadRepository for DieselLeadRepository {
    fn share(&self, request: ShareRequest) -> Result<StoreOutcome, StoreShareError> {
        self.store.share(request)
    }

    fn find(&self, partner: PartnerId, id: LeadId) -> PortResult<Option<LeadRecord>> {
        self.store.read(|conn| page::find(conn, partner, id))
    }

    fn these(&self, partner: PartnerId, ids: &[LeadId]) -> PortResult<Vec<LeadRecord>> {
        let mut ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        ids.sort_unstable();
        ids.dedup();
        self.store.read(|conn| page::in_order(conn, partner, &ids))
    }

    fn page(&self, query: &LeadQuery) -> PortResult<Slice> {
        self.store.snapshot(|conn| page::page(conn, query))
    }

    fn count(&self, partner: PartnerId, filter: &LeadFilter) -> PortResult<Total> {
        self.store
            .snapshot(|conn| totals::total(conn, partner, filter))
    }

    fn stats(&self, partner: PartnerId) -> PortResult<LeadStats> {
        self.store.read(|conn| totals::stats(conn, partner))
    }

    fn by_day(
        &self,
        partner: PartnerId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> PortResult<Vec<DayCount>> {
        self.store
            .read(|conn| totals::by_day(conn, partner, first, last))
    }
}
