//! Who the lender knows, for those who want no more than a verdict.

use dedupe::{KnownUser, PersonKeys, UserDirectory};
use kernel::PortResult;

use crate::Store;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::postgres::known_users::find_users;
use crate::sqlite::known_users::SqliteUsers;

/// The lender's users in the database, looked up as a share looks them up, but
/// without a lead in hand.
#[derive(Clone)]
pub struct DieselUserDirectory {
    store: Store,
}

impl DieselUserDirectory {
    /// The users of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl UserDirectory for DieselUserDirectory {
    fn find(&mut self, keys: &PersonKeys) -> PortResult<Vec<KnownUser>> {
        self.store.snapshot(|conn| find(conn, keys))
    }
}

fn find(conn: &mut Conn, keys: &PersonKeys) -> Result<Vec<KnownUser>, StoreError> {
    match conn {
        Conn::Postgres(postgres) => {
            let found = find_users(postgres, &[keys])?;
            Ok(found.into_iter().flatten().collect())
        }
        Conn::Sqlite(sqlite) => Ok(SqliteUsers(sqlite).find(keys)?),
    }
}
