//! What partners used of their month, as far as this process knows.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use kernel::PartnerId;
use usage::{Decision, Month, MonthCount, Quota};

use crate::decide::{counted, used_up};

/// Of every partner that called or was learned about. There are only so many.
#[derive(Debug, Default)]
pub(crate) struct Quotas(RwLock<HashMap<PartnerId, Mutex<Used>>>);

/// Of one partner.
#[derive(Debug, Clone, Copy)]
struct Used {
    month: Month,
    /// What the database said last.
    learned: u64,
    /// What this process granted and the database did not tell yet.
    since: u64,
}

impl Used {
    const fn none(month: Month) -> Self {
        Self {
            month,
            learned: 0,
            since: 0,
        }
    }

    /// A month that begins has nothing used; one that is over does not come back.
    fn turn_to(&mut self, month: Month) {
        if month > self.month {
            *self = Self::none(month);
        }
    }

    const fn total(&self) -> u64 {
        self.learned.saturating_add(self.since)
    }
}

impl Quotas {
    /// Takes a call from the month if there is one left and `rate` grants it too; nothing
    /// is taken, and `rate` not asked, where the month has no room.
    pub(crate) fn take(
        &self,
        partner: PartnerId,
        quota: Quota,
        rate: impl FnOnce() -> Decision,
    ) -> Decision {
        self.with(partner, quota.month, |used| {
            if used.total() >= quota.allowed {
                return used_up(quota);
            }
            let decision = rate();
            if !decision.allowed {
                return decision;
            }
            used.since = used.since.saturating_add(1);
            decision.or_tighter(counted(quota, used.total()))
        })
    }

    /// Notes a call that somebody else granted for this process.
    pub(crate) fn note(&self, partner: PartnerId, month: Month) {
        self.with(partner, month, |used| {
            used.since = used.since.saturating_add(1);
        });
    }

    /// At least so many calls of the month are used.
    pub(crate) fn known(&self, partner: PartnerId, month: Month) -> u64 {
        self.with(partner, month, |used| used.total())
    }

    /// See [`usage::Limiter::learn`].
    pub(crate) fn learn(&self, count: &MonthCount) {
        self.with(count.partner, count.month, |used| {
            if used.month == count.month {
                used.learned = count.counted;
                used.since = used.since.saturating_sub(count.added);
            }
        });
    }

    fn with<T>(&self, partner: PartnerId, month: Month, work: impl FnOnce(&mut Used) -> T) -> T {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = all.get(&partner) {
            return turned(used, month, work);
        }
        drop(all);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let used = all
            .entry(partner)
            .or_insert_with(|| Mutex::new(Used::none(month)));
        turned(used, month, work)
    }
}

fn turned<T>(used: &Mutex<Used>, month: Month, work: impl FnOnce(&mut Used) -> T) -> T {
    let mut used: MutexGuard<'_, Used> = used.lock().unwrap_or_else(PoisonError::into_inner);
    used.turn_to(month);
    work(&mut used)
}
