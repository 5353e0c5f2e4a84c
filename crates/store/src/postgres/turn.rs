//! One at a time, where transactions are bound to meet.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::FamilyId;

/// What transactions take turns at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    /// Writing users and loans: only the lender's feed does.
    Feed,
    /// One refresh-token family.
    Family(FamilyId),
}

impl Turn {
    /// The number that is locked. Two things that share a number merely wait for
    /// each other.
    fn number(self) -> i64 {
        match self {
            // "lender's" in ASCII.
            Self::Feed => 0x6c65_6e64_6572_2773,
            Self::Family(family) => {
                // Both halves are random.
                let (high, low) = family.get().as_u64_pair();
                i64::from_be_bytes((high ^ low).to_be_bytes())
            }
        }
    }
}

/// Waits for `turn` and keeps it until the transaction ends; must come first in
/// it. Serialisable transactions about the same rows would abort one another,
/// and a crowd would run out of tries. So each waits for the one before instead
/// and then reads what that one committed, which takes the weaker isolation:
/// whoever takes a turn may only read and write what nobody writes without one.
/// The lock timeout bounds the wait.
///
/// # Errors
/// Those of the database; running into the lock timeout.
pub(crate) fn wait_for(conn: &mut PgConnection, turn: Turn) -> QueryResult<()> {
    let number = turn.number();
    conn.batch_execute(&format!(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({number})"
    ))
}
