//! What the audit log records of maintenance.

use chrono::{DateTime, SecondsFormat, Utc};
use kernel::MaintenanceId;

/// What can happen to a maintenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaintenanceEvent {
    /// To which one.
    pub maintenance: MaintenanceId,
    /// Its public identity.
    pub uuid: String,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends.
    pub to: DateTime<Utc>,
    /// How many partners were told.
    pub told: usize,
    /// It was called off; otherwise announced.
    pub cancelled: bool,
}

impl MaintenanceEvent {
    pub(crate) const fn action(&self) -> &'static str {
        if self.cancelled {
            "maintenance.cancelled"
        } else {
            "maintenance.announced"
        }
    }

    pub(crate) const fn subject(&self) -> i64 {
        self.maintenance.get()
    }

    pub(crate) fn details(&self) -> Vec<(&'static str, String)> {
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        vec![
            ("uuid", self.uuid.clone()),
            ("starts_at", instant(self.from)),
            ("ends_at", instant(self.to)),
            ("partners", self.told.to_string()),
        ]
    }
}
