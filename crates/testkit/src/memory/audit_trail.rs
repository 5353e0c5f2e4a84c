//! The audit log in memory.

use std::sync::{Arc, Mutex};

use audit::{Entry, Event};
use chrono::{DateTime, Utc};
use kernel::Actor;

use super::locked;

/// Keeps what the other fakes record.
#[derive(Debug, Clone, Default)]
pub struct InMemoryAudit(Arc<Mutex<Vec<Entry>>>);

impl InMemoryAudit {
    /// Every entry, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        locked(&self.0).clone()
    }

    pub(super) fn record(&self, at: DateTime<Utc>, actor: Actor, event: Event) {
        locked(&self.0).push(Entry { at, actor, event });
    }
}
