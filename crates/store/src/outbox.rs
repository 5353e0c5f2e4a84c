//! What partners are to be told, written in the transaction of the change.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Entropy, FieldVault, PartnerId, PortResult};
use webhooks::{Event, Post, PostedEvent};

use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::many::insert_many;
use crate::schema::outbox;

/// Posts what partners are to be told. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbox {
    post: Post,
}

/// A row, but its key; nobody was told yet.
#[derive(Insertable)]
#[diesel(table_name = outbox)]
struct OutboxRow {
    event_id: Vec<u8>,
    partner_id: i64,
    event: &'static str,
    payload_sealed: Vec<u8>,
    created_at: i64,
}

impl From<&PostedEvent> for OutboxRow {
    fn from(event: &PostedEvent) -> Self {
        Self {
            event_id: event.id.get().as_bytes().to_vec(),
            partner_id: event.partner.get(),
            event: event.kind.as_str(),
            payload_sealed: event.payload.as_bytes().to_vec(),
            created_at: micros(event.at),
        }
    }
}

impl Outbox {
    /// Events are sealed by `vault`, their ids drawn from `entropy`.
    pub(crate) const fn new(vault: Arc<dyn FieldVault>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            post: Post { vault, entropy },
        }
    }

    /// What `post` makes ready.
    pub(crate) const fn of(post: Post) -> Self {
        Self { post }
    }

    /// What bodies are sealed with, and whatever else is to be.
    pub(crate) fn vault(&self) -> &dyn FieldVault {
        self.post.vault.as_ref()
    }

    /// Writes one event for `partner`, which happened at `at`.
    ///
    /// # Errors
    /// Those of the database and the vault.
    pub(crate) fn tell(
        &self,
        conn: &mut Conn,
        partner: PartnerId,
        event: &Event,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let event = self.post.event(partner, event, at)?;
        Ok(insert_all(conn, std::slice::from_ref(&event))?)
    }

    /// Writes `events`, in the order given, each for its partner: they happened at
    /// `at`.
    ///
    /// # Errors
    /// Those of the database and the vault.
    pub(crate) fn write(
        &self,
        conn: &mut Conn,
        at: DateTime<Utc>,
        events: &[(PartnerId, Event)],
    ) -> Result<(), StoreError> {
        let events = events
            .iter()
            .map(|(partner, event)| self.post.event(*partner, event, at))
            .collect::<PortResult<Vec<PostedEvent>>>()?;
        Ok(insert_all(conn, &events)?)
    }
}

/// Keeps `events`, in the order given.
pub(crate) fn insert_all(conn: &mut Conn, events: &[PostedEvent]) -> QueryResult<()> {
    if events.is_empty() {
        return Ok(());
    }
    let rows: Vec<OutboxRow> = events.iter().map(OutboxRow::from).collect();
    insert_many!(conn, outbox::table, &rows)
}
