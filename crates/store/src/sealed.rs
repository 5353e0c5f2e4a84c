//! Every sealed value, for whoever changes keys.

mod cells;
mod indexes;
mod messages;
mod registry;
mod sql;

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Text};
use kernel::{
    KeyPart, PortFailure, PortResult, Resealed, RowKey, SealedColumn, SealedColumns, SealedRow,
};

use crate::conn::Conn;
use crate::{Backend, Store};

pub use indexes::DieselBlindIndexes;

use cells::Cells;
use registry::{Entry, SEALED};

/// How often a batch is tried while the database is busy, and the pause between.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// How many values one statement replaces.
const AT_ONCE: usize = 100;

/// Binds the parts of a key, whatever the database.
macro_rules! with_parts {
    ($query:expr, $parts:expr) => {
        $parts.iter().fold($query, |query, part| match part {
            KeyPart::Integer(number) => query.bind::<BigInt, _>(*number),
            KeyPart::Bytes(bytes) => query.bind::<Binary, _>(bytes.as_slice()),
            KeyPart::Text(text) => query.bind::<Text, _>(text.as_str()),
        })
    };
}

use with_parts;

/// The statement `sql` with `values` bound.
macro_rules! bound {
    ($sql:expr, $values:expr) => {
        $values
            .iter()
            .fold(sql_query($sql).into_boxed(), |query, value| {
                with_parts!(query, value.key.0)
                    .bind::<Binary, _>(value.before.as_bytes())
                    .bind::<Binary, _>(value.after.as_bytes())
            })
    };
}

/// Every sealed column of the database.
#[derive(Clone)]
pub struct DieselSealedColumns {
    store: Store,
}

impl DieselSealedColumns {
    /// The sealed columns of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    fn replace_some(&self, entry: &'static Entry, values: &Arc<[Resealed]>) -> PortResult<u64> {
        let values = Arc::clone(values);
        let begun = Instant::now();
        let replaced = self.store.statement(move |conn| {
            let count = match conn {
                Conn::Sqlite(one) => {
                    let sql = sql::replace_on_sqlite(entry, values.len());
                    bound!(sql, values).execute(one)
                }
                Conn::Postgres(one) => {
                    let sql = sql::replace_on_postgres(entry, values.len());
                    bound!(sql, values).execute(one)
                }
            }?;
            Ok(u64::try_from(count).unwrap_or(u64::MAX))
        });
        if self.store.backend() == Backend::Sqlite {
            // A server that waits to write looks only now and then whether it may:
            // leave it as much time as was taken.
            std::thread::sleep(begun.elapsed());
        }
        replaced
    }
}

impl SealedColumns for DieselSealedColumns {
    fn columns(&self) -> Vec<SealedColumn> {
        let named = |entry: &Entry| SealedColumn {
            table: entry.table,
            column: entry.column,
        };
        SEALED.iter().map(named).collect()
    }

    fn count(&self, column: SealedColumn) -> PortResult<u64> {
        let entry = entry(column)?;
        let count = self.store.snapshot(|conn| {
            if let Conn::Postgres(one) = conn {
                one.batch_execute("SET LOCAL statement_timeout = '60s'")?;
            }
            let rows = sql_query(format!("SELECT count(*) AS value FROM {}", entry.table));
            Ok(rows.get_result::<Count>(conn)?)
        })?;
        Ok(u64::try_from(count.value).unwrap_or(0))
    }

    fn read(
        &self,
        column: SealedColumn,
        after: Option<&RowKey>,
        most: u32,
    ) -> PortResult<Vec<SealedRow>> {
        let entry = entry(column)?;
        let parts = after.map_or([].as_slice(), |key| key.0.as_slice());
        let cells: Vec<Cells> = patiently(|| {
            self.store.read(|conn| {
                let sql = sql::read(entry, after.is_some(), most);
                Ok(match conn {
                    Conn::Sqlite(one) => with_parts!(sql_query(sql).into_boxed(), parts).load(one),
                    Conn::Postgres(one) => {
                        with_parts!(sql_query(sql).into_boxed(), parts).load(one)
                    }
                }?)
            })
        })?;
        Ok(cells.into_iter().map(|cells| cells.0).collect())
    }

    fn replace(&self, column: SealedColumn, values: Vec<Resealed>) -> PortResult<u64> {
        let entry = entry(column)?;
        let mut replaced = 0;
        for some in values.chunks(AT_ONCE) {
            let some: Arc<[Resealed]> = some.into();
            replaced += patiently(|| self.replace_some(entry, &some))?;
        }
        Ok(replaced)
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

fn entry(column: SealedColumn) -> PortResult<&'static Entry> {
    SEALED
        .iter()
        .find(|entry| (entry.table, entry.column) == (column.table, column.column))
        .ok_or_else(|| PortFailure::Unforeseen(format!("{column} is no sealed column")))
}

/// Nobody waits for an answer here, so a busy database is asked again.
fn patiently<T>(mut ask: impl FnMut() -> PortResult<T>) -> PortResult<T> {
    let mut tries = 1;
    loop {
        match ask() {
            Err(PortFailure::Unavailable(_)) if tries < TRIES => {
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            result => return result,
        }
    }
}
