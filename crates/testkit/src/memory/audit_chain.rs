//! The chain of the audit log in memory.

use std::sync::{Arc, Mutex};

use audit::{
    ActorKind, AuditChain, ChainLink, Entry, Found, Head, SealError, Sealed, SealedEntry,
    StoredEntry, Waiting, extend, stored,
};
use kernel::{Actor, PortResult};

use super::{InMemoryAudit, locked};
use crate::FakeChainHasher;

/// Fake of [`AuditChain`]: a link for each of the first entries.
#[derive(Debug, Clone)]
pub struct InMemoryAuditChain {
    audit: InMemoryAudit,
    links: Arc<Mutex<Vec<ChainLink>>>,
}

impl InMemoryAuditChain {
    /// Nothing is chained yet of `audit`.
    pub fn new(audit: InMemoryAudit) -> Self {
        Self {
            audit,
            links: Arc::default(),
        }
    }

    fn entries(&self) -> Vec<StoredEntry> {
        let entries = self.audit.entries();
        (1..)
            .zip(&entries)
            .map(|(id, entry)| stored_entry(id, entry))
            .collect()
    }
}

impl AuditChain for InMemoryAuditChain {
    fn seal(&self, most: u32, known: Option<ChainLink>) -> Result<Sealed, SealError> {
        let mut links = locked(&self.links);
        let head = links.last().map(|last| Head::of(*last, &FakeChainHasher));
        let now = |known: ChainLink| {
            let link = links.iter().find(|link| link.sequence == known.sequence);
            (known, link.map(|link| link.hash.as_bytes().to_vec()))
        };
        let found = Found {
            head: head.as_ref(),
            numbered: !links.is_empty(),
            known: known.map(now),
        };
        let last = found.last(&FakeChainHasher)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let waiting = self.entries().into_iter().skip(links.len()).take(most);
        let new = extend(last, &waiting.collect::<Vec<_>>(), &FakeChainHasher);
        links.extend(&new);
        Ok(Sealed {
            entries: u32::try_from(new.len()).unwrap_or(u32::MAX),
            last: links.last().copied(),
        })
    }

    fn sealed_after(&self, after: Option<(i64, i64)>, most: u32) -> PortResult<Vec<SealedEntry>> {
        let links = locked(&self.links);
        let entries = self.entries().into_iter().zip(links.iter());
        Ok(entries
            .map(|(entry, link)| SealedEntry {
                entry,
                sequence: stored(link.sequence),
                hash: link.hash.as_bytes().to_vec(),
            })
            .filter(|sealed| after.is_none_or(|after| (sealed.sequence, sealed.entry.id) > after))
            .take(usize::try_from(most).unwrap_or(usize::MAX))
            .collect())
    }

    fn head(&self) -> PortResult<Option<Head>> {
        let links = locked(&self.links);
        Ok(links.last().map(|last| Head::of(*last, &FakeChainHasher)))
    }

    fn waiting(&self) -> PortResult<Waiting> {
        let sealed = locked(&self.links).len();
        let entries = self.audit.entries();
        let waiting = entries.get(sealed..).unwrap_or_default();
        Ok(Waiting {
            entries: waiting.len().try_into().unwrap_or(u64::MAX),
            oldest: waiting.iter().map(|entry| entry.at).min(),
        })
    }
}

/// As the real store writes it.
pub(super) fn stored_entry(id: i64, entry: &Entry) -> StoredEntry {
    let (actor_kind, actor_id) = match entry.actor {
        Actor::System => (ActorKind::System, None),
        Actor::Operator => (ActorKind::Operator, None),
        Actor::Partner(partner) => (ActorKind::Partner, Some(partner.get())),
        Actor::Service(token) => (ActorKind::Service, Some(token.get())),
        Actor::Staff(staff) => (ActorKind::Staff, Some(staff.get())),
    };
    let details = entry.event.details();
    let details = details.iter();
    let details: Vec<String> = details
        .map(|(name, value)| format!("{name:?}:{value:?}"))
        .collect();
    StoredEntry {
        id,
        at: entry.at.timestamp_micros(),
        actor_kind: actor_kind.to_string(),
        actor_id,
        action: entry.event.action().to_owned(),
        subject_id: entry.event.subject(),
        details: format!("{{{}}}", details.join(",")),
    }
}
