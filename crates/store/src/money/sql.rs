//! Statements over sets, written as text that both databases understand.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

use crate::conn::Conn;

/// The statement `sql` with `numbers` bound.
macro_rules! bound {
    ($sql:expr, $numbers:expr) => {
        $numbers
            .iter()
            .fold(sql_query($sql).into_boxed(), |query, number| {
                query.bind::<BigInt, _>(*number)
            })
    };
}

/// Does `sql`, in which `$1`, `$2` and so on are `numbers` and first appear in
/// this order (`SQLite` numbers them so), and returns how many rows it changed.
pub(super) fn execute(conn: &mut Conn, sql: &str, numbers: &[i64]) -> QueryResult<usize> {
    match conn {
        Conn::Postgres(one) => bound!(sql, numbers).execute(one),
        Conn::Sqlite(one) => bound!(sql, numbers).execute(one),
    }
}

/// The rows that `sql` selects; parameters as for [`execute`].
pub(super) fn load<T>(conn: &mut Conn, sql: &str, numbers: &[i64]) -> QueryResult<Vec<T>>
where
    T: QueryableByName<Pg> + QueryableByName<Sqlite> + 'static,
{
    match conn {
        Conn::Postgres(one) => bound!(sql, numbers).load(one),
        Conn::Sqlite(one) => bound!(sql, numbers).load(one),
    }
}
