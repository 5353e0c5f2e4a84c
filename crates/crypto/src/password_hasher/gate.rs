//! Few at once, some waiting, nobody for long.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::{PortFailure, PortResult};

/// Lets a bounded number through at once.
pub(super) struct Gate {
    state: Mutex<State>,
    freed: Condvar,
    at_once: usize,
    queue: usize,
    patience: Duration,
}

#[derive(Default)]
struct State {
    inside: usize,
    waiting: usize,
}

/// The right to be inside, until it is dropped.
pub(super) struct Turn<'a>(&'a Gate);

impl Gate {
    /// Lets `at_once` in, and up to `queue` wait for at most `patience` each.
    pub(super) fn new(at_once: usize, queue: usize, patience: Duration) -> Self {
        Self {
            state: Mutex::default(),
            freed: Condvar::new(),
            at_once,
            queue,
            patience,
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] when the queue is full or patience ends.
    pub(super) fn enter(&self) -> PortResult<Turn<'_>> {
        let mut state = self.locked();
        if state.inside >= self.at_once {
            if state.waiting >= self.queue {
                return Err(too_many());
            }
            state.waiting += 1;
            let full = |state: &mut State| state.inside >= self.at_once;
            let waited = self.freed.wait_timeout_while(state, self.patience, full);
            let (after, late) = waited.unwrap_or_else(PoisonError::into_inner);
            state = after;
            state.waiting -= 1;
            if late.timed_out() {
                return Err(too_many());
            }
        }
        state.inside += 1;
        Ok(Turn(self))
    }

    /// Nothing in here panics while it holds the lock, so a poisoned state is sound.
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.locked().inside -= 1;
        self.0.freed.notify_one();
    }
}

fn too_many() -> PortFailure {
    PortFailure::Unavailable("too many passwords are being checked".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_than_agreed_are_inside_and_everybody_gets_a_turn() {
        let gate = Gate::new(2, 100, Duration::from_secs(30));
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let _turn = gate.enter().expect("a turn");
                    let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(5));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), 2);
    }

    #[test]
    fn whoever_waits_too_long_is_sent_away_and_leaves_no_trace() {
        let gate = Gate::new(1, 100, Duration::from_millis(20));
        let turn = gate.enter().expect("a turn");
        assert_eq!(gate.enter().err(), Some(too_many()));
        drop(turn);
        assert!(gate.enter().is_ok());
        assert!(gate.enter().is_ok(), "the turn was given back");
        assert_eq!(gate.locked().waiting, 0);
    }

    #[test]
    fn a_full_queue_sends_away_at_once() {
        // Waiting would take longer than any test runner has patience for.
        let gate = Gate::new(1, 0, Duration::from_secs(100_000));
        let _turn = gate.enter().expect("a turn");
        assert_eq!(gate.enter().err(), Some(too_many()));
    }
}
