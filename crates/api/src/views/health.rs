//! How the service does, as staff see it.

mod limits;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::UtcMillis;
use crate::service_health::{Part, ServiceHealth};
use limits::LimitsView;

/// How the service does.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ServiceHealth)]
pub(crate) struct HealthView {
    /// `ok` if every part is.
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// Of the program.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// When this process was started.
    #[schema(value_type = String, format = DateTime)]
    started_at: UtcMillis,
    /// The time of this process.
    #[schema(value_type = String, format = DateTime)]
    now: UtcMillis,
    /// How far it lives from the machine's clock; 0 in production.
    #[schema(example = 0)]
    clock_offset_seconds: i64,
    database: DatabaseView,
    migrations: MigrationsView,
    disk: DiskView,
    audit: AuditSealerView,
    mail: MailView,
    webhooks: WebhooksView,
    encryption: EncryptionPartView,
    lead_names: LeadNamesView,
    limits: LimitsView,
}

/// How a part does.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only documents the word")]
pub(crate) enum PartStatus {
    /// As it should.
    Ok,
    /// Somebody should look after it.
    Failing,
    /// It cannot be told, because the database is away.
    Unknown,
}

/// The database.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DatabaseHealth)]
struct DatabaseView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// `sqlite` or `postgres`.
    #[schema(example = "sqlite")]
    backend: &'static str,
    /// In its own words.
    #[schema(required = true, example = "3.50.4")]
    version: Option<String>,
}

/// The schema.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MigrationsHealth)]
struct MigrationsView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// Migrations not applied yet.
    #[schema(required = true, example = 0)]
    pending: Option<u64>,
}

/// The disk of the data directory.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DiskHealth)]
struct DiskView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// Bytes that may still be written.
    #[schema(required = true, example = 64_000_000_000_u64)]
    free_bytes: Option<u64>,
}

/// What seals the audit log. Entries wait for about a second.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditSealerHealth)]
struct AuditSealerView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// Entries not sealed yet.
    #[schema(required = true, example = 0)]
    waiting: Option<u64>,
    /// How long the oldest of them has waited.
    #[schema(required = true)]
    oldest_seconds: Option<i64>,
}

/// What sends mail.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MailHealth)]
struct MailView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// `smtp` or `files`: which way mails go.
    #[schema(example = "smtp")]
    route: &'static str,
    /// Letters not sent yet.
    #[schema(required = true, example = 0)]
    waiting: Option<u64>,
    /// How long the oldest of them has waited.
    #[schema(required = true)]
    oldest_seconds: Option<i64>,
    /// Letters given up within a day.
    #[schema(required = true, example = 0)]
    failed_24h: Option<u64>,
}

/// What delivers webhooks.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhooksHealth)]
struct WebhooksView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// Webhooks that are due and not sent yet. What is put off because a receiver fails is
    /// not among them.
    #[schema(required = true, example = 0)]
    waiting: Option<u64>,
    /// For how long the oldest of them has been due.
    #[schema(required = true)]
    oldest_seconds: Option<i64>,
    /// Endpoints that are tried again because nobody answered.
    #[schema(required = true, example = 1)]
    failing_endpoints: Option<u64>,
    /// Endpoints that are paused because nobody answered for long.
    #[schema(required = true, example = 0)]
    paused_endpoints: Option<u64>,
}

/// The platform's key for encrypted requests.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EncryptionHealth)]
struct EncryptionPartView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// Whether there is one. Without it no request can be encrypted.
    #[schema(example = true)]
    key_present: bool,
}

/// The index of leads by name. Leads outside of it are found all the same.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LeadNamesHealth)]
struct LeadNamesView {
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// Leads that are not in it yet; up to two thousand are left on purpose.
    #[schema(required = true, example = 120)]
    backlog: Option<u64>,
}

impl AuditSealerView {
    fn of(health: &ServiceHealth) -> Self {
        let oldest = health.unsealed.and_then(|waiting| waiting.oldest);
        Self {
            status: health.audit.as_str(),
            waiting: health.unsealed.map(|waiting| waiting.entries),
            oldest_seconds: age(health, oldest),
        }
    }
}

impl MailView {
    fn of(health: &ServiceHealth) -> Self {
        let letters = health.letters;
        Self {
            status: health.mail.as_str(),
            route: health.mail_route,
            waiting: letters.map(|letters| letters.waiting),
            oldest_seconds: age(health, letters.and_then(|letters| letters.oldest)),
            failed_24h: letters.map(|letters| letters.given_up),
        }
    }
}

impl WebhooksView {
    fn of(health: &ServiceHealth) -> Self {
        let deliveries = health.deliveries;
        Self {
            status: health.webhooks.as_str(),
            waiting: deliveries.map(|backlog| backlog.waiting),
            oldest_seconds: age(health, deliveries.and_then(|backlog| backlog.oldest)),
            failing_endpoints: deliveries.map(|backlog| backlog.failing),
            paused_endpoints: deliveries.map(|backlog| backlog.paused),
        }
    }
}

/// Seconds from `since` to now, never below 0.
fn age(health: &ServiceHealth, since: Option<DateTime<Utc>>) -> Option<i64> {
    let age = health.now.signed_duration_since(since?);
    Some(age.num_seconds().max(0))
}

impl HealthView {
    /// `health` on the wire.
    pub(crate) fn of(health: ServiceHealth) -> Self {
        let fine = health.parts().iter().all(|part| *part == Part::Ok);
        let status = if fine { Part::Ok } else { Part::Failing }.as_str();
        let (database, migrations) = (health.database, health.migrations);
        let disk = health.disk;
        Self {
            status,
            started_at: UtcMillis(health.started_at),
            now: UtcMillis(health.now),
            clock_offset_seconds: health.clock_offset.num_seconds(),
            audit: AuditSealerView::of(&health),
            mail: MailView::of(&health),
            limits: LimitsView::of(&health),
            webhooks: WebhooksView::of(&health),
            database: DatabaseView {
                status: database.as_str(),
                backend: health.backend,
                version: health.database_version,
            },
            version: health.version,
            migrations: MigrationsView {
                status: migrations.as_str(),
                pending: health.pending_migrations,
            },
            disk: DiskView {
                status: disk.as_str(),
                free_bytes: health.free_bytes,
            },
            encryption: EncryptionPartView {
                status: Part::Ok.as_str(),
                key_present: health.encryption_key,
            },
            lead_names: LeadNamesView {
                status: health.lead_names.as_str(),
                backlog: health.unindexed_leads,
            },
        }
    }
}
