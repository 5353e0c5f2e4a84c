//! Rows of `payout_runs` and what they mean.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use kernel::{Money, PageNumber, PageSize, PayoutRunId, PortFailure, PortResult, StaffId};
use payouts::PayoutRun;

use super::sql;
use crate::columns::{date, instant, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::payout_runs;

/// A whole row.
#[derive(Queryable)]
struct RunRow {
    id: i64,
    period_from: i32,
    period_to: i32,
    status: String,
    created_by: i64,
    created_at: i64,
    decided_by: Option<i64>,
    decided_at: Option<i64>,
}

/// What the statements of each of some runs come to.
const SUMS: &str = "SELECT run_id AS run, COUNT(*) AS statements,
        CAST(SUM(CASE WHEN closing_paise > 0 THEN closing_paise ELSE 0 END) AS BIGINT) AS payable
    FROM statements WHERE run_id >= $1 AND run_id <= $2 GROUP BY run_id";

#[derive(QueryableByName)]
struct Sums {
    #[diesel(sql_type = BigInt)]
    run: i64,
    #[diesel(sql_type = BigInt)]
    statements: i64,
    #[diesel(sql_type = BigInt)]
    payable: i64,
}

/// The run `id`.
pub(super) fn find(conn: &mut Conn, id: PayoutRunId) -> Result<Option<PayoutRun>, StoreError> {
    let row: Option<RunRow> = payout_runs::table
        .find(id.get())
        .get_result(conn)
        .optional()?;
    Ok(judged(conn, row.into_iter().collect())?.pop())
}

/// A page of runs, newest first, and how many there are.
pub(super) fn page(
    conn: &mut Conn,
    page: PageNumber,
    size: PageSize,
) -> Result<(Vec<PayoutRun>, u64), StoreError> {
    let total: i64 = payout_runs::table.count().get_result(conn)?;
    let rows: Vec<RunRow> = payout_runs::table
        .order(payout_runs::id.desc())
        .limit(size.get().into())
        .offset(page.offset(size))
        .load(conn)?;
    Ok((judged(conn, rows)?, u64::try_from(total).unwrap_or(0)))
}

fn judged(conn: &mut Conn, rows: Vec<RunRow>) -> Result<Vec<PayoutRun>, StoreError> {
    let ids = || rows.iter().map(|row| row.id);
    let (Some(least), Some(greatest)) = (ids().min(), ids().max()) else {
        return Ok(Vec::new());
    };
    let sums: Vec<Sums> = sql::load(conn, SUMS, &[least, greatest])?;
    let sums: HashMap<i64, Sums> = sums.into_iter().map(|sums| (sums.run, sums)).collect();
    let judged: PortResult<Vec<PayoutRun>> = rows
        .into_iter()
        .map(|row| {
            let sums = sums.get(&row.id);
            row.into_run(sums)
        })
        .collect();
    Ok(judged?)
}

impl RunRow {
    fn into_run(self, sums: Option<&Sums>) -> PortResult<PayoutRun> {
        let decided = match (self.decided_by, self.decided_at) {
            (Some(by), Some(at)) => {
                Some((StaffId::new(by), instant(at, "payout_runs.decided_at")?))
            }
            (None, None) => None,
            _ => return Err(PortFailure::corrupt("payout_runs.decided_by")),
        };
        let statements = sums.map_or(0, |sums| sums.statements);
        Ok(PayoutRun {
            id: PayoutRunId::new(self.id),
            from: date(self.period_from, "payout_runs.period_from")?,
            to: date(self.period_to, "payout_runs.period_to")?,
            status: word(&self.status, "payout_runs.status")?,
            created_by: StaffId::new(self.created_by),
            created_at: instant(self.created_at, "payout_runs.created_at")?,
            decided,
            statements: u64::try_from(statements).unwrap_or(0),
            payable: Money::from_paise(sums.map_or(0, |sums| sums.payable)),
        })
    }
}
