//! Sessions and what is counted of them.

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::schema::candidates;

/// Makes the transaction one that waits for others at the rows they changed, and whose
/// statements see what those left; must come first in it.
///
/// # Errors
/// Those of the database.
pub(crate) fn take_turns_by_row(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
}

/// Waits for whoever enrols the person or changes a session of theirs, and keeps them out
/// until the transaction ends. Rows that refer to the person may come meanwhile.
///
/// # Errors
/// Those of the database; running into the lock timeout.
pub(crate) fn hold_person(conn: &mut PgConnection, person: i64) -> QueryResult<()> {
    let held: i64 = candidates::table
        .find(person)
        .select(candidates::id)
        .for_no_key_update()
        .get_result(conn)?;
    debug_assert_eq!(held, person, "the row that was asked for");
    Ok(())
}
