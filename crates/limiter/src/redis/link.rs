//! The connection while there is one.

use std::fmt;
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
}

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
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.nth = state.nth.wrapping_add(1);
        state.connection = Some(connection);
        state.nth
    }

    /// From now on there is none, unless it is another one already.
    pub(super) fn lose(&self, nth: u64, trouble: String) {
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
