//! Who the entries of a page name.

use std::collections::{HashMap, HashSet};

use audit::{LogName, LogParty, StoredEntry};
use diesel::prelude::*;
use kernel::{Sealed, StaffUuid};

use crate::columns::uuid;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{candidates, partners, portal_accounts, service_tokens, staff_accounts};

/// Whoever has something better than a key, by kind and key.
pub(super) struct Parties(HashMap<(&'static str, i64), LogParty>);

impl Parties {
    /// Looks up whom `entries` name: five statements at most.
    pub(super) fn of<'a>(
        conn: &mut Conn,
        entries: impl Iterator<Item = &'a StoredEntry>,
    ) -> Result<Self, StoreError> {
        let mut keys: HashMap<&str, HashSet<i64>> = HashMap::new();
        for entry in entries {
            if let Some(id) = entry.actor_id {
                keys.entry(&entry.actor_kind).or_default().insert(id);
            }
            let kind = subject_kind(&entry.action);
            keys.entry(kind).or_default().insert(entry.subject_id);
        }
        let mut of = |kind| -> Vec<i64> {
            let keys = keys.remove(kind).unwrap_or_default();
            keys.into_iter().collect()
        };
        let mut found = Self(HashMap::new());
        found.partners(conn, &of("partner"))?;
        found.staff(conn, &of("staff"))?;
        found.people(conn, &of("portal_account"))?;
        found.candidates(conn, &of("candidate"))?;
        let tokens: Vec<i64> = of("service")
            .into_iter()
            .chain(of("service_token"))
            .collect();
        found.services(conn, &tokens)?;
        Ok(found)
    }

    /// Who did it, if the kind does not say it all.
    pub(super) fn actor(&self, entry: &StoredEntry) -> Option<LogParty> {
        let id = entry.actor_id?;
        Some(self.party(&entry.actor_kind, id))
    }

    /// What it happened to.
    pub(super) fn subject(&self, entry: &StoredEntry) -> LogParty {
        self.party(subject_kind(&entry.action), entry.subject_id)
    }

    fn party(&self, kind: &str, id: i64) -> LogParty {
        let known = [
            "partner",
            "staff",
            "portal_account",
            "candidate",
            "service",
            "service_token",
        ];
        let kind = known.into_iter().find(|known| *known == kind);
        let found = kind.and_then(|kind| self.0.get(&(kind, id)));
        found.cloned().unwrap_or_else(|| LogParty {
            id: id.to_string(),
            name: None,
        })
    }

    fn partners(&mut self, conn: &mut Conn, keys: &[i64]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, Vec<u8>, String, Option<String>)> = partners::table
            .filter(partners::id.eq_any(keys))
            .select((
                partners::id,
                partners::uuid,
                partners::slug,
                partners::deleted_slug,
            ))
            .load(conn)?;
        for (id, bytes, slug, deleted) in rows {
            let party = LogParty {
                id: uuid(&bytes, "partners.uuid")?.to_string(),
                name: Some(LogName::Clear(deleted.unwrap_or(slug))),
            };
            self.0.insert(("partner", id), party);
        }
        Ok(())
    }

    fn staff(&mut self, conn: &mut Conn, keys: &[i64]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = staff_accounts::table
            .filter(staff_accounts::id.eq_any(keys))
            .select((
                staff_accounts::id,
                staff_accounts::uuid,
                staff_accounts::email_sealed,
            ))
            .load(conn)?;
        for (id, bytes, email) in rows {
            let staff = StaffUuid::new(uuid(&bytes, "staff_accounts.uuid")?);
            let party = LogParty {
                id: staff.to_string(),
                name: Some(LogName::StaffAddress(staff, Sealed::new(email))),
            };
            self.0.insert(("staff", id), party);
        }
        Ok(())
    }

    /// Partners' people by their identity alone: their addresses are nobody's business.
    fn people(&mut self, conn: &mut Conn, keys: &[i64]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, Vec<u8>)> = portal_accounts::table
            .filter(portal_accounts::id.eq_any(keys))
            .select((portal_accounts::id, portal_accounts::uuid))
            .load(conn)?;
        for (id, bytes) in rows {
            let party = LogParty {
                id: uuid(&bytes, "portal_accounts.uuid")?.to_string(),
                name: None,
            };
            self.0.insert(("portal_account", id), party);
        }
        Ok(())
    }

    /// Candidates by their identity alone, likewise.
    fn candidates(&mut self, conn: &mut Conn, keys: &[i64]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, Vec<u8>)> = candidates::table
            .filter(candidates::id.eq_any(keys))
            .select((candidates::id, candidates::uuid))
            .load(conn)?;
        for (id, bytes) in rows {
            let party = LogParty {
                id: uuid(&bytes, "candidates.uuid")?.to_string(),
                name: None,
            };
            self.0.insert(("candidate", id), party);
        }
        Ok(())
    }

    fn services(&mut self, conn: &mut Conn, keys: &[i64]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, String)> = service_tokens::table
            .filter(service_tokens::id.eq_any(keys))
            .select((service_tokens::id, service_tokens::name))
            .load(conn)?;
        for (id, name) in rows {
            let party = LogParty {
                id: id.to_string(),
                name: Some(LogName::Clear(name)),
            };
            self.0.insert(("service", id), party.clone());
            self.0.insert(("service_token", id), party);
        }
        Ok(())
    }
}

/// The action's first word.
fn subject_kind(action: &str) -> &str {
    action.split_once('.').map_or(action, |(kind, _)| kind)
}
