//! One connection type for both databases.

use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

/// A connection to either database. Queries that both understand run on it as it
/// is; what differs matches on the variant, in `crate::sqlite` or
/// `crate::postgres`.
#[derive(diesel::MultiConnection)]
pub(crate) enum Conn {
    /// `PostgreSQL`.
    Postgres(PgConnection),
    /// `SQLite`.
    Sqlite(SqliteConnection),
}
