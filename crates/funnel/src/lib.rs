//! The basic funnel check (code 4121): optional facts about a person, judged
//! against the lender's limits. Contract `partner-api.md`, "Field rules".
//!
//! Only facts that are given are judged, and every failure is reported.

mod age;
mod check;
mod limits;

pub use age::age_on;
pub use check::{Answer, Answers, Check, Failure, check};
pub use limits::{FunnelLimits, LimitsError};
