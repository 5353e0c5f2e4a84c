//! Counts, each table's as one statement over arrays.

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::postgres::statement::statement;
use crate::usage::{DayRow, MonthRow};

struct AddDays<'a> {
    partners: Vec<i64>,
    days: Vec<i32>,
    routes: Vec<&'a str>,
    outcomes: Vec<i32>,
    calls: Vec<i64>,
}

statement! {
    AddDays returns BigInt;
    "INSERT INTO usage_days AS kept (partner_id, day, route, outcome, calls) \
     SELECT * FROM unnest(", partners: BigInt;
    "::bigint[], ", days: Integer;
    "::integer[], ", routes: Text;
    "::text[], ", outcomes: Integer;
    "::integer[], ", calls: BigInt;
    "::bigint[]) ON CONFLICT (partner_id, day, route, outcome) \
     DO UPDATE SET calls = kept.calls + excluded.calls";
}

struct AddMonths<'a> {
    partners: &'a [i64],
    months: &'a [i32],
    counted: &'a [i64],
}

statement! {
    AddMonths returns BigInt;
    "INSERT INTO usage_months AS kept (partner_id, month, counted) \
     SELECT * FROM unnest(", partners: BigInt;
    "::bigint[], ", months: Integer;
    "::integer[], ", counted: BigInt;
    "::bigint[]) ON CONFLICT (partner_id, month) \
     DO UPDATE SET counted = kept.counted + excluded.counted";
}

/// Makes the transaction one that waits for others at the rows they changed, and then sees
/// what they left; must come first in it. Serialisable ones that add to the same rows would
/// abort one another. Whoever asks for it reads nothing before it writes.
///
/// # Errors
/// Those of the database.
pub(crate) fn take_turns_by_row(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
}

/// Adds `days` and `months`, which have the order of their keys.
///
/// # Errors
/// Those of the database.
pub(crate) fn add(
    conn: &mut PgConnection,
    days: &[DayRow<'_>],
    months: &[MonthRow],
) -> QueryResult<()> {
    let statement = AddDays {
        partners: days.iter().map(|row| row.partner_id).collect(),
        days: days.iter().map(|row| row.day).collect(),
        routes: days.iter().map(|row| row.route).collect(),
        outcomes: days.iter().map(|row| row.outcome).collect(),
        calls: days.iter().map(|row| row.calls).collect(),
    };
    statement.execute(conn)?;
    if months.is_empty() {
        return Ok(());
    }
    let partners: Vec<i64> = months.iter().map(|row| row.partner_id).collect();
    let counted: Vec<i64> = months.iter().map(|row| row.counted).collect();
    let months: Vec<i32> = months.iter().map(|row| row.month).collect();
    let statement = AddMonths {
        partners: &partners,
        months: &months,
        counted: &counted,
    };
    statement.execute(conn).map(drop)
}
