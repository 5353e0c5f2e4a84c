//! How the service does, part by part, for staff.

use std::path::PathBuf;
use std::sync::Arc;

use api::{Overview, Part, ServiceHealth};
use audit::{AuditChain, Waiting};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, PortResult};
use notices::{MailBacklog, MailOutbox};
use store::{LeadNames, Store};
use webhooks::{DeliveryBacklog, DeliveryQueue};

use super::{LEAST_FREE_BYTES, free_bytes};
use crate::failure::Failure;
use crate::kit::{Deciding, Kit};

/// Entries are sealed within a second; after so long somebody should look.
const SEALED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// After so long most of a letter's quick attempts are over.
const MAILED_WITHIN: TimeDelta = TimeDelta::minutes(15);

/// What is due leaves within a second; after so long nobody sends webhooks.
const DELIVERED_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// Letters given up are counted for so long.
const FAILED_WITHIN: TimeDelta = TimeDelta::hours(24);

/// The index takes in some thousands a second; a backlog of more says that nobody works
/// on it.
const MOST_UNINDEXED: u64 = 500_000;

/// Looks at every part of this process and its database.
pub struct ServerOverview {
    store: Store,
    names: LeadNames,
    chain: Arc<dyn AuditChain>,
    outbox: Arc<dyn MailOutbox>,
    queue: Arc<dyn DeliveryQueue>,
    clock: Arc<dyn Clock>,
    data_dir: PathBuf,
    started_at: DateTime<Utc>,
    clock_offset: TimeDelta,
    mail_route: &'static str,
    encryption_key: bool,
    deciding: Deciding,
}

impl ServerOverview {
    /// The overview of a process that starts now, on `kit`.
    ///
    /// # Errors
    /// Bad envelope keys; an operating system that refuses threads.
    pub fn new(kit: &Kit) -> Result<Self, Failure> {
        Ok(Self {
            store: kit.store.clone(),
            names: LeadNames::new(kit.store.clone()),
            chain: kit.audit_chain(),
            outbox: kit.mail_outbox(),
            queue: kit.delivery_queue(),
            clock: Arc::clone(&kit.clock),
            data_dir: kit.settings.data_dir.clone(),
            started_at: kit.clock.now(),
            clock_offset: kit.rules.clock_offset,
            mail_route: kit.rules.mail.route.word(),
            encryption_key: !kit.cipher()?.own_keys().is_empty(),
            deciding: kit.deciding()?,
        })
    }

    /// What `ask` answers; nothing of a database that is away.
    fn asked<T>(database: Part, ask: impl FnOnce() -> PortResult<T>) -> Option<T> {
        (database == Part::Ok).then(ask)?.ok()
    }
}

impl Overview for ServerOverview {
    fn look(&self) -> ServiceHealth {
        let now = self.clock.now();
        let database = part(Some(self.store.ping().is_ok()));
        let version = Self::asked(database, || self.store.about()).map(|about| about.version);
        let pending = Self::asked(database, || self.store.pending_migrations());
        let pending = pending.and_then(|names| u64::try_from(names.len()).ok());
        let unsealed = Self::asked(database, || self.chain.waiting());
        let letters = Self::asked(database, || self.outbox.backlog(now - FAILED_WITHIN));
        let deliveries = Self::asked(database, || self.queue.backlog(now));
        let unindexed = Self::asked(database, || self.names.backlog());
        let free = free_bytes(&self.data_dir);
        ServiceHealth {
            version: env!("CARGO_PKG_VERSION"),
            started_at: self.started_at,
            now,
            clock_offset: self.clock_offset,
            backend: self.store.backend().as_str(),
            database,
            database_version: version,
            migrations: part(pending.map(|pending| pending == 0)),
            pending_migrations: pending,
            disk: part(free.map(|free| free >= LEAST_FREE_BYTES)),
            free_bytes: free,
            audit: part(unsealed.map(|unsealed| is_sealed_in_time(unsealed, now))),
            unsealed,
            mail: part(letters.map(|letters| is_mailed_in_time(letters, now))),
            mail_route: self.mail_route,
            letters,
            webhooks: part(deliveries.map(|backlog| is_delivered_in_time(backlog, now))),
            deliveries,
            encryption_key: self.encryption_key,
            lead_names: part(unindexed.map(|leads| leads <= MOST_UNINDEXED)),
            unindexed_leads: unindexed,
            limits: part(Some(self.deciding.is_fit())),
            limits_kept_in: self.deciding.word(),
        }
    }
}

const fn part(fine: Option<bool>) -> Part {
    match fine {
        Some(true) => Part::Ok,
        Some(false) => Part::Failing,
        None => Part::Unknown,
    }
}

fn is_sealed_in_time(waiting: Waiting, now: DateTime<Utc>) -> bool {
    waiting
        .oldest
        .is_none_or(|oldest| now - oldest <= SEALED_WITHIN)
}

fn is_mailed_in_time(letters: MailBacklog, now: DateTime<Utc>) -> bool {
    letters.given_up == 0
        && letters
            .oldest
            .is_none_or(|oldest| now - oldest <= MAILED_WITHIN)
}

/// Whether webhooks leave. Receivers that fail are their partners' affair.
pub fn is_delivered_in_time(backlog: DeliveryBacklog, now: DateTime<Utc>) -> bool {
    backlog
        .oldest
        .is_none_or(|oldest| now - oldest <= DELIVERED_WITHIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(seconds: i64) -> (Waiting, MailBacklog, DateTime<Utc>) {
        let oldest = Some(DateTime::UNIX_EPOCH);
        let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let letters = MailBacklog {
            waiting: 1,
            oldest,
            given_up: 0,
        };
        (Waiting { entries: 1, oldest }, letters, now)
    }

    #[test]
    fn what_waits_for_too_long_fails() {
        for (seconds, sealed, mailed) in [
            (0, true, true),
            (60, true, true),
            (61, false, true),
            (900, false, true),
            (901, false, false),
        ] {
            let (entries, letters, now) = waiting(seconds);
            assert_eq!(is_sealed_in_time(entries, now), sealed, "{seconds}");
            assert_eq!(is_mailed_in_time(letters, now), mailed, "{seconds}");
        }
        let (_, letters, now) = waiting(0);
        let given_up = MailBacklog {
            given_up: 1,
            ..letters
        };
        assert!(!is_mailed_in_time(given_up, now));
        assert!(is_mailed_in_time(MailBacklog::default(), now));
        assert!(is_sealed_in_time(Waiting::default(), now));
        let deliveries = |seconds| DeliveryBacklog {
            oldest: Some(now - TimeDelta::seconds(seconds)),
            paused: 7,
            ..DeliveryBacklog::default()
        };
        assert!(is_delivered_in_time(deliveries(300), now));
        assert!(!is_delivered_in_time(deliveries(301), now));
        assert!(is_delivered_in_time(DeliveryBacklog::default(), now));
    }
}
