//! What only `SQLite` does.

pub(crate) mod about;
pub(crate) mod candidates;
pub(crate) mod checkpoint;
pub(crate) mod credit;
pub(crate) mod known_users;
pub(crate) mod lane;
pub(crate) mod one_of;
pub(crate) mod share;
mod statement;

use diesel::sqlite::SqliteConnection;
use kernel::PortFailure;

use crate::conn::Conn;

/// The `SQLite` connection inside.
fn native(conn: &mut Conn) -> Result<&mut SqliteConnection, PortFailure> {
    match conn {
        Conn::Sqlite(sqlite) => Ok(sqlite),
        Conn::Postgres(_) => Err(PortFailure::Unforeseen(
            "SQLite work on another database".to_owned(),
        )),
    }
}
