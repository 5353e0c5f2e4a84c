//! How the service does, for staff (contract `onboarding.md`, "Accounts"; the port).

use audit::Waiting;
use chrono::{DateTime, TimeDelta, Utc};
use notices::MailBacklog;
use webhooks::DeliveryBacklog;

/// How a part does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// As it should.
    Ok,
    /// Somebody should look after it.
    Failing,
    /// It cannot be told.
    Unknown,
}

/// How the service does. Nothing in it is secret or names a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceHealth {
    /// Of the program.
    pub version: &'static str,
    /// When the process was started.
    pub started_at: DateTime<Utc>,
    /// Its time.
    pub now: DateTime<Utc>,
    /// How far that is from the machine's.
    pub clock_offset: TimeDelta,
    /// `sqlite` or `postgres`.
    pub backend: &'static str,
    /// The database answers and takes writes.
    pub database: Part,
    /// Its version in its own words.
    pub database_version: Option<String>,
    /// The schema is current.
    pub migrations: Part,
    /// Migrations not applied yet.
    pub pending_migrations: Option<u64>,
    /// There is room to write.
    pub disk: Part,
    /// How much.
    pub free_bytes: Option<u64>,
    /// The audit log is sealed in time.
    pub audit: Part,
    /// Entries that wait for it.
    pub unsealed: Option<Waiting>,
    /// Mail leaves.
    pub mail: Part,
    /// `smtp` or `files`.
    pub mail_route: &'static str,
    /// Letters that wait, and those given up within a day.
    pub letters: Option<MailBacklog>,
    /// Webhooks leave; that some receivers fail is theirs.
    pub webhooks: Part,
    /// Webhooks that wait, and endpoints that fail or are paused.
    pub deliveries: Option<DeliveryBacklog>,
    /// Whether the platform has a key for encrypted requests.
    pub encryption_key: bool,
    /// The index of leads by name keeps up.
    pub lead_names: Part,
    /// Leads not in it yet.
    pub unindexed_leads: Option<u64>,
    /// Limits on calls are shared, where they are to be.
    pub limits: Part,
    /// `redis`, `memory` or `off`.
    pub limits_kept_in: &'static str,
}

/// Looks at every part.
pub trait Overview: Send + Sync {
    /// How the service does now. May block; is asked on a thread that may.
    fn look(&self) -> ServiceHealth;
}

impl Part {
    /// The word on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failing => "failing",
            Self::Unknown => "unknown",
        }
    }
}

impl ServiceHealth {
    pub(crate) const fn parts(&self) -> [Part; 8] {
        [
            self.database,
            self.migrations,
            self.disk,
            self.audit,
            self.mail,
            self.webhooks,
            self.lead_names,
            self.limits,
        ]
    }
}
