//! Statements put together from parts, as both databases understand them.

use std::fmt::Write as _;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use crate::conn::Conn;

/// A value of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

/// A statement with its values. A list has many forms, and which way through the
/// indexes is right depends on the values, so it is planned anew each time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

/// A lead's place in a list by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub(crate) struct Place {
    /// When it was shared, in microseconds.
    #[diesel(sql_type = BigInt)]
    pub(crate) at: i64,
    /// Its key.
    #[diesel(sql_type = BigInt)]
    pub(crate) id: i64,
}

/// A lead's place in every list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub(crate) struct Spot {
    #[diesel(embed)]
    pub(crate) place: Place,
    /// What was paid out, in paise.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(crate) amount: Option<i64>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Nullable<BigInt>)]
    value: Option<i64>,
}

/// The statement with its values bound.
macro_rules! bound {
    ($sql:expr) => {
        $sql.values.iter().fold(
            sql_query($sql.text.as_str()).into_boxed(),
            |query, value| match value {
                Value::Number(number) => query.bind::<BigInt, _>(*number),
                Value::Text(text) => query.bind::<Text, _>(text.as_str()),
                Value::Bytes(bytes) => query.bind::<Binary, _>(bytes.as_slice()),
            },
        )
    };
}

/// The rows of a statement on either database.
macro_rules! loaded {
    ($sql:expr, $conn:expr) => {
        match $conn {
            Conn::Postgres(one) => bound!($sql).load(one),
            Conn::Sqlite(one) => bound!($sql).load(one),
        }
    };
}

impl Sql {
    /// A statement that begins with `text`.
    pub(crate) fn new(text: &str) -> Self {
        let mut sql = Self::default();
        sql.push(text);
        sql
    }

    /// Adds `text`.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds `text` with `value` where its `?` stands.
    pub(crate) fn with(&mut self, text: &str, value: impl Into<Value>) -> &mut Self {
        let (before, after) = text.split_once('?').unwrap_or((text, ""));
        self.values.push(value.into());
        // Writing to a text does not fail.
        let _ = write!(self.text, "{before}${}{after}", self.values.len());
        self
    }

    /// Adds the order of a list by `columns`, all in one direction.
    pub(crate) fn order(&mut self, columns: &[&str], descending: bool) -> &mut Self {
        let way = if descending { " DESC" } else { "" };
        let columns: Vec<String> = columns.iter().map(|one| format!("{one}{way}")).collect();
        let _ = write!(self.text, " ORDER BY {}", columns.join(", "));
        self
    }

    /// Ends with `limit` rows after the first `offset`.
    pub(crate) fn limit(&mut self, limit: i64, offset: i64) -> &mut Self {
        let _ = write!(self.text, " LIMIT {limit} OFFSET {offset}");
        self
    }

    /// The rows `at` and `id`.
    pub(crate) fn places(&self, conn: &mut Conn) -> QueryResult<Vec<Place>> {
        loaded!(self, conn)
    }

    /// The rows `at`, `id` and `amount`.
    pub(crate) fn spots(&self, conn: &mut Conn) -> QueryResult<Vec<Spot>> {
        loaded!(self, conn)
    }

    /// The one number `value`; `None` if it is null or there is no row.
    pub(crate) fn number(&self, conn: &mut Conn) -> QueryResult<Option<i64>> {
        let rows: Vec<Number> = loaded!(self, conn)?;
        Ok(rows.first().and_then(|row| row.value))
    }
}
