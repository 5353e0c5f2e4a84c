//! What the routes of maintenance need.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use accounts::{AnnounceMaintenance, Maintenance};
use kernel::PortResult;

/// For how long what is shown to everybody is not read again.
pub(crate) const MEMORY: Duration = Duration::from_secs(5);

/// Announcing maintenance, and a memory of what everybody is shown: a page that is open
/// asks for it, in every browser.
pub struct MaintenanceDesk {
    /// The use case.
    pub(crate) announce: AnnounceMaintenance,
    shown: Mutex<Option<Shown>>,
}

struct Shown {
    read: Instant,
    windows: Vec<Maintenance>,
}

impl MaintenanceDesk {
    /// Nothing is remembered yet.
    pub const fn new(announce: AnnounceMaintenance) -> Self {
        Self {
            announce,
            shown: Mutex::new(None),
        }
    }

    /// What was read a moment ago and is not over. Of those who come when it is too old, one
    /// gets nothing, and looks; the others go on with what there is.
    pub(crate) fn remembered(&self) -> Option<Vec<Maintenance>> {
        let mut shown = self.shown();
        let known = shown.as_mut()?;
        if known.read.elapsed() < MEMORY {
            return Some(self.not_over(&known.windows));
        }
        known.read = Instant::now();
        None
    }

    /// Looks, and remembers. May block.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn look(&self) -> PortResult<Vec<Maintenance>> {
        let read = Instant::now();
        let windows = self.announce.upcoming()?;
        *self.shown() = Some(Shown {
            read,
            windows: windows.clone(),
        });
        Ok(windows)
    }

    /// What was read last, however long ago, and is not over: with the database away that
    /// may be why it is.
    pub(crate) fn last(&self) -> Option<Vec<Maintenance>> {
        let shown = self.shown();
        shown.as_ref().map(|known| self.not_over(&known.windows))
    }

    /// Something changed: the next who asks looks.
    pub(crate) fn forget(&self) {
        *self.shown() = None;
    }

    fn not_over(&self, windows: &[Maintenance]) -> Vec<Maintenance> {
        let now = self.announce.clock.now();
        let windows = windows.iter().filter(|window| window.span.to() > now);
        windows.cloned().collect()
    }

    fn shown(&self) -> MutexGuard<'_, Option<Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
