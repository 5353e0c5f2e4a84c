//! Version and clock of the library, which runs in this process.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sqlite::SqliteConnection;

use crate::about::Answer;

const SQL: &str = "SELECT sqlite_version() AS version,
    CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER) AS micros";

/// # Errors
/// Those of the database.
pub(crate) fn ask(conn: &mut SqliteConnection) -> QueryResult<Answer> {
    sql_query(SQL).get_result(conn)
}
