//! Fakes of the ports that keep everything in memory and forget it at the end.
//!
//! Each is a cheap handle: its clones share one state.

mod audit_trail;
mod families;
mod feed;
mod lead_rows;
mod leads;
mod partners;
mod service_tokens;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dedupe::{KnownUser, PersonKeys};
use kernel::UserId;

use crate::{AuditLine, Harness, Probe, Utm};

pub use audit_trail::InMemoryAudit;
pub use families::InMemoryFamilies;
pub use feed::InMemoryFeed;
pub use leads::InMemoryLeads;
pub use partners::InMemoryPartners;
pub use service_tokens::InMemoryServiceTokens;

/// A lock that a panicking test thread does not spoil for the others.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every fake, joined to the others as the real store joins its tables.
pub fn in_memory() -> Harness {
    let audit = InMemoryAudit::default();
    let families = InMemoryFamilies::new(audit.clone());
    let partners = Arc::new(InMemoryPartners::new(audit.clone(), families.clone()));
    let feed = InMemoryFeed::default();
    Harness {
        directory: Arc::<InMemoryPartners>::clone(&partners),
        partners,
        families: Arc::new(families),
        service_tokens: Arc::new(InMemoryServiceTokens::new(audit.clone())),
        leads: Arc::new(InMemoryLeads::new(audit.clone(), feed.clone())),
        feed: Arc::new(feed.clone()),
        probe: Arc::new(MemoryProbe { audit, feed }),
    }
}

struct MemoryProbe {
    audit: InMemoryAudit,
    feed: InMemoryFeed,
}

impl Probe for MemoryProbe {
    fn known_users(&self, keys: &PersonKeys) -> Vec<KnownUser> {
        self.feed.known_users(keys)
    }

    fn utm(&self, user: UserId) -> Option<Utm> {
        self.feed.utm(user)
    }

    fn audit(&self) -> Vec<AuditLine> {
        let entries = self.audit.entries();
        entries
            .iter()
            .map(|entry| AuditLine {
                action: entry.event.action().to_owned(),
                subject: entry.event.subject(),
            })
            .collect()
    }
}
