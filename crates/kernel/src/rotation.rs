//! Changing the data key of what is at rest (contract `lender-feed.md`, "Privacy
//! at rest"): what an earlier key sealed is opened and sealed again.

mod reindex;
mod reseal;

use std::fmt;

use crate::{PortResult, Sealed};

pub use reindex::{
    Fact, IndexedRow, IndexedRows, OpenedRow, Recompute, ReindexProgress, ReindexStored, Reindexed,
    TableIndexes, TableReport,
};
pub use reseal::{ColumnReport, ResealProgress, ResealReport, ResealStored};

/// What tells data keys apart; it tells nothing of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// Wraps the four bytes.
    pub const fn new(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for KeyId {
    /// Eight hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// Which key sealed a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedUnder {
    /// The one that seals now.
    Current,
    /// One before, which still opens.
    Previous,
    /// One that is not configured.
    Unknown(KeyId),
    /// These bytes are nothing that was ever sealed.
    Unreadable,
}

/// Tells by which key something was sealed; a [`crate::FieldVault`] that knows
/// several keys implements it as well.
pub trait SealingKeys: Send + Sync {
    /// Which key sealed `sealed`. Opens nothing.
    fn sealed_under(&self, sealed: &Sealed) -> SealedUnder;
}

/// A column of sealed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealedColumn {
    /// Table, such as `leads`.
    pub table: &'static str,
    /// Column, such as `mobile_sealed`.
    pub column: &'static str,
}

impl fmt::Display for SealedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

/// One column of a primary key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyPart {
    /// An integer.
    Integer(i64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A text.
    Text(String),
}

/// Names a row; rows are walked in the order of their keys.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey(pub Vec<KeyPart>);

/// A row of a [`SealedColumn`].
#[derive(Clone)]
pub struct SealedRow {
    /// Names the row.
    pub key: RowKey,
    /// What the value is bound to: [`crate::FieldRef::row`].
    pub row: Vec<u8>,
    /// The value; `None` where the row has none.
    pub sealed: Option<Sealed>,
}

/// A value sealed again.
#[derive(Clone)]
pub struct Resealed {
    /// Names the row.
    pub key: RowKey,
    /// What was read.
    pub before: Sealed,
    /// What shall take its place.
    pub after: Sealed,
}

/// Every sealed value at rest, column by column.
pub trait SealedColumns: Send + Sync {
    /// Every column there is.
    fn columns(&self) -> Vec<SealedColumn>;

    /// About how many rows `column` has, for telling how far one is.
    ///
    /// # Errors
    /// [`crate::PortFailure`].
    fn count(&self, column: SealedColumn) -> PortResult<u64>;

    /// The first rows behind `after`, or of all, in the order of their keys; at
    /// most `most` (at least 1). Fewer mean that there are no more.
    ///
    /// # Errors
    /// [`crate::PortFailure`].
    fn read(
        &self,
        column: SealedColumn,
        after: Option<&RowKey>,
        most: u32,
    ) -> PortResult<Vec<SealedRow>>;

    /// Puts each value in the place of the one that was read, atomically, and only
    /// where that one still stands: a row that was changed or deleted meanwhile is
    /// left as it is, and one that is being changed may be. Returns how many were
    /// replaced.
    ///
    /// # Errors
    /// [`crate::PortFailure`]; nothing was replaced then, unless
    /// [`crate::PortFailure::Unavailable`] hides a commit.
    fn replace(&self, column: SealedColumn, values: Vec<Resealed>) -> PortResult<u64>;
}
