//! Who may send how much at once, so that receivers that hang hold up nobody else.
//!
//! An endpoint begins with one attempt at a time, gets twice as many each time it answers
//! at once, and one again when it does not. Attempts that take longer than [`SLOW`] may
//! fill half of the places for long; when all are taken, those beyond are cut off, the
//! longest first.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kernel::EndpointId;
use webhooks::InFlight;

/// Whoever answers, answers within that.
pub(super) const SLOW: Duration = Duration::from_millis(500);

/// The most attempts at one endpoint at once.
pub(super) const WIDEST: u32 = 8;

/// The attempts under way. `T` is what is needed when one ends.
pub(super) struct Traffic<T> {
    places: usize,
    next: u64,
    under_way: BTreeMap<u64, UnderWay<T>>,
    endpoints: BTreeMap<EndpointId, Road>,
}

struct UnderWay<T> {
    endpoint: EndpointId,
    began: Instant,
    what: T,
}

/// What is known of an endpoint.
#[derive(Debug, Clone, Copy)]
struct Road {
    width: u32,
    busy: u32,
}

impl<T> Traffic<T> {
    /// Nothing under way yet, and `places` in all.
    pub(super) fn new(places: u32) -> Self {
        Self {
            places: usize::try_from(places).unwrap_or(usize::MAX),
            next: 0,
            under_way: BTreeMap::new(),
            endpoints: BTreeMap::new(),
        }
    }

    /// How many more may be under way.
    pub(super) fn free(&self) -> u32 {
        let free = self.places.saturating_sub(self.under_way.len());
        u32::try_from(free).unwrap_or(u32::MAX)
    }

    /// Whether nothing is under way.
    pub(super) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Endpoints that have something under way, for asking for one of every other.
    pub(super) fn busy(&self) -> Vec<InFlight> {
        let busy = self.endpoints.iter().filter(|(_, road)| road.busy > 0);
        busy.map(|(endpoint, road)| (*endpoint, road.busy))
            .collect()
    }

    /// The same, counted so that up to [`WIDEST`] each leaves every endpoint its own room;
    /// `None`: no endpoint has any.
    pub(super) fn busy_with_room(&self) -> Option<Vec<InFlight>> {
        let mut any = false;
        let mut busy = Vec::new();
        for (endpoint, road) in &self.endpoints {
            let room = road.width.saturating_sub(road.busy);
            if road.busy > 0 {
                any |= room > 0;
                busy.push((*endpoint, WIDEST.saturating_sub(room)));
            }
        }
        any.then_some(busy)
    }

    /// One more is under way from now on; its number.
    pub(super) fn begin(&mut self, endpoint: EndpointId, now: Instant, what: T) -> u64 {
        let road = self.endpoints.entry(endpoint);
        road.or_insert(Road { width: 1, busy: 0 }).busy += 1;
        self.next += 1;
        let way = UnderWay {
            endpoint,
            began: now,
            what,
        };
        self.under_way.insert(self.next, way);
        self.next
    }

    /// Changes what is needed at the end of number `key`.
    pub(super) fn change(&mut self, key: u64, change: impl FnOnce(&mut T)) {
        if let Some(way) = self.under_way.get_mut(&key) {
            change(&mut way.what);
        }
    }

    /// Number `key` has ended at `now`, and was taken or not; `None`: it was cut off.
    pub(super) fn end(&mut self, key: u64, now: Instant, taken: bool) -> Option<T> {
        let way = self.under_way.remove(&key)?;
        let quick = taken && now.duration_since(way.began) < SLOW;
        if let Some(road) = self.endpoints.get_mut(&way.endpoint) {
            road.busy = road.busy.saturating_sub(1);
            road.width = if quick {
                road.width.saturating_mul(2).min(WIDEST)
            } else {
                1
            };
            if road.busy == 0 && road.width == 1 {
                self.endpoints.remove(&way.endpoint);
            }
        }
        Some(way.what)
    }

    /// What is to be cut off at `now`, the longest under way first: whatever takes longer
    /// than `longest`, for that is lost; and when no place is free, slow attempts beyond
    /// half of the places. Endpoints with slow ones get no more than they have.
    pub(super) fn overdue(&mut self, now: Instant, longest: Duration) -> Vec<(u64, Duration)> {
        let slow: Vec<(u64, Duration, EndpointId)> = self
            .under_way
            .iter()
            .map(|(key, way)| (*key, now.duration_since(way.began), way.endpoint))
            .filter(|(_, took, _)| *took >= SLOW)
            .collect();
        for (.., endpoint) in &slow {
            if let Some(road) = self.endpoints.get_mut(endpoint) {
                road.width = 1;
            }
        }
        let crowded = self.free() == 0;
        let beyond = slow.len().saturating_sub(self.places.div_ceil(2));
        let overdue = slow.into_iter().enumerate();
        // Numbers grow, so the first began first.
        overdue
            .filter(|(nth, (_, took, _))| *took > longest || (crowded && *nth < beyond))
            .map(|(_, (key, took, _))| (key, took))
            .collect()
    }
}

#[cfg(test)]
mod tests;
