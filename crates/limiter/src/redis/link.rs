//! The connection while there is one.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use redis::aio::MultiplexedConnection;
use tokio::sync::Notify;

/// 1 while limits are shared.
pub(super) const SHARED: &str = "rate_limit_shared";

/// What everybody knows of the connection. The keeper sets it, whoever notices that Redis
/// is away takes it away.
#[derive(Default)]
pub(super) struct Link {
    state: RwLock<State>,
    trouble: Mutex<Option<String>>,
    changed: Notify,
    /// Answers in a row that did not come in time.
    late: AtomicU32,
}

/// Why there was no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// None came in time. A busy machine may be the cause.
    Late,
    /// The connection is broken, or Redis refused.
    Gone(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late => f.write_str("no answer in time"),
            Self::Gone(cause) => f.write_str(cause),
        }
    }
}

/// So many late answers in a row, and Redis is away.
const LATE: u32 = 3;

#[derive(Default)]
struct State {
    /// How many connections there were.
    nth: u64,
    connection: Option<MultiplexedConnection>,
    ended: bool,
}

impl Link {
    /// The connection, and which it is.
    pub(super) fn connection(&self) -> Option<(u64, MultiplexedConnection)> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let connection = state.connection.clone()?;
        Some((state.nth, connection))
    }

    /// From now on there is one; which.
    pub(super) fn set(&self, connection: MultiplexedConnection) -> u64 {
        metrics::gauge!(SHARED).set(1.0);
        self.late.store(0, Ordering::Relaxed);
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.nth = state.nth.wrapping_add(1);
        state.connection = Some(connection);
        state.nth
    }

    /// An answer came.
    pub(super) fn answered(&self) {
        // Written by many, so only where there is something to write.
        if self.late.load(Ordering::Relaxed) > 0 {
            self.late.store(0, Ordering::Relaxed);
        }
    }

    /// No answer came over the connection `nth`, which may be lost by that.
    pub(super) fn unanswered(&self, nth: u64, trouble: &Trouble) {
        if matches!(trouble, Trouble::Late)
            && self.late.fetch_add(1, Ordering::Relaxed).saturating_add(1) < LATE
        {
            return;
        }
        self.lose(nth, trouble.to_string());
    }

    /// From now on there is none, unless it is another one already.
    fn lose(&self, nth: u64, trouble: String) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.nth != nth || state.connection.take().is_none() {
            return;
        }
        drop(state);
        metrics::gauge!(SHARED).set(0.0);
        let mut kept = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(trouble);
        drop(kept);
        self.changed.notify_one();
    }

    /// Why the last one was lost.
    pub(super) fn trouble(&self) -> String {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.take().unwrap_or_default()
    }

    /// Nobody asks any more.
    pub(super) fn end(&self) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.ended = true;
        state.connection = None;
        drop(state);
        self.changed.notify_one();
    }

    pub(super) fn has_ended(&self) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.ended
    }

    /// Waits until a connection was lost, or nobody asks any more.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link(..)")
    }
}
