//! Whether anybody else has the database open.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use kernel::PortResult;

use crate::conn::Conn;
use crate::connect::{Role, connect};
use crate::fault::{StoreError, Trouble, trouble};
use crate::options::OpenError;
use crate::target::Target;

/// Leaving the log behind takes the file for oneself; whoever connects next
/// begins a new log.
const TAKE_FILE: &str = "PRAGMA journal_mode = DELETE";

/// Programs of ours are known by their name. Those of another role do not show.
const OTHERS: &str = "SELECT count(*) AS value FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'partner-api'
      AND pid <> pg_backend_pid()";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// Whether a server or command other than this one is connected to the database
/// at `url`. Asked before a [`crate::Store`] of one's own is opened. It is a look
/// and no lock: whoever comes later is not kept out.
///
/// # Errors
/// See [`OpenError`].
pub fn is_in_use(url: &str) -> Result<bool, OpenError> {
    let target = Target::parse(url)?;
    Ok(look(&target)?)
}

fn look(target: &Target) -> PortResult<bool> {
    match connect(target, Role::Migrator)? {
        Conn::Sqlite(mut conn) => match conn.batch_execute(TAKE_FILE) {
            Ok(()) => Ok(false),
            Err(error) if trouble(&error) == Trouble::Locked => Ok(true),
            Err(error) => Err(StoreError::Db(error).into()),
        },
        Conn::Postgres(mut conn) => {
            let others: Count = sql_query(OTHERS)
                .get_result(&mut conn)
                .map_err(StoreError::Db)?;
            Ok(others.value > 0)
        }
    }
}
