//! The walk over everything sealed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{KeyId, Resealed, SealedColumn, SealedColumns, SealedRow, SealedUnder, SealingKeys};
use crate::{FieldRef, FieldVault, PortFailure, PortResult};

/// Rows read at once: few enough that whoever else writes hardly notices.
const BATCH: u32 = 500;

/// How often everything is walked. The first walk does the work and the second
/// finds nothing, unless rows were changed meanwhile; when the last still finds
/// something, somebody seals under a previous key.
const WALKS: u32 = 5;

/// Seals everything at rest under the current key. Safe while servers run that
/// know both keys, to interrupt, and to repeat.
#[derive(Clone)]
pub struct ResealStored {
    /// Where sealed values are kept.
    pub columns: Arc<dyn SealedColumns>,
    /// Opens under every key and seals under the current one.
    pub vault: Arc<dyn FieldVault>,
    /// Knows the keys of `vault`.
    pub keys: Arc<dyn SealingKeys>,
}

/// How far the walk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResealProgress {
    /// The column being walked.
    pub column: SealedColumn,
    /// 1 for the first walk.
    pub walk: u32,
    /// Rows of all columns seen in this walk.
    pub rows: u64,
    /// About how many there are.
    pub rows_in_all: u64,
    /// Values sealed again, in every walk.
    pub resealed: u64,
}

/// What came of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnReport {
    /// Which.
    pub column: SealedColumn,
    /// Values it has.
    pub values: u64,
    /// Values sealed again.
    pub resealed: u64,
    /// Values that the last walk still found under a previous key.
    pub left: u64,
    /// Values under keys that are not configured.
    pub unknown: BTreeMap<KeyId, u64>,
    /// Values that no key opens in their place.
    pub damaged: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResealReport {
    /// Column by column.
    pub columns: Vec<ColumnReport>,
}

impl ResealReport {
    /// Whether everything is under the current key, so that the previous ones are
    /// no longer needed.
    pub fn is_complete(&self) -> bool {
        self.columns
            .iter()
            .all(|column| column.left == 0 && column.unknown.is_empty() && column.damaged == 0)
    }

    /// Values sealed again, in all.
    pub fn resealed(&self) -> u64 {
        self.columns.iter().map(|column| column.resealed).sum()
    }
}

impl ResealStored {
    /// Walks every column until a walk finds nothing to do. What cannot be opened
    /// is counted and left; everything else is done nevertheless.
    ///
    /// # Errors
    /// [`PortFailure`]; what was sealed again until then stays so.
    pub fn execute(&self, tell: &mut dyn FnMut(&ResealProgress)) -> PortResult<ResealReport> {
        let columns = self.columns.columns();
        let mut rows_in_all = 0;
        for column in &columns {
            rows_in_all += self.columns.count(*column)?;
        }
        let mut report = ResealReport {
            columns: columns.into_iter().map(ColumnReport::of).collect(),
        };
        for walk in 1..=WALKS {
            let mut rows = 0;
            let mut resealed = report.resealed();
            for column in &mut report.columns {
                column.forget();
                let mut told = |column: &ColumnReport, seen: u64, done: u64| {
                    rows += seen;
                    resealed += done;
                    tell(&ResealProgress {
                        column: column.column,
                        walk,
                        rows,
                        rows_in_all,
                        resealed,
                    });
                };
                self.walk(column, &mut told)?;
            }
            if report.columns.iter().all(|column| column.left == 0) {
                break;
            }
        }
        Ok(report)
    }

    fn walk(
        &self,
        report: &mut ColumnReport,
        told: &mut dyn FnMut(&ColumnReport, u64, u64),
    ) -> PortResult<()> {
        let mut after = None;
        loop {
            let rows = self.columns.read(report.column, after.as_ref(), BATCH)?;
            let seen = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            after = rows.last().map(|row| row.key.clone());
            let values = rows
                .into_iter()
                .filter_map(|row| self.reseal(report, row).transpose())
                .collect::<PortResult<Vec<_>>>()?;
            let done = if values.is_empty() {
                0
            } else {
                self.columns.replace(report.column, values)?
            };
            report.resealed += done;
            told(report, seen, done);
            if seen < u64::from(BATCH) {
                return Ok(());
            }
        }
    }

    /// The value of `row` under the current key; `None` where it stays.
    fn reseal(&self, report: &mut ColumnReport, row: SealedRow) -> PortResult<Option<Resealed>> {
        let Some(before) = row.sealed else {
            return Ok(None);
        };
        report.values += 1;
        match self.keys.sealed_under(&before) {
            SealedUnder::Current => return Ok(None),
            SealedUnder::Previous => {}
            SealedUnder::Unknown(key) => {
                *report.unknown.entry(key).or_default() += 1;
                return Ok(None);
            }
            SealedUnder::Unreadable => {
                report.damaged += 1;
                return Ok(None);
            }
        }
        let at = FieldRef {
            table: report.column.table,
            column: report.column.column,
            row: &row.row,
        };
        let plain = match self.vault.open(at, &before) {
            Ok(plain) => plain,
            Err(PortFailure::Corrupt { .. }) => {
                report.damaged += 1;
                return Ok(None);
            }
            Err(failure) => return Err(failure),
        };
        report.left += 1;
        Ok(Some(Resealed {
            key: row.key,
            after: self.vault.seal(at, &plain)?,
            before,
        }))
    }
}

impl ColumnReport {
    const fn of(column: SealedColumn) -> Self {
        Self {
            column,
            values: 0,
            resealed: 0,
            left: 0,
            unknown: BTreeMap::new(),
            damaged: 0,
        }
    }

    /// Makes ready for another walk, which counts anew.
    fn forget(&mut self) {
        let resealed = self.resealed;
        *self = Self::of(self.column);
        self.resealed = resealed;
    }
}

#[cfg(test)]
mod tests;
