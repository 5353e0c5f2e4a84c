//! What is `PostgreSQL`'s of invites.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::EnrolmentUuid;

/// Waits for whoever else changes the person of `enrolment` or the enrolment itself, by
/// their rows, and keeps them until the transaction ends; must come first in it. Persons
/// come before enrolments, as everywhere. The weaker isolation lets each of a crowd see
/// what the one before committed; under the stronger all but one would begin anew until
/// they run out of tries.
///
/// # Errors
/// Those of the database; running into the lock timeout.
pub(crate) fn hold_enrolment(conn: &mut PgConnection, enrolment: EnrolmentUuid) -> QueryResult<()> {
    conn.batch_execute(&format!(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; \
         SELECT 1 FROM candidates WHERE id = (SELECT candidate_id FROM partner_candidates \
         WHERE uuid = '\\x{uuid}'::bytea) FOR NO KEY UPDATE; \
         SELECT 1 FROM partner_candidates WHERE uuid = '\\x{uuid}'::bytea FOR NO KEY UPDATE",
        uuid = enrolment.get().simple()
    ))
}

/// Lets the transaction see what others committed before each of its statements; must come
/// first in it. For changes of which each looks for itself whether it is still due.
///
/// # Errors
/// Those of the database.
pub(crate) fn read_committed(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
}
