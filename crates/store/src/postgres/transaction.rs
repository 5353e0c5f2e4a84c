//! Serialisable transactions, tried again when they collide.

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::Error as DieselError;

use crate::conn::Conn;
use crate::fault::{Fault, StoreError, Trouble};

/// How often the same work is tried.
const TRIES: u32 = 5;

/// Does `work` in one serialisable transaction (`PostgreSQL` manual, 13.2.3).
/// Collisions (SQLSTATE 40001, 40P01) are tried again, so `work` may run
/// several times; only the last run leaves anything behind.
///
/// # Errors
/// What `work` fails with, or the store.
pub(crate) fn serialisable<T, E>(
    conn: &mut Conn,
    mut work: impl FnMut(&mut Conn) -> Result<T, Fault<E>>,
) -> Result<T, Fault<E>> {
    let mut tries = 1;
    loop {
        let result = once(conn, &mut work);
        match &result {
            Err(Fault::Store(error)) if tries < TRIES && collided(error) => {
                std::thread::sleep(Duration::from_millis(2) * tries * tries);
                tries += 1;
            }
            _ => return result,
        }
    }
}

fn collided(error: &StoreError) -> bool {
    error.trouble() == Trouble::Collision
}

fn once<T, E>(
    conn: &mut Conn,
    work: &mut impl FnMut(&mut Conn) -> Result<T, Fault<E>>,
) -> Result<T, Fault<E>> {
    begin(conn, "BEGIN ISOLATION LEVEL SERIALIZABLE")?;
    finish(conn, work)
}

/// Begins a transaction by `sql` on `PostgreSQL`, a plain one elsewhere.
pub(crate) fn begin(conn: &mut Conn, sql: &str) -> Result<(), DieselError> {
    match conn {
        Conn::Postgres(postgres) => AnsiTransactionManager::begin_transaction_sql(postgres, sql),
        Conn::Sqlite(_) => Conn::begin_transaction(conn),
    }
}

/// Does `work` in the transaction that was begun, and commits or rolls back.
pub(crate) fn finish<T, E>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, Fault<E>>,
) -> Result<T, Fault<E>> {
    match work(conn) {
        Ok(value) => {
            Conn::commit_transaction(conn)?;
            Ok(value)
        }
        Err(fault) => {
            // If this fails the connection is broken, and the pool sees it; the
            // first fault is the one worth telling.
            let _ = Conn::rollback_transaction(conn);
            Err(fault)
        }
    }
}
