//! Inserting many rows of one table.

/// Inserts the rows of a slice in their order: on `PostgreSQL` a thousand a
/// statement, which keeps its parameters below their limit; on `SQLite`, which has
/// no round trips to save, one prepared statement row by row.
macro_rules! insert_many {
    ($conn:expr, $table:expr, $rows:expr) => {{
        use diesel::RunQueryDsl as _;
        let rows = $rows;
        match $conn {
            $crate::conn::Conn::Postgres(one) => {
                rows.chunks(1_000)
                    .try_for_each(|rows| -> diesel::QueryResult<()> {
                        diesel::insert_into($table)
                            .values(rows)
                            .execute(one)
                            .map(drop)
                    })
            }
            $crate::conn::Conn::Sqlite(one) => {
                rows.iter().try_for_each(|row| -> diesel::QueryResult<()> {
                    diesel::insert_into($table)
                        .values(row)
                        .execute(one)
                        .map(drop)
                })
            }
        }
    }};
}
pub(crate) use insert_many;
