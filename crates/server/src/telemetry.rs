//! What the process tells of itself.

mod logs;
mod metrics;
mod process;

pub use logs::{LogGuard, start_logs};
pub use metrics::Metrics;
