//! Whether the process is fit to serve (contract `cli-and-config.md`,
//! "Operations").

mod overview;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use store::Store;

pub use overview::{ServerOverview, is_delivered_in_time};

/// How long a look at database and disk counts.
const LOOK_COUNTS_FOR: Duration = Duration::from_millis(500);

/// Less than this, and a server soon stands on a full disk.
pub const LEAST_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// The parts of readiness.
pub struct ServerHealth {
    store: Store,
    data_dir: PathBuf,
    draining: AtomicBool,
    /// Once the schema is current it stays so: it only moves forward.
    migrated: AtomicBool,
    last: Mutex<Option<(Instant, Vec<&'static str>)>>,
}

impl ServerHealth {
    /// The health of a server on `store` that writes below `data_dir`.
    pub const fn new(store: Store, data_dir: PathBuf) -> Self {
        Self {
            store,
            data_dir,
            draining: AtomicBool::new(false),
            migrated: AtomicBool::new(false),
            last: Mutex::new(None),
        }
    }

    /// From now on not ready: load balancers are to look elsewhere.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    fn look(&self) -> Vec<&'static str> {
        let mut failing = Vec::new();
        if self.store.ping().is_err() {
            failing.push("database");
        } else if !self.is_migrated() {
            failing.push("migrations");
        }
        if free_bytes(&self.data_dir).is_some_and(|free| free < LEAST_FREE_BYTES) {
            failing.push("disk");
        }
        failing
    }

    fn is_migrated(&self) -> bool {
        if self.migrated.load(Ordering::Relaxed) {
            return true;
        }
        let current = matches!(self.store.pending_migrations(), Ok(pending) if pending.is_empty());
        self.migrated.store(current, Ordering::Relaxed);
        current
    }
}

impl api::Health for ServerHealth {
    fn ready(&self) -> Result<(), Vec<&'static str>> {
        if self.draining.load(Ordering::Relaxed) {
            return Err(vec!["draining"]);
        }
        // Whoever asks while somebody looks waits for that look.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let failing = match last.take() {
            Some((at, failing)) if at.elapsed() < LOOK_COUNTS_FOR => {
                *last = Some((at, failing.clone()));
                failing
            }
            _ => {
                let failing = self.look();
                *last = Some((Instant::now(), failing.clone()));
                failing
            }
        };
        if failing.is_empty() {
            Ok(())
        } else {
            Err(failing)
        }
    }
}

/// Bytes this process may still write in the file system of `directory`, or of
/// its nearest parent that exists; `None` where the operating system does not tell.
pub fn free_bytes(directory: &std::path::Path) -> Option<u64> {
    let here = std::path::Path::new(".");
    directory
        .ancestors()
        .chain([here])
        .map(|folder| {
            if folder.as_os_str().is_empty() {
                here
            } else {
                folder
            }
        })
        .find_map(|folder| rustix::fs::statvfs(folder).ok())
        .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_lies_on_its_parents_disk() {
        let directory = tempfile::TempDir::new().expect("a directory");
        let here = free_bytes(directory.path());
        assert!(here.is_some_and(|free| free > 0));
        assert!(free_bytes(&directory.path().join("not/there")).is_some());
        assert!(free_bytes(std::path::Path::new("not-there")).is_some());
    }
}
