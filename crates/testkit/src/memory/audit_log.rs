//! The audit log in memory, to be looked through.

use accounts::PartnerRepository as _;
use audit::{
    ActionFilter, ActorFilter, ActorKind, AuditLog, LogName, LogParty, LogQuery, LogRow,
    StoredEntry,
};
use kernel::{PartnerUuid, PortResult};

use super::audit_chain::stored_entry;
use super::{InMemoryAudit, InMemoryPartners, InMemoryPeople};

/// Fake of [`AuditLog`]; nothing is ever sealed.
#[derive(Debug, Clone)]
pub struct InMemoryAuditLog {
    audit: InMemoryAudit,
    partners: InMemoryPartners,
    people: InMemoryPeople,
}

impl InMemoryAuditLog {
    /// The log `audit`, about `partners` and `people`.
    pub fn new(audit: InMemoryAudit, partners: InMemoryPartners, people: InMemoryPeople) -> Self {
        Self {
            audit,
            partners,
            people,
        }
    }

    fn partner(&self, uuid: PartnerUuid) -> PortResult<Option<i64>> {
        let partners = self.partners.list()?;
        let found = partners.iter().find(|partner| partner.uuid == uuid);
        Ok(found.map(|partner| partner.id.get()))
    }

    fn passes(&self, entry: &StoredEntry, query: &LogQuery) -> PortResult<bool> {
        let early = |at: chrono::DateTime<chrono::Utc>| entry.at < at.timestamp_micros();
        let place = audit::LogPlace {
            at: entry.at,
            id: entry.id,
        };
        let in_time = !query.from.is_some_and(early)
            && query.until.is_none_or(early)
            && query.after.is_none_or(|after| place < after);
        let action = match &query.action {
            None => true,
            Some(ActionFilter::Exactly(action)) => entry.action == *action,
            Some(ActionFilter::Under(prefix)) => entry.action.starts_with(prefix.as_str()),
        };
        let partner = match query.partner {
            None => true,
            Some(uuid) => self.partner(uuid)?.is_some_and(|key| {
                let of_it = entry.action.starts_with("partner.") && entry.subject_id == key;
                of_it || is(entry, ActorKind::Partner, Some(key))
            }),
        };
        Ok(in_time && action && partner && self.is_by(entry, query.actor)?)
    }

    fn is_by(&self, entry: &StoredEntry, actor: Option<ActorFilter>) -> PortResult<bool> {
        let (kind, id) = match actor {
            None => return Ok(true),
            Some(ActorFilter::Kind(kind)) => return Ok(is(entry, kind, None)),
            Some(ActorFilter::Service(token)) => (ActorKind::Service, Some(token.get())),
            Some(ActorFilter::Partner(uuid)) => (ActorKind::Partner, self.partner(uuid)?),
            Some(ActorFilter::Staff(uuid)) => {
                let found = accounts::StaffAccounts::find(&self.people, uuid)?;
                (ActorKind::Staff, found.map(|account| account.id.get()))
            }
        };
        Ok(id.is_some() && is(entry, kind, id))
    }

    fn party(&self, kind: &str, id: i64) -> PortResult<LogParty> {
        let plain = LogParty {
            id: id.to_string(),
            name: None,
        };
        match kind {
            "partner" => {
                let partners = self.partners.list()?;
                let found = partners.iter().find(|partner| partner.id.get() == id);
                Ok(found.map_or(plain, |partner| LogParty {
                    id: partner.uuid.to_string(),
                    name: Some(LogName::Clear(partner.slug.as_str().to_owned())),
                }))
            }
            "staff" => {
                let staff = accounts::StaffAccounts::list(&self.people)?;
                let found = staff.iter().find(|account| account.id.get() == id);
                Ok(found.map_or(plain, |account| LogParty {
                    id: account.uuid.to_string(),
                    name: Some(LogName::StaffAddress(account.uuid, account.email.clone())),
                }))
            }
            "portal_account" => {
                let mut uuid = None;
                for partner in self.partners.list()? {
                    let people = accounts::PortalAccounts::list(&self.people, partner.id)?;
                    let found = people.iter().find(|person| person.id.get() == id);
                    uuid = uuid.or(found.map(|person| person.uuid));
                }
                Ok(uuid.map_or(plain, |uuid| LogParty {
                    id: uuid.to_string(),
                    name: None,
                }))
            }
            _ => Ok(plain),
        }
    }
}

fn is(entry: &StoredEntry, kind: ActorKind, id: Option<i64>) -> bool {
    entry.actor_kind == kind.as_str() && (id.is_none() || entry.actor_id == id)
}

impl AuditLog for InMemoryAuditLog {
    fn page(&self, query: &LogQuery, most: u32) -> PortResult<Vec<LogRow>> {
        let mut found = Vec::new();
        for (id, entry) in (1..).zip(&self.audit.entries()) {
            let entry = stored_entry(id, entry);
            if self.passes(&entry, query)? {
                found.push(entry);
            }
        }
        found.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let row = |entry: StoredEntry| -> PortResult<LogRow> {
            let kind = entry.action.split('.').next().unwrap_or_default();
            let actor = entry.actor_id.map(|id| self.party(&entry.actor_kind, id));
            Ok(LogRow {
                actor: actor.transpose()?,
                subject: self.party(kind, entry.subject_id)?,
                sequence: None,
                entry,
            })
        };
        found.into_iter().map(row).collect()
    }
}
