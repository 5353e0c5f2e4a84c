//! Telling every active partner of a maintenance.

use accounts::{Maintenance, PartnerStatus};
use audit::{Entry, Event, MaintenanceEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, MaintenanceId, PartnerId, PartnerUuid, PortResult};
use notices::{Compose, Letter, Recipient};
use webhooks::{Post, PostedEvent};

use crate::columns::uuid;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::partners;
use crate::{audit_rows, letter_rows, outbox};

/// How many partners are told at a time: that many events and letters are in memory.
const AT_A_TIME: i64 = 1_000;

/// Tells partners of what somebody did.
pub(super) struct Told {
    /// Makes events.
    pub(super) post: Post,
    /// Makes letters.
    pub(super) compose: Compose,
    /// Who did it.
    pub(super) by: Actor,
    /// When.
    pub(super) at: DateTime<Utc>,
}

impl Told {
    /// Keeps an event and a letter for every active partner, and the audit entry.
    ///
    /// # Errors
    /// Those of the database and the vault.
    pub(super) fn everybody(
        &self,
        conn: &mut Conn,
        key: MaintenanceId,
        maintenance: &Maintenance,
    ) -> Result<(), StoreError> {
        let (mut last, mut told) = (0, 0);
        loop {
            let some = active(conn, last)?;
            let Some((end, _)) = some.last() else {
                break;
            };
            last = end.get();
            told += some.len();
            outbox::insert_all(conn, &self.events(&some, maintenance)?)?;
            letter_rows::insert_all(conn, &self.letters(&some, maintenance)?)?;
        }
        let entry = Entry {
            at: self.at,
            actor: self.by,
            event: Event::Maintenance(MaintenanceEvent {
                maintenance: key,
                uuid: maintenance.uuid.to_string(),
                from: maintenance.span.from(),
                to: maintenance.span.to(),
                told,
                cancelled: maintenance.cancelled_at.is_some(),
            }),
        };
        Ok(audit_rows::insert(conn, &entry)?)
    }

    fn events(
        &self,
        partners: &[(PartnerId, PartnerUuid)],
        maintenance: &Maintenance,
    ) -> PortResult<Vec<PostedEvent>> {
        let event = maintenance.event();
        let partners = partners.iter();
        partners
            .map(|(partner, _)| self.post.event(*partner, &event, self.at))
            .collect()
    }

    fn letters(
        &self,
        partners: &[(PartnerId, PartnerUuid)],
        maintenance: &Maintenance,
    ) -> PortResult<Vec<Letter>> {
        let notice = maintenance.notice();
        let partners = partners.iter().map(|(_, uuid)| Recipient::Partner(*uuid));
        partners
            .map(|partner| self.compose.letter(partner, &notice, self.at))
            .collect()
    }
}

/// The next active partners behind the key `last`.
fn active(conn: &mut Conn, last: i64) -> Result<Vec<(PartnerId, PartnerUuid)>, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> = partners::table
        .filter(partners::id.gt(last))
        .filter(partners::status.eq(PartnerStatus::Active.as_str()))
        .filter(partners::deleted_at.is_null())
        .order(partners::id)
        .limit(AT_A_TIME)
        .select((partners::id, partners::uuid))
        .load(conn)?;
    let rows = rows.into_iter().map(|(id, bytes)| {
        let uuid = uuid(&bytes, "partners.uuid")?;
        Ok((PartnerId::new(id), PartnerUuid::new(uuid)))
    });
    Ok(rows.collect::<PortResult<_>>()?)
}
