//! When the service rests, and telling partners of it (contract `onboarding.md`, "Around
//! it": "Staff announce maintenance").

mod record;
mod repository;
mod span;
mod text;

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::{Clock, Entropy, MaintenanceUuid, PortResult, StaffId};

pub use record::{Maintenance, NewMaintenance};
#[cfg(feature = "mocks")]
pub use repository::MockMaintenanceRepository;
pub use repository::{AnnounceError, CancelMaintenanceError, MaintenanceRepository};
pub use span::{MaintenanceSpan, SpanError};
pub use text::{MaintenanceText, MaintenanceTextError};

/// How long before it begins everybody is shown a maintenance.
const SHOWN_BEFORE: TimeDelta = TimeDelta::days(14);

/// The most announcements a list has.
const MOST_LISTED: u32 = 200;

/// Announces maintenance and calls it off. Every active partner is told both times, by
/// webhook and by e-mail.
#[derive(Clone)]
pub struct AnnounceMaintenance {
    /// Where it is kept.
    pub repository: Arc<dyn MaintenanceRepository>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Draws identities.
    pub entropy: Arc<dyn Entropy>,
}

impl AnnounceMaintenance {
    /// Announces maintenance for `span`, saying `text`.
    ///
    /// # Errors
    /// See [`AnnounceError`].
    pub fn announce(
        &self,
        span: MaintenanceSpan,
        text: MaintenanceText,
        by: StaffId,
    ) -> Result<Maintenance, AnnounceError> {
        self.repository.announce(NewMaintenance {
            uuid: MaintenanceUuid::draw(self.entropy.as_ref()),
            span,
            text,
            by,
            at: self.clock.now(),
        })
    }

    /// Calls `maintenance` off.
    ///
    /// # Errors
    /// See [`CancelMaintenanceError`].
    pub fn cancel(
        &self,
        maintenance: MaintenanceUuid,
        by: StaffId,
    ) -> Result<Maintenance, CancelMaintenanceError> {
        self.repository.cancel(maintenance, by, self.clock.now())
    }

    /// What was announced, the newest first: the newest 200.
    ///
    /// # Errors
    /// Those of the database.
    pub fn list(&self) -> PortResult<Vec<Maintenance>> {
        self.repository.list(MOST_LISTED)
    }

    /// What runs or begins within 14 days and was not called off, the next first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn upcoming(&self) -> PortResult<Vec<Maintenance>> {
        let now = self.clock.now();
        self.repository.upcoming(now, now + SHOWN_BEFORE)
    }
}
