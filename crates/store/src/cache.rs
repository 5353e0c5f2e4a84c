//! A bounded memory that forgets within a fraction of a second.

use std::hash::Hash;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use quick_cache::sync::Cache;

/// When a value was read, or is asked for: by the caller's clock, by the
/// machine's monotonic one, and by how many changes had been made until then.
/// Taken before the reading begins, so that it is never younger than the value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remembered {
    pub(crate) now: DateTime<Utc>,
    pub(crate) read_at: Instant,
    pub(crate) change: u64,
}

impl Remembered {
    /// Whether what was read at `self` still counts at `then`. A clock that was
    /// set back makes everything too old.
    fn counts_at(&self, then: &Self, memory: Duration) -> bool {
        let age = then.now - self.now;
        let memory_delta = TimeDelta::from_std(memory).unwrap_or(TimeDelta::zero());
        self.change == then.change
            && (TimeDelta::zero()..=memory_delta).contains(&age)
            && then.read_at.saturating_duration_since(self.read_at) <= memory
    }
}

/// Remembers values for a short time and at most about `capacity` of them.
pub(crate) struct ShortMemory<K, V> {
    kept: Cache<K, (Remembered, V)>,
    memory: Duration,
}

impl<K: Eq + Hash, V: Clone> ShortMemory<K, V> {
    pub(crate) fn new(capacity: usize, memory: Duration) -> Self {
        Self {
            kept: Cache::new(capacity),
            memory,
        }
    }

    /// The value kept for `key`, if it still counts.
    pub(crate) fn get(&self, key: &K, then: Remembered) -> Option<V> {
        let (stamp, value) = self.kept.get(key)?;
        stamp.counts_at(&then, self.memory).then_some(value)
    }

    /// Keeps what was found for `key`; nothing found is forgotten rather than
    /// remembered, so that guessing names costs no memory.
    pub(crate) fn keep(&self, key: K, value: Option<&V>, stamp: Remembered) {
        match value {
            Some(value) => self.kept.insert(key, (stamp, value.clone())),
            None => {
                self.kept.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: Duration = Duration::from_millis(500);

    fn at(millis: i64, elapsed: u64, change: u64, origin: Instant) -> Remembered {
        Remembered {
            now: DateTime::from_timestamp_millis(1_000_000 + millis).unwrap(),
            read_at: origin + Duration::from_millis(elapsed),
            change,
        }
    }

    fn remembered(then: impl Fn(Instant) -> Remembered) -> bool {
        let origin = Instant::now();
        let memory = ShortMemory::new(8, MEMORY);
        memory.keep(1, Some(&"value"), at(0, 0, 7, origin));
        memory.get(&1, then(origin)).is_some()
    }

    #[test]
    fn a_value_is_remembered_for_its_time_and_no_longer() {
        assert!(remembered(|origin| at(0, 0, 7, origin)));
        assert!(remembered(|origin| at(500, 500, 7, origin)));
        assert!(!remembered(|origin| at(501, 0, 7, origin)));
    }

    #[test]
    fn a_clock_that_stands_still_or_goes_back_keeps_nothing() {
        assert!(!remembered(|origin| at(0, 501, 7, origin)));
        assert!(!remembered(|origin| at(-1, 0, 7, origin)));
    }

    #[test]
    fn a_change_makes_everything_forgotten() {
        assert!(!remembered(|origin| at(0, 0, 8, origin)));
    }

    #[test]
    fn a_value_that_is_gone_is_forgotten() {
        let origin = Instant::now();
        let stamp = at(0, 0, 7, origin);
        let memory = ShortMemory::new(8, MEMORY);
        memory.keep(1, Some(&"value"), stamp);
        memory.keep(1, None, stamp);
        assert_eq!(memory.get(&1, stamp), None);
    }

    #[test]
    fn the_memory_is_bounded() {
        let stamp = at(0, 0, 7, Instant::now());
        let memory = ShortMemory::new(16, MEMORY);
        for key in 0..10_000 {
            memory.keep(key, Some(&key), stamp);
        }
        let kept = (0..10_000)
            .filter(|key| memory.get(key, stamp).is_some())
            .count();
        assert!(kept > 0 && kept <= 64, "{kept} kept");
    }
}
