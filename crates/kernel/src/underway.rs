//! How much work is on its way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts callers between the moment one is let in and the moment its work can be
/// gathered with others'. Whoever gathers looks whether it is worth while to wait a
/// moment; clones count together.
#[derive(Debug, Clone, Default)]
pub struct Underway(Arc<AtomicUsize>);

/// A caller that is counted; no longer when this is dropped.
#[derive(Debug)]
pub struct Trip(Underway);

impl Underway {
    /// Counts one more, unless `most` are counted already.
    pub fn enter(&self, most: usize) -> Option<Trip> {
        let trip = Trip(self.clone());
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        (before < most).then_some(trip)
    }

    /// Whether any is counted now.
    pub fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Trip {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_and_given_back() {
        let underway = Underway::default();
        let trips: Vec<_> = (0..3).filter_map(|_| underway.enter(2)).collect();
        assert_eq!(trips.len(), 2);
        assert!(underway.clone().any());
        drop(trips);
        assert!(!underway.any());
        assert!(underway.enter(1).is_some());
    }
}
