//! What can go wrong, and what of it may be told.
//!
//! A database's error may quote the row it complains about (the detail line of
//! `PostgreSQL` does), so only the kind of an error and, where it is known to be
//! harmless, the primary message leave this module.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::PortFailure;

/// Why a unit of work could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The database refused or broke off.
    #[error("database error")]
    Db(#[from] DieselError),
    /// Something the port names itself, such as a corrupt row.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// How a unit of work ends early: by a failure of the store, or by the caller's
/// own refusal, which rolls the work back and is handed through untouched.
#[derive(Debug)]
pub(crate) enum Fault<E> {
    /// The store failed.
    Store(StoreError),
    /// The work was refused for a reason of the operation's own.
    Refused(E),
}

impl<E> From<StoreError> for Fault<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E> From<DieselError> for Fault<E> {
    fn from(error: DieselError) -> Self {
        Self::Store(StoreError::Db(error))
    }
}

impl<E> From<PortFailure> for Fault<E> {
    fn from(failure: PortFailure) -> Self {
        Self::Store(StoreError::Port(failure))
    }
}

impl<E: From<PortFailure>> Fault<E> {
    /// What the port returns.
    pub(crate) fn into_port(self) -> E {
        match self {
            Self::Store(error) => E::from(error.into()),
            Self::Refused(refusal) => refusal,
        }
    }
}

impl From<StoreError> for PortFailure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Db(error) => failure(&error),
            StoreError::Port(failure) => failure,
        }
    }
}

impl StoreError {
    /// What kind of trouble this is.
    pub(crate) fn trouble(&self) -> Trouble {
        match self {
            Self::Db(error) => trouble(error),
            Self::Port(PortFailure::Unavailable(_)) => Trouble::Away,
            Self::Port(_) => Trouble::Other,
        }
    }
}

/// The kinds of trouble that are treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Two transactions got in each other's way; the same work done again may
    /// pass (SQLSTATE 40001 and 40P01).
    Collision,
    /// A row was locked for longer than one cares to wait (SQLSTATE 55P03), or a
    /// database file was busy.
    Locked,
    /// Connection lost, time run out, disk full, I/O error, damaged or read-only
    /// database.
    Away,
    /// Anything else.
    Other,
}

/// Sorts an error of diesel's. diesel does not hand on SQLSTATE, so what has no
/// kind of its own is told by the beginning of its primary message; connections
/// ask the server for untranslated messages.
pub(crate) fn trouble(error: &DieselError) -> Trouble {
    use DatabaseErrorKind as Kind;
    match error {
        DieselError::DatabaseError(Kind::SerializationFailure, _) => Trouble::Collision,
        DieselError::DatabaseError(
            Kind::UnableToSendCommand | Kind::ClosedConnection | Kind::ReadOnlyTransaction,
            _,
        )
        | DieselError::BrokenTransactionManager
        | DieselError::RollbackErrorOnCommit { .. } => Trouble::Away,
        DieselError::DatabaseError(Kind::Unknown, info) => trouble_by_message(info.message()),
        _ => Trouble::Other,
    }
}

fn trouble_by_message(message: &str) -> Trouble {
    let begins = |known: &[&str]| known.iter().any(|start| message.starts_with(start));
    if begins(COLLISIONS) {
        Trouble::Collision
    } else if begins(LOCKS) {
        Trouble::Locked
    } else if begins(OUTAGES) {
        Trouble::Away
    } else {
        Trouble::Other
    }
}

const COLLISIONS: &[&str] = &["deadlock detected", "could not serialize access"];

const LOCKS: &[&str] = &[
    "canceling statement due to lock timeout",
    "database is locked",
    "database table is locked",
    "database schema is locked",
];

const OUTAGES: &[&str] = &[
    // PostgreSQL
    "canceling statement due to statement timeout",
    "terminating connection",
    "server closed the connection",
    "could not receive data from server",
    "could not send data to server",
    "no connection to the server",
    "could not extend file",
    "could not write",
    "could not open file",
    "could not read",
    "could not fsync",
    "remaining connection slots",
    "sorry, too many clients already",
    "the database system is",
    "cannot execute", // in a read-only transaction, during recovery
    "cannot assign TransactionIds during recovery",
    "out of memory",
    "SSL connection has been closed",
    "SSL SYSCALL error",
    "relation \"", // does not exist: the schema is not migrated yet
    // SQLite
    "no such table", // the same
    "database or disk is full",
    "disk I/O error",
    "database disk image is malformed",
    "file is not a database",
    "attempt to write a readonly database",
    "unable to open database file",
    "locking protocol",
    "large file support is disabled",
];

/// The port's word for an error of diesel's.
fn failure(error: &DieselError) -> PortFailure {
    match trouble(error) {
        Trouble::Collision => PortFailure::Unavailable("transactions collided".to_owned()),
        Trouble::Locked => PortFailure::Unavailable("locked for too long".to_owned()),
        Trouble::Away => PortFailure::Unavailable(harmless(error)),
        Trouble::Other => PortFailure::Unforeseen(harmless(error)),
    }
}

/// What may be told of an error: never a detail line, never a bound value.
fn harmless(error: &DieselError) -> String {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) => {
            known_beginning(info.message()).map_or_else(
                || "the database refused a statement".to_owned(),
                str::to_owned,
            )
        }
        DieselError::DatabaseError(kind, _) => format!("{kind:?}"),
        DieselError::NotFound => "a row is missing".to_owned(),
        DieselError::DeserializationError(_) => "a value does not have its type".to_owned(),
        DieselError::SerializationError(_) => "a value cannot be sent".to_owned(),
        DieselError::RollbackErrorOnCommit { .. } => "commit and rollback failed".to_owned(),
        DieselError::BrokenTransactionManager => "the connection is broken".to_owned(),
        _ => "the database library refused".to_owned(),
    }
}

fn known_beginning(message: &str) -> Option<&'static str> {
    OUTAGES
        .iter()
        .find(|start| message.starts_with(**start))
        .copied()
}

#[cfg(test)]
mod tests {
    use diesel::result::{DatabaseErrorKind, Error as DieselError};
    use kernel::PortFailure;

    use super::{Fault, StoreError, Trouble, trouble};

    fn unknown(message: &str) -> DieselError {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()))
    }

    #[test]
    fn a_full_disk_is_unavailable() {
        let failure = PortFailure::from(StoreError::Db(unknown("database or disk is full")));
        assert_eq!(
            failure,
            PortFailure::Unavailable("database or disk is full".to_owned())
        );
    }

    #[test]
    fn a_deadlock_may_be_tried_again() {
        assert_eq!(trouble(&unknown("deadlock detected")), Trouble::Collision);
    }

    #[test]
    fn a_lock_timeout_is_told_from_a_statement_timeout() {
        let lock = unknown("canceling statement due to lock timeout");
        let statement = unknown("canceling statement due to statement timeout");
        assert_eq!(trouble(&lock), Trouble::Locked);
        assert_eq!(trouble(&statement), Trouble::Away);
    }

    #[test]
    fn a_message_with_a_value_in_it_is_not_repeated() {
        let error = unknown("invalid input syntax for type bigint: \"9876543210\"");
        let failure = PortFailure::from(StoreError::Db(error));
        assert!(!failure.to_string().contains("9876543210"));
        assert!(matches!(failure, PortFailure::Unforeseen(_)));
    }

    #[test]
    fn a_refusal_is_handed_through() {
        let fault: Fault<PortFailure> = Fault::Refused(PortFailure::corrupt("leads.verdict"));
        assert_eq!(fault.into_port(), PortFailure::corrupt("leads.verdict"));
    }
}
