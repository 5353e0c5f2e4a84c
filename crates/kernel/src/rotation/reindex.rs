//! Computing blind indexes anew from what is sealed, after a change of the index
//! key.

use std::sync::Arc;

use super::{KeyPart, RowKey};
use crate::{BlindIndex, FieldRef, FieldVault, PortResult, Sealed};

/// Rows read at once.
const BATCH: u32 = 500;

/// A column that an index depends on and that is not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// An integer.
    Integer(&'static str),
    /// A text.
    Text(&'static str),
}

/// The columns of a table that its indexes are computed from, and the indexes.
#[derive(Debug, Clone, Copy)]
pub struct TableIndexes {
    /// The table.
    pub table: &'static str,
    /// Its sealed columns; at least one.
    pub sealed: &'static [&'static str],
    /// What else is needed.
    pub facts: &'static [Fact],
    /// The columns that hold indexes.
    pub indexes: &'static [&'static str],
}

/// A row as it is stored, its columns as [`TableIndexes`] lists them.
#[derive(Clone)]
pub struct IndexedRow {
    /// Names the row.
    pub key: RowKey,
    /// What its sealed values are bound to.
    pub row: Vec<u8>,
    /// The sealed values.
    pub sealed: Vec<Option<Sealed>>,
    /// The facts.
    pub facts: Vec<KeyPart>,
    /// The indexes.
    pub indexes: Vec<Option<BlindIndex>>,
}

/// The same, opened.
#[derive(Clone)]
pub struct OpenedRow {
    /// What its sealed values are bound to.
    pub row: Vec<u8>,
    /// The values.
    pub plain: Vec<Option<Vec<u8>>>,
    /// The facts.
    pub facts: Vec<KeyPart>,
    /// The indexes as they are.
    pub indexes: Vec<Option<BlindIndex>>,
}

/// New indexes of a row.
#[derive(Clone)]
pub struct Reindexed {
    /// Names the row.
    pub key: RowKey,
    /// One for each of [`TableIndexes::indexes`].
    pub indexes: Vec<Option<BlindIndex>>,
}

/// How the indexes of one table are made.
pub trait Recompute: Send + Sync {
    /// The table.
    fn table(&self) -> TableIndexes;

    /// The indexes of `row`, one for each of [`TableIndexes::indexes`].
    ///
    /// # Errors
    /// [`crate::PortFailure::Corrupt`] when the row does not fit the domain.
    fn indexes(
        &self,
        vault: &dyn FieldVault,
        row: &OpenedRow,
    ) -> PortResult<Vec<Option<BlindIndex>>>;
}

/// Where indexes are kept.
pub trait IndexedRows: Send + Sync {
    /// The first rows behind `after`, or of all, in the order of their keys; at
    /// most `most` (at least 1). Fewer mean that there are no more.
    ///
    /// # Errors
    /// [`crate::PortFailure`].
    fn read(
        &self,
        table: &TableIndexes,
        after: Option<&RowKey>,
        most: u32,
    ) -> PortResult<Vec<IndexedRow>>;

    /// Writes indexes, of all rows or of none.
    ///
    /// # Errors
    /// [`crate::PortFailure`].
    fn write(&self, table: &TableIndexes, rows: Vec<Reindexed>) -> PortResult<()>;
}

/// Computes every index of some tables anew under the vault's index key. It may be
/// interrupted and repeated; nobody may look rows up meanwhile, for some are found
/// by the key before and some by the new one.
#[derive(Clone)]
pub struct ReindexStored {
    /// Where indexes are kept.
    pub rows: Arc<dyn IndexedRows>,
    /// The tables.
    pub tables: Vec<Arc<dyn Recompute>>,
    /// Opens, and indexes under the new key.
    pub vault: Arc<dyn FieldVault>,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReindexProgress {
    /// The table being walked.
    pub table: &'static str,
    /// Rows seen in it.
    pub rows: u64,
}

/// What came of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableReport {
    /// Which.
    pub table: &'static str,
    /// Rows it has.
    pub rows: u64,
    /// Rows whose indexes were not those of the key.
    pub reindexed: u64,
}

impl ReindexStored {
    /// Walks every table once.
    ///
    /// # Errors
    /// [`crate::PortFailure`], and [`crate::PortFailure::Corrupt`] when a value does
    /// not open; what was written until then stays.
    pub fn execute(&self, tell: &mut dyn FnMut(ReindexProgress)) -> PortResult<Vec<TableReport>> {
        let reports = self
            .tables
            .iter()
            .map(|table| self.walk(table.as_ref(), tell));
        reports.collect()
    }

    fn walk(
        &self,
        recompute: &dyn Recompute,
        tell: &mut dyn FnMut(ReindexProgress),
    ) -> PortResult<TableReport> {
        let table = recompute.table();
        let mut report = TableReport {
            table: table.table,
            rows: 0,
            reindexed: 0,
        };
        let mut after = None;
        loop {
            let rows = self.rows.read(&table, after.as_ref(), BATCH)?;
            let seen = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            after = rows.last().map(|row| row.key.clone());
            let mut changed = Vec::new();
            for row in rows {
                let indexes = recompute.indexes(self.vault.as_ref(), &self.open(&table, &row)?)?;
                if indexes != row.indexes {
                    report.reindexed += 1;
                    changed.push(Reindexed {
                        key: row.key,
                        indexes,
                    });
                }
            }
            if !changed.is_empty() {
                self.rows.write(&table, changed)?;
            }
            report.rows += seen;
            tell(ReindexProgress {
                table: table.table,
                rows: report.rows,
            });
            if seen < u64::from(BATCH) {
                return Ok(report);
            }
        }
    }

    fn open(&self, table: &TableIndexes, row: &IndexedRow) -> PortResult<OpenedRow> {
        let values = table.sealed.iter().zip(&row.sealed);
        let plain = values.map(|(column, sealed)| {
            let at = FieldRef {
                table: table.table,
                column,
                row: &row.row,
            };
            let opened = sealed.as_ref().map(|sealed| self.vault.open(at, sealed));
            opened.transpose()
        });
        Ok(OpenedRow {
            plain: plain.collect::<PortResult<_>>()?,
            row: row.row.clone(),
            facts: row.facts.clone(),
            indexes: row.indexes.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
