//! What the database says of itself.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kernel::PortResult;

use crate::columns::instant;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::{Backend, Store};

/// Which database this is and what time it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The product.
    pub backend: Backend,
    /// The product's version in its own words, such as `3.50.4` or
    /// `16.3 (Debian 16.3-1)`.
    pub version: String,
    /// The time by the clock of the database's machine, to the microsecond on
    /// `PostgreSQL` and to the millisecond on `SQLite`.
    pub now: DateTime<Utc>,
}

/// The answer of either database.
#[derive(QueryableByName)]
pub(crate) struct Answer {
    #[diesel(sql_type = Text)]
    version: String,
    /// Microseconds since the epoch.
    #[diesel(sql_type = BigInt)]
    micros: i64,
}

impl Store {
    /// Asks the database for its version and its clock. Needs no tables.
    ///
    /// # Errors
    /// As for any query: [`kernel::PortFailure`].
    pub fn about(&self) -> PortResult<About> {
        self.read(|conn| {
            let answer = match conn {
                Conn::Sqlite(sqlite) => crate::sqlite::about::ask(sqlite),
                Conn::Postgres(postgres) => crate::postgres::about::ask(postgres),
            }?;
            Ok::<_, StoreError>(About {
                backend: self.backend(),
                now: instant(answer.micros, "the database's clock")?,
                version: answer.version,
            })
        })
    }
}
