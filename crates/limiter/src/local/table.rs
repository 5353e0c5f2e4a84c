//! Buckets, one table of them for each rate.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use usage::{Decision, Rate};

use crate::decide::{granted, refused};
use crate::key::Key;

type Table<C> = RateLimiter<Key, DashMapStateStore<Key>, C, StateInformationMiddleware>;

/// The tables. There are as many as staff set different rates.
pub(super) struct Tables<C: Clock> {
    clock: C,
    by_rate: RwLock<HashMap<Rate, Arc<Table<C>>>>,
}

impl<C: Clock + Clone> Tables<C> {
    pub(super) fn by(clock: C) -> Self {
        Self {
            clock,
            by_rate: RwLock::default(),
        }
    }

    /// Takes a call from the bucket of `key`.
    pub(super) fn take(&self, key: Key, rate: Rate) -> Decision {
        let tables = self.by_rate.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = tables.get(&rate) {
            return self.take_of(table, key, rate);
        }
        drop(tables);
        let mut tables = self.by_rate.write().unwrap_or_else(PoisonError::into_inner);
        let table = tables
            .entry(rate)
            .or_insert_with(|| Arc::new(self.table(rate)));
        self.take_of(table, key, rate)
    }

    fn table(&self, rate: Rate) -> Table<C> {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        RateLimiter::dashmap_with_clock(quota, self.clock.clone()).with_middleware()
    }

    fn take_of(&self, table: &Table<C>, key: Key, rate: Rate) -> Decision {
        match table.check_key(&key) {
            Ok(bucket) => granted(rate, bucket.remaining_burst_capacity()),
            Err(until) => refused(rate, until.wait_time_from(self.clock.now())),
        }
    }

    /// Forgets full buckets, and tables that have none. Nobody waits for the first.
    pub(super) fn sweep(&self) {
        let tables: Vec<_> = {
            let tables = self.by_rate.read().unwrap_or_else(PoisonError::into_inner);
            tables.values().cloned().collect()
        };
        for table in &tables {
            table.retain_recent();
            table.shrink_to_fit();
        }
        let mut tables = self.by_rate.write().unwrap_or_else(PoisonError::into_inner);
        tables.retain(|_, table| !table.is_empty());
    }

    /// How many buckets there are.
    pub(super) fn len(&self) -> usize {
        let tables = self.by_rate.read().unwrap_or_else(PoisonError::into_inner);
        tables.values().map(|table| table.len()).sum()
    }
}

impl<C: Clock> fmt::Debug for Tables<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tables(..)")
    }
}
