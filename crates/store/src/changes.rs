//! Which leads changed: noted in the transaction of the change, read by whoever shows
//! leads live (ADR 20).
//!
//! A share is not noted, its row says it all: nothing but the lead is written on the
//! hot path. Everything else a partner can see of a lead is noted in `lead_changes`;
//! not in the outbox, which is what partners are told, and they are not told of a
//! corrected date or address.

mod watch;
mod window;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{LeadId, PartnerId, PortResult};
use leads::{LeadChanges, LeadWatch};

use self::watch::Watch;
use crate::Store;
use crate::columns::micros;
use crate::conn::Conn;
use crate::many::insert_many;
use crate::schema::lead_changes;

/// Changes of leads in the database, made by any process.
#[derive(Clone)]
pub struct DieselLeadChanges {
    store: Store,
}

impl DieselLeadChanges {
    /// The changes of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl LeadChanges for DieselLeadChanges {
    fn watch(&self) -> PortResult<Box<dyn LeadWatch>> {
        Ok(Box::new(Watch::begin(self.store.clone())?))
    }
}

/// A row, but its key.
#[derive(Insertable)]
#[diesel(table_name = lead_changes)]
struct ChangeRow {
    partner_id: i64,
    lead_id: i64,
    changed_at: i64,
}

/// Notes that `leads` show something else since `at`. On `PostgreSQL` the transaction
/// must have waited for the feed's turn ([`crate::postgres::turn::Turn::Feed`]): so
/// rows are committed in the order of their keys.
///
/// # Errors
/// Those of the database.
pub(crate) fn note(
    conn: &mut Conn,
    at: DateTime<Utc>,
    leads: &[(PartnerId, LeadId)],
) -> QueryResult<()> {
    let rows: Vec<ChangeRow> = leads
        .iter()
        .map(|(partner, lead)| ChangeRow {
            partner_id: partner.get(),
            lead_id: lead.get(),
            changed_at: micros(at),
        })
        .collect();
    insert_many!(conn, lead_changes::table, &rows)
}
