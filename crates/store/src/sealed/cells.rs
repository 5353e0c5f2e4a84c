//! Rows whose columns are known when the statement is written, not before.

use diesel::backend::Backend;
use diesel::deserialize::{FromSql, QueryableByName, Result};
use diesel::row::NamedRow;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use kernel::{BlindIndex, IndexedRow, KeyPart, RowKey, Sealed, SealedRow};

use super::sql::row_bytes;

/// The most parts a key or a row's name has.
const PARTS: usize = 4;

/// A row as [`super::sql::read`] selects it.
pub(super) struct Cells(pub(super) SealedRow);

impl<DB> QueryableByName<DB> for Cells
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
    Vec<u8>: FromSql<Binary, DB>,
    String: FromSql<Text, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> Result<Self> {
        let sealed: Option<Vec<u8>> = NamedRow::get::<Nullable<Binary>, _>(row, "sealed")?;
        Ok(Self(SealedRow {
            key: RowKey(parts(row, 'k')),
            row: row_bytes(&parts(row, 'r')),
            sealed: sealed.map(Sealed::new),
        }))
    }
}

/// A row as [`super::sql::read_indexes`] selects it.
pub(super) struct IndexCells(pub(super) IndexedRow);

impl<DB> QueryableByName<DB> for IndexCells
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
    Vec<u8>: FromSql<Binary, DB>,
    String: FromSql<Text, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> Result<Self> {
        let indexes = bytes(row, 'x').into_iter().map(|index| match index {
            None => Ok(None),
            Some(index) => Ok(Some(BlindIndex::new(
                <[u8; 32]>::try_from(index).map_err(|_| "an index does not have 32 bytes")?,
            ))),
        });
        Ok(Self(IndexedRow {
            key: RowKey(parts(row, 'k')),
            row: row_bytes(&parts(row, 'r')),
            sealed: bytes(row, 's')
                .into_iter()
                .map(|bytes| bytes.map(Sealed::new))
                .collect(),
            facts: parts(row, 'f'),
            indexes: indexes.collect::<Result<_>>()?,
        }))
    }
}

/// The bytes that are there, or null.
fn bytes<'a, DB>(row: &impl NamedRow<'a, DB>, letter: char) -> Vec<Option<Vec<u8>>>
where
    DB: Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    (1..=PARTS)
        .map_while(|at| NamedRow::get::<Nullable<Binary>, _>(row, &format!("{letter}{at}")).ok())
        .collect()
}

/// The parts that are there; a column's name tells its kind.
fn parts<'a, DB>(row: &impl NamedRow<'a, DB>, letter: char) -> Vec<KeyPart>
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
    Vec<u8>: FromSql<Binary, DB>,
    String: FromSql<Text, DB>,
{
    (1..=PARTS)
        .map_while(|at| {
            let integer = NamedRow::get::<BigInt, _>(row, &format!("{letter}{at}_integer"));
            let bytes = || NamedRow::get::<Binary, _>(row, &format!("{letter}{at}_bytes"));
            let text = || NamedRow::get::<Text, _>(row, &format!("{letter}{at}_text"));
            integer
                .map(KeyPart::Integer)
                .or_else(|_| bytes().map(KeyPart::Bytes))
                .or_else(|_| text().map(KeyPart::Text))
                .ok()
        })
        .collect()
}
