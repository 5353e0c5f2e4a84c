//! Blind indexes, for whoever changes the index key.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use kernel::{
    IndexedRow, IndexedRows, KeyPart, PortFailure, PortResult, Reindexed, RowKey, TableIndexes,
};

use super::cells::IndexCells;
use super::registry::{Entry, SEALED};
use super::{patiently, sql, with_parts};
use crate::Store;
use crate::conn::Conn;
use crate::fault::Fault;

/// How many rows one statement writes.
const AT_ONCE: usize = 100;

/// `$1` is the most rows.
const FORGET_REPLIES: &str = "DELETE FROM idempotency_keys
    WHERE (partner_id, route, key_index) IN
        (SELECT partner_id, route, key_index FROM idempotency_keys LIMIT $1)";

/// The blind indexes of the database.
#[derive(Clone)]
pub struct DieselBlindIndexes {
    pub(super) store: Store,
}

impl DieselBlindIndexes {
    /// The blind indexes of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Deletes every kept reply: what it is found by is not kept in any other
    /// form. Returns how many there were.
    ///
    /// # Errors
    /// [`PortFailure`]; some may be deleted.
    pub fn forget_replies(&self) -> PortResult<u64> {
        let mut total = 0;
        loop {
            let deleted = self.store.write(|conn| -> Result<_, Fault<PortFailure>> {
                let forget = sql_query(FORGET_REPLIES).bind::<BigInt, _>(1000);
                Ok(forget.execute(conn)?)
            })?;
            if deleted == 0 {
                return Ok(total);
            }
            total += u64::try_from(deleted).unwrap_or(u64::MAX);
        }
    }
}

/// The statement `sql` with rows bound.
macro_rules! bound {
    ($sql:expr, $rows:expr) => {
        $rows
            .iter()
            .fold(sql_query($sql).into_boxed(), |query, row| {
                row.indexes
                    .iter()
                    .fold(with_parts!(query, row.key.0), |query, index| {
                        let bytes = index.as_ref().map(|index| index.as_bytes().as_slice());
                        query.bind::<Nullable<Binary>, _>(bytes)
                    })
            })
    };
}

impl IndexedRows for DieselBlindIndexes {
    fn read(
        &self,
        table: &TableIndexes,
        after: Option<&RowKey>,
        most: u32,
    ) -> PortResult<Vec<IndexedRow>> {
        let entry = entry(table)?;
        let parts = after.map_or([].as_slice(), |key| key.0.as_slice());
        let cells: Vec<IndexCells> = patiently(|| {
            self.store.read(|conn| {
                let sql = sql::read_indexes(entry, table, after.is_some(), most);
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

    fn write(&self, table: &TableIndexes, rows: Vec<Reindexed>) -> PortResult<()> {
        let entry = entry(table)?;
        let table = *table;
        let rows: Arc<[Reindexed]> = rows.into();
        patiently(|| {
            let rows = Arc::clone(&rows);
            self.store
                .write(move |conn| -> Result<(), Fault<PortFailure>> {
                    for some in rows.chunks(AT_ONCE) {
                        let sql = sql::write_indexes(entry, &table, some.len());
                        match conn {
                            Conn::Sqlite(one) => bound!(sql, some).execute(one),
                            Conn::Postgres(one) => bound!(sql, some).execute(one),
                        }?;
                    }
                    Ok(())
                })
        })
    }
}

/// How rows of the table are named: as for its first sealed column.
fn entry(table: &TableIndexes) -> PortResult<&'static Entry> {
    SEALED
        .iter()
        .find(|entry| entry.table == table.table && table.sealed.contains(&entry.column))
        .ok_or_else(|| PortFailure::Unforeseen(format!("{} has no sealed column", table.table)))
}
