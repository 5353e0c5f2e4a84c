//! Counting answered calls of partners. Nothing is written here: each worker has a map of
//! its own, behind a lock that only the flusher ever contends for, and only to take the map
//! away. A call of a kind the worker has counted before allocates nothing.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::Method;
use chrono::NaiveDate;
use kernel::{BusinessCalendar, Clock, PartnerId};
use usage::{CallCounts, Counted};

use crate::table::route_table;

/// The most different counts a worker keeps; what does not fit is lost and told. Ten
/// thousand partners that call ten routes with two outcomes each.
const MOST: usize = 200_000;

/// How long a day is taken for granted. Midnight is exact; this is for clocks that are set.
const SAME_DAY: Duration = Duration::from_secs(1);

/// What all workers of a process counted and nobody wrote yet.
pub struct UsageBook {
    /// Method and pattern of every route, by its number.
    labels: Vec<Arc<str>>,
    calendar: BusinessCalendar,
    clock: Arc<dyn Clock>,
    pages: Mutex<Vec<Arc<Counts>>>,
    /// Whether it was said that counts are lost.
    told: AtomicBool,
}

/// The number of a route in [`UsageBook`], by method.
#[derive(Clone)]
pub(crate) struct RouteNumbers(Vec<(Method, u16)>);

/// What calls have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    partner: i64,
    day: NaiveDate,
    route: u16,
    outcome: u16,
}

/// How many there were, and how many of them count against the quota.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    calls: u64,
    counted: u64,
}

type Map = HashMap<Key, Tally>;

/// One worker's counts.
#[derive(Default)]
struct Counts {
    open: Mutex<Map>,
    /// Empty; takes the other's place when that is taken away, so that neither grows anew.
    spare: Mutex<Map>,
}

/// Where one worker counts.
pub(crate) struct UsagePage {
    book: Arc<UsageBook>,
    counts: Arc<Counts>,
    today: Cell<Option<(NaiveDate, Instant)>>,
}

/// An answered call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnsweredCall {
    /// Whose.
    pub(crate) partner: i64,
    /// The number of its route.
    pub(crate) route: u16,
    /// The code of its reply, or its status where there is none.
    pub(crate) outcome: u16,
    /// Whether it counts against the quota.
    pub(crate) counted: bool,
}

impl UsageBook {
    /// An empty book, whose days are `calendar`'s.
    pub fn new(calendar: BusinessCalendar, clock: Arc<dyn Clock>) -> Self {
        let routes = route_table().into_iter();
        Self {
            labels: routes
                .map(|route| format!("{} {}", route.method, route.path).into())
                .collect(),
            calendar,
            clock,
            pages: Mutex::default(),
            told: AtomicBool::new(false),
        }
    }

    /// A page for one more worker.
    pub(crate) fn page(self: &Arc<Self>) -> UsagePage {
        let counts = Arc::<Counts>::default();
        locked(&self.pages).push(Arc::clone(&counts));
        UsagePage {
            book: Arc::clone(self),
            counts,
            today: Cell::new(None),
        }
    }

    /// Today, and until when that is so.
    fn today(&self, at: Instant) -> (NaiveDate, Instant) {
        let now = self.clock.now();
        let day = self.calendar.day_of(now);
        let left = (self.calendar.end_of(day) - now).to_std();
        let left = left.unwrap_or(Duration::ZERO).min(SAME_DAY);
        (day, at + left)
    }

    /// A call could not be counted.
    fn lost(&self) {
        metrics::counter!(LOST).increment(1);
        if !self.told.swap(true, Ordering::Relaxed) {
            tracing::error!("calls are not counted: too many counts wait to be written");
        }
    }
}

pub(crate) const LOST: &str = "usage_lost_total";

impl Counts {
    /// Adds what was counted here to `all`, and begins anew.
    fn take(&self, all: &mut Map) {
        let mut taken = locked(&self.spare);
        // All that a worker ever waits for.
        std::mem::swap(&mut *locked(&self.open), &mut *taken);
        for (key, tally) in taken.drain() {
            let sum = all.entry(key).or_default();
            sum.calls += tally.calls;
            sum.counted += tally.counted;
        }
    }
}

impl CallCounts for UsageBook {
    fn drain(&self) -> Vec<Counted> {
        let mut all = Map::new();
        // A worker that ended leaves its page behind. Whether it has is asked before its page
        // is taken: what it counts between the two and its end is there the next time.
        locked(&self.pages).retain(|page| {
            let is_used = Arc::strong_count(page) > 1;
            fence(Ordering::Acquire);
            page.take(&mut all);
            is_used
        });
        self.told.store(false, Ordering::Relaxed);
        let counted = all.into_iter().filter_map(|(key, tally)| {
            Some(Counted {
                partner: PartnerId::new(key.partner),
                day: key.day,
                route: Arc::clone(self.labels.get(usize::from(key.route))?),
                outcome: key.outcome,
                calls: tally.calls,
                counted: tally.counted,
            })
        });
        counted.collect()
    }
}

impl UsagePage {
    /// Counts `call`, which was answered `at`.
    pub(crate) fn count(&self, call: AnsweredCall, at: Instant) {
        let day = match self.today.get() {
            Some((day, until)) if at < until => day,
            _ => {
                let today = self.book.today(at);
                self.today.set(Some(today));
                today.0
            }
        };
        let key = Key {
            partner: call.partner,
            day,
            route: call.route,
            outcome: call.outcome,
        };
        let mut counts = locked(&self.counts.open);
        let full = counts.len() >= MOST;
        let tally = match counts.get_mut(&key) {
            Some(tally) => tally,
            None if full => {
                drop(counts);
                return self.book.lost();
            }
            None => counts.entry(key).or_default(),
        };
        tally.calls += 1;
        tally.counted += u64::from(call.counted);
    }
}

impl RouteNumbers {
    /// The numbers of the routes at `path`, of `routes` in the order of the table.
    pub(crate) fn at<'a>(path: &str, routes: impl Iterator<Item = (&'a Method, &'a str)>) -> Self {
        let numbered = (0..=u16::MAX).zip(routes);
        let here = numbered.filter(|(_, (_, other))| *other == path);
        Self(
            here.map(|(number, (method, _))| (method.clone(), number))
                .collect(),
        )
    }

    /// The number of the route by `method`.
    pub(crate) fn of(&self, method: &Method) -> Option<u16> {
        let found = self.0.iter().find(|(own, _)| own == method);
        found.map(|(_, number)| *number)
    }
}

/// What `mutex` guards, whatever became of whoever had it before.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
