//! How many deliveries an endpoint may have on their way.

use std::collections::HashMap;

use webhooks::InFlight;

/// How many more each endpoint may have.
pub(super) struct Room {
    taken: HashMap<i64, u32>,
    per_endpoint: u32,
}

impl Room {
    pub(super) fn of(in_flight: &[InFlight], per_endpoint: u32) -> Self {
        let in_flight = in_flight.iter();
        Self {
            taken: in_flight.map(|(id, count)| (id.get(), *count)).collect(),
            per_endpoint,
        }
    }

    pub(super) fn left(&self, endpoint: i64, is_failing: bool) -> u32 {
        let most = if is_failing { 1 } else { self.per_endpoint };
        let taken = self.taken.get(&endpoint).copied().unwrap_or(0);
        most.min(self.per_endpoint).saturating_sub(taken)
    }

    pub(super) fn take(&mut self, endpoint: i64) {
        *self.taken.entry(endpoint).or_default() += 1;
    }
}
