//! Crediting leads with loans, in the transaction of the messages that told of
//! the people (contract `lender-feed.md`, "Attribution" and "Payout").
//!
//! [`settle`] finds everyone who may be concerned by what a chunk changed
//! ([`concerned`], [`around`]), sorts them into groups that have nothing to do with
//! each other ([`groups`]), has [`payouts::credit`] decide each anew ([`changes`])
//! and writes what differs from what the database says ([`write`]).
//!
//! In a first import nobody has a lead yet. Then it ends with one look-up a chunk,
//! which finds none.

mod around;
mod changes;
mod concerned;
mod groups;
mod lead_rows;
mod retold;
mod rows;
mod told;
mod verdicts;
mod write;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Entropy, FieldVault};
use payouts::PayoutPolicy;

use self::around::Around;
use self::changes::{Booking, Changes};
use self::retold::Retold;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::feed_chunk::State;
use crate::outbox::Outbox;
use crate::postgres::turn::{Turn, wait_late};

pub(crate) use self::changes::SetLead;
pub(crate) use self::rows::{LeadKeys, LoanRow, UserKeys, UserRow};

/// What crediting leads goes by.
#[derive(Clone)]
pub struct Books {
    /// The rules for new payouts.
    pub policy: Arc<PayoutPolicy>,
    /// Seals what partners are to be told.
    pub vault: Arc<dyn FieldVault>,
    /// Draws the ids of events.
    pub entropy: Arc<dyn Entropy>,
}

impl Books {
    fn outbox(&self) -> Outbox {
        Outbox::new(Arc::clone(&self.vault), Arc::clone(&self.entropy))
    }
}

/// Credits the leads of everyone whom `state` changes, after it was written.
///
/// On `PostgreSQL` leads are shared beside it. A share that looked people up
/// before this transaction's commit does not see what it changed; so it has to
/// have committed its lead before the leads are looked up here.
///
/// # Errors
/// The database's, a corrupt row, or the vault's.
pub(crate) fn settle(conn: &mut Conn, books: &Books, state: &State<'_>) -> Result<(), StoreError> {
    let concerned = concerned::keys(state);
    let retold = Retold::of(state);
    let nobody = concerned.is_empty() && retold.is_empty();
    let Some(at) = received_at(state).filter(|_| !nobody) else {
        return Ok(());
    };
    if let Conn::Postgres(postgres) = conn {
        wait_late(postgres, Turn::Leads)?;
    }
    retold.note(conn, at)?;
    let around = Around::load(conn, concerned)?;
    if around.leads.is_empty() {
        return Ok(());
    }
    let booking = Booking {
        at,
        on: books.policy.calendar.day_of(at),
    };
    let told = told::before(conn, &around, state)?;
    let mut changes = Changes::new(&books.policy, state, &around, booking);
    for group in groups::of(&around, state) {
        changes.credit(&group, &told)?;
    }
    write::write(conn, books, booking, &mut changes)
}

/// When the last of the messages arrived.
fn received_at(state: &State<'_>) -> Option<DateTime<Utc>> {
    state.kept.iter().map(|message| message.received_at).max()
}
