//! Where maintenance is kept.

use chrono::{DateTime, Utc};
use kernel::{MaintenanceUuid, PortFailure, PortResult, StaffId};

use super::{Maintenance, NewMaintenance};

/// Why a maintenance could not be announced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnnounceError {
    /// The same is announced already: the same span and text, not called off.
    #[error("the same maintenance is announced already")]
    Announced,
    /// The repository failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a maintenance could not be called off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CancelMaintenanceError {
    /// There is no such one.
    #[error("there is no such maintenance")]
    Unknown,
    /// It was called off before.
    #[error("the maintenance is cancelled already")]
    Cancelled,
    /// It has ended.
    #[error("the maintenance is over")]
    Over,
    /// The repository failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where maintenance is kept. Each change is one transaction with its audit entry, an event
/// ([`Maintenance::event`]) in the outbox of every partner that is active and not deleted,
/// and a letter ([`Maintenance::notice`]) to each.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait MaintenanceRepository: Send + Sync {
    /// Keeps a new one and tells partners. Of equal ones at the same time one is kept.
    ///
    /// # Errors
    /// See [`AnnounceError`].
    fn announce(&self, new: NewMaintenance) -> Result<Maintenance, AnnounceError>;

    /// Calls one off that is not over at `at`, and tells partners, once.
    ///
    /// # Errors
    /// See [`CancelMaintenanceError`].
    fn cancel(
        &self,
        maintenance: MaintenanceUuid,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<Maintenance, CancelMaintenanceError>;

    /// The newest `most` that were announced, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    fn list(&self, most: u32) -> PortResult<Vec<Maintenance>>;

    /// What ends after `now`, begins at `until` at the latest and was not called off; the
    /// first to begin first.
    ///
    /// # Errors
    /// Those of the database.
    fn upcoming(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> PortResult<Vec<Maintenance>>;
}
