//! How many rows had which result.

use lender::FeedResult;

/// How many rows had which result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

    /// Counts `result`; the reasons if it is a refusal, field by field. They
    /// repeat no value.
    pub(super) fn count(&mut self, result: &FeedResult) -> Option<String> {
        match result {
            FeedResult::Applied => self.applied += 1,
            FeedResult::Unchanged => self.unchanged += 1,
            FeedResult::Stale => self.stale += 1,
            FeedResult::Refused(errors) => {
                self.refused += 1;
                let reasons: Vec<String> = errors
                    .iter()
                    .map(|error| format!("{} {}", error.field, error.reason))
                    .collect();
                return Some(reasons.join("; "));
            }
        }
        None
    }
}
