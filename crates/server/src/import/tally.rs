//! How many rows had which result.

use lender::{FeedResult, FieldError};
use serde::{Deserialize, Serialize};

/// How many rows had which result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Became the state.
    pub applied: u64,
    /// Received before.
    pub unchanged: u64,
    /// Kept, but older than the state.
    pub stale: u64,
    /// Not kept.
    pub refused: u64,
}

impl Tally {
    /// All rows.
    pub const fn rows(&self) -> u64 {
        self.applied + self.unchanged + self.stale + self.refused
    }

    /// Whether there were none.
    pub const fn is_empty(&self) -> bool {
        self.rows() == 0
    }

    /// Counts `result`; why, if it is a refusal.
    pub(super) fn count<'a>(&mut self, result: &'a FeedResult) -> Option<&'a [FieldError]> {
        match result {
            FeedResult::Applied => self.applied += 1,
            FeedResult::Unchanged => self.unchanged += 1,
            FeedResult::Stale => self.stale += 1,
            FeedResult::Refused(errors) => {
                self.refused += 1;
                return Some(errors);
            }
        }
        None
    }
}
