//! What a dashboard is made of.

use kernel::Money;

use crate::{CandidateCounts, PracticeCounts};

/// How many exam types are shown.
pub const MOST_EXAM_TYPES: usize = 5;

/// What is kept up of one partner, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DashboardFigures {
    /// Its enrolments.
    pub candidates: CandidateCounts,
    /// All sessions of its candidates.
    pub counts: PracticeCounts,
    /// What it was paid for practice.
    pub paid: Money,
    /// Sessions finished in the month of that instant, in the partner's time zone.
    pub this_month: u64,
    /// The same of the week.
    pub this_week: u64,
    /// The exam types with most sessions, at most [`MOST_EXAM_TYPES`]: most first, then by
    /// name, with how many.
    pub exam_types: Vec<(String, u64)>,
}
