//! The state is the fold over all messages in the order of their stamps, so
//! that any order and repetition of arrival ends in the same state.

use chrono::{DateTime, Utc};
use kernel::BlindIndex;

/// Where a message stands in the order: by time, then by the hash of its
/// content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// When the state came to be.
    pub occurred_at: DateTime<Utc>,
    /// Keyed hash of the content.
    pub content: BlindIndex,
}

/// What an accepted message does to the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folded {
    /// It is the newest: it becomes the state.
    Applies,
    /// It is older than the state: it is kept and changes nothing (but it may
    /// give an earlier `utm_*`).
    Stale,
    /// It was received before.
    Known,
}

/// Folds a message into a state. `state` is the stamp of the message the state
/// came from; `received` tells whether this very message was kept before.
pub fn fold(message: &Stamp, state: Option<&Stamp>, received: bool) -> Folded {
    match state {
        _ if received => Folded::Known,
        Some(state) if message < state => Folded::Stale,
        Some(state) if message == state => Folded::Known,
        _ => Folded::Applies,
    }
}

#[cfg(test)]
mod tests;
