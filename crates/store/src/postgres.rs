//! What only `PostgreSQL` does.

pub(crate) mod about;
pub(crate) mod candidates;
pub(crate) mod credit;
pub(crate) mod envelopes;
pub(crate) mod feed;
pub(crate) mod invites;
pub(crate) mod known_users;
pub(crate) mod lead_names;
pub(crate) mod people;
pub(crate) mod practice;
pub(crate) mod share;
mod statement;
pub(crate) mod transaction;
pub(crate) mod turn;
pub(crate) mod usage;
pub(crate) mod webhooks;

use diesel::pg::PgConnection;
use kernel::PortFailure;

use crate::conn::Conn;

/// The `PostgreSQL` connection inside.
fn native(conn: &mut Conn) -> Result<&mut PgConnection, PortFailure> {
    match conn {
        Conn::Postgres(postgres) => Ok(postgres),
        Conn::Sqlite(_) => Err(PortFailure::Unforeseen(
            "PostgreSQL work on another database".to_owned(),
        )),
    }
}
