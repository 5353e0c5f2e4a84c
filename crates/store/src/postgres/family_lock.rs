//! One at a time for each refresh-token family.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::FamilyId;

/// Lets nobody else into `family` until the transaction ends; must come first in
/// it. Serialisable transactions about the same family would abort one another,
/// and a crowd would run out of tries; so each waits for the one before instead,
/// and then reads what that one committed, which takes the weaker isolation. The
/// statement timeouts bound the wait.
///
/// # Errors
/// Those of the database; running into the lock timeout.
pub(crate) fn enter(conn: &mut PgConnection, family: FamilyId) -> QueryResult<()> {
    // Both halves are random. Two families that share a key merely wait for each
    // other.
    let (high, low) = family.get().as_u64_pair();
    let key = i64::from_be_bytes((high ^ low).to_be_bytes());
    conn.batch_execute(&format!(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({key})"
    ))
}
