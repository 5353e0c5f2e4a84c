//! Looking through the log (contract `onboarding.md`, "Audit log": "admin list").

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    FieldRef, FieldVault, PartnerUuid, PortFailure, PortResult, Sealed, ServiceTokenId, StaffUuid,
    words,
};

use crate::StoredEntry;

words! {
    /// What kind of actor an entry names.
    ActorKind {
        /// The platform itself.
        System = "system",
        /// Someone at the command line of the host.
        Operator = "operator",
        /// A partner, by itself or by one of its people.
        Partner = "partner",
        /// The lender's systems.
        Service = "service",
        /// One of the lender's staff.
        Staff = "staff",
    }
}

/// Which actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorFilter {
    /// All of a kind.
    Kind(ActorKind),
    /// One partner.
    Partner(PartnerUuid),
    /// One member of staff.
    Staff(StaffUuid),
    /// One service token.
    Service(ServiceTokenId),
}

/// Which actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionFilter {
    /// This one.
    Exactly(String),
    /// All that begin with this, which ends with a dot.
    Under(String),
}

/// Where a page begins: behind the entry of this time (microseconds) and key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPlace {
    /// Its time, in microseconds since the epoch.
    pub at: i64,
    /// Its key.
    pub id: i64,
}

/// Which entries, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogQuery {
    /// Not before this.
    pub from: Option<DateTime<Utc>>,
    /// Before this.
    pub until: Option<DateTime<Utc>>,
    /// By these.
    pub actor: Option<ActorFilter>,
    /// Of this kind.
    pub action: Option<ActionFilter>,
    /// About this partner's record (`partner.…`), or by it.
    pub partner: Option<PartnerUuid>,
    /// Behind this entry; from the newest otherwise.
    pub after: Option<LogPlace>,
}

/// What an entry calls somebody or something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogName {
    /// In clear.
    Clear(String),
    /// A staff member's address, as it lies.
    StaffAddress(StaffUuid, Sealed),
}

/// Whoever or whatever an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogParty {
    /// Public identity where there is one, else the key.
    pub id: String,
    /// What it is called, if it is called anything.
    pub name: Option<LogName>,
}

/// An entry with who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// As it lies.
    pub entry: StoredEntry,
    /// The number of its link; `None` while it waits for a sealer.
    pub sequence: Option<i64>,
    /// Who did it; `None` where the kind says it all.
    pub actor: Option<LogParty>,
    /// What it happened to.
    pub subject: LogParty,
}

/// The log, to be looked through.
pub trait AuditLog: Send + Sync {
    /// The next `most` entries of `query`, newest first: by time, then by key.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn page(&self, query: &LogQuery, most: u32) -> PortResult<Vec<LogRow>>;
}

/// Somebody or something, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Public identity where there is one, else the key.
    pub id: String,
    /// What it is called, if it is called anything.
    pub name: Option<String>,
}

/// An entry as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// As it lies.
    pub entry: StoredEntry,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The number of its link; `None` while it waits for a sealer.
    pub sequence: Option<i64>,
    /// Who did it; `None` where the kind says it all.
    pub actor: Option<Shown>,
    /// What it happened to.
    pub subject: Shown,
}

impl LogEntry {
    /// What kind of thing it happened to: the action's first word.
    pub fn subject_kind(&self) -> &str {
        let action = self.entry.action.as_str();
        action.split_once('.').map_or(action, |(kind, _)| kind)
    }

    /// Behind this entry.
    pub const fn place(&self) -> LogPlace {
        LogPlace {
            at: self.entry.at,
            id: self.entry.id,
        }
    }
}

/// Looks through the log.
#[derive(Clone)]
pub struct ReadAuditLog {
    /// The log.
    pub log: Arc<dyn AuditLog>,
    /// Opens the addresses of staff.
    pub vault: Arc<dyn FieldVault>,
}

impl ReadAuditLog {
    /// Up to `most` entries of `query`, newest first, and where to go on if there are more.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn page(
        &self,
        query: &LogQuery,
        most: u32,
    ) -> PortResult<(Vec<LogEntry>, Option<LogPlace>)> {
        let mut rows = self.log.page(query, most.saturating_add(1))?;
        let wanted = usize::try_from(most).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let mut opened = HashMap::new();
        let entries: PortResult<Vec<LogEntry>> = rows
            .into_iter()
            .map(|row| self.shown(row, &mut opened))
            .collect();
        let entries = entries?;
        let last = entries.last().map(LogEntry::place);
        Ok((entries, last.filter(|_| more)))
    }

    fn shown(&self, row: LogRow, opened: &mut HashMap<StaffUuid, String>) -> PortResult<LogEntry> {
        let at = DateTime::from_timestamp_micros(row.entry.at);
        Ok(LogEntry {
            at: at.ok_or(PortFailure::corrupt("audit_entries.at"))?,
            sequence: row.sequence,
            actor: row
                .actor
                .map(|actor| self.party(actor, opened))
                .transpose()?,
            subject: self.party(row.subject, opened)?,
            entry: row.entry,
        })
    }

    fn party(&self, party: LogParty, opened: &mut HashMap<StaffUuid, String>) -> PortResult<Shown> {
        let name = match party.name {
            None => None,
            Some(LogName::Clear(name)) => Some(name),
            Some(LogName::StaffAddress(staff, sealed)) => {
                let address = match opened.entry(staff) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => place.insert(self.open(staff, &sealed)?),
                };
                Some(address.clone())
            }
        };
        Ok(Shown { id: party.id, name })
    }

    fn open(&self, staff: StaffUuid, sealed: &Sealed) -> PortResult<String> {
        let row = staff.get();
        let field = FieldRef {
            table: "staff_accounts",
            column: "email_sealed",
            row: row.as_bytes(),
        };
        let plain = self.vault.open(field, sealed)?;
        String::from_utf8(plain).map_err(|_| PortFailure::corrupt("staff_accounts.email_sealed"))
    }
}
