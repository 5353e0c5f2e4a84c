//! Version and clock of the server.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;

use crate::about::Answer;

const SQL: &str = "SELECT current_setting('server_version') AS version,
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros";

/// # Errors
/// Those of the database.
pub(crate) fn ask(conn: &mut PgConnection) -> QueryResult<Answer> {
    sql_query(SQL).get_result(conn)
}
