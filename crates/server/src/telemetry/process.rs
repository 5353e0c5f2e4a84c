//! The process as the operating system sees it, under the names Prometheus's own
//! client libraries use.

use chrono::{DateTime, Utc};
use metrics::{describe_gauge, gauge};

const RESIDENT: &str = "process_resident_memory_bytes";
const OPEN_FILES: &str = "process_open_fds";
const STARTED: &str = "process_start_time_seconds";

/// Names the gauges and sets the one that stays.
pub(super) fn describe(started_at: DateTime<Utc>) {
    describe_gauge!(RESIDENT, "Resident memory size in bytes");
    describe_gauge!(OPEN_FILES, "Number of open file descriptors");
    describe_gauge!(
        STARTED,
        "Start time of the process, seconds since the epoch"
    );
    // Exact until the year 2106.
    let seconds = u32::try_from(started_at.timestamp()).unwrap_or(u32::MAX);
    gauge!(STARTED).set(f64::from(seconds));
}

/// Sets the others. What the operating system does not tell keeps its value.
pub(super) fn observe() {
    if let Some(kilobytes) = resident_kilobytes() {
        gauge!(RESIDENT).set(f64::from(kilobytes) * 1024.0);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        // One of them is the directory that is being read.
        let count = files.count().saturating_sub(1);
        gauge!(OPEN_FILES).set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    }
}

fn resident_kilobytes() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_process_resides_somewhere() {
        assert!(resident_kilobytes().is_some_and(|kilobytes| kilobytes > 100));
    }
}
