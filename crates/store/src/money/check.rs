//! Whether statements, payouts and lines agree: the sum of the lines is the total,
//! always.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kernel::{PayoutRunId, PortFailure, PortResult};

use super::sql;
use crate::Store;
use crate::conn::Conn;
use crate::fault::StoreError;

/// Something about money that does not agree with the ledger's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyDiscrepancy {
    /// What, such as `statement.earnings`.
    pub what: &'static str,
    /// Key of the statement, of the lead (for a payout) or of the line.
    pub id: i64,
    /// What is kept; paise or a number of rows.
    pub kept: i64,
    /// What the lines come to.
    pub counted: i64,
}

/// What can differ.
const NAMES: [&str; 7] = [
    "statement.earnings",
    "statement.reversals",
    "statement.lines",
    "statement.foreign_lines",
    "payout.amount",
    "lead.payout_amount",
    "line.places",
];

/// How many of a kind are told.
const MOST: u32 = 100;

/// Statements whose figures are not those of their lines; `$which` narrows both
/// sides to some statements.
fn statements(which: &str) -> String {
    let one = |what: &str, kept: &str, counted: &str| {
        format!(
            "SELECT '{what}' AS what, s.id AS id, {kept} AS kept,
                CAST(COALESCE({counted}, 0) AS BIGINT) AS counted
             FROM statements s LEFT JOIN sums ON sums.statement_id = s.id
             WHERE s.status <> 'rejected' AND {which}
               AND {kept} <> COALESCE({counted}, 0)"
        )
    };
    let parts = [
        one("statement.earnings", "s.earnings_paise", "sums.earnings"),
        one("statement.reversals", "s.reversals_paise", "sums.reversals"),
        one("statement.lines", "s.lines", "sums.lines"),
        one("statement.foreign_lines", "0", "sums.foreign_lines"),
    ];
    format!(
        "WITH sums AS (
            SELECT sl.statement_id,
                SUM(CASE WHEN l.amount_paise > 0 THEN l.amount_paise ELSE 0 END) AS earnings,
                SUM(CASE WHEN l.amount_paise < 0 THEN l.amount_paise ELSE 0 END) AS reversals,
                COUNT(*) AS lines,
                SUM(CASE WHEN l.partner_id <> s.partner_id THEN 1 ELSE 0 END) AS foreign_lines
            FROM statements s JOIN statement_lines sl ON sl.statement_id = s.id
            JOIN ledger_lines l ON l.id = sl.line_id
            WHERE {which} GROUP BY sl.statement_id)
         {} LIMIT {MOST}",
        parts.join(" UNION ALL ")
    )
}

/// Payouts that do not owe what the lines about their lead and loan sum up to, and
/// lines about a lead and loan without a payout that do not cancel out.
const PAYOUTS: &str = "WITH sums AS (
        SELECT lead_id, loan_application_id, SUM(amount_paise) AS paise
        FROM ledger_lines GROUP BY lead_id, loan_application_id)
    SELECT 'payout.amount' AS what, p.lead_id AS id, p.amount_paise AS kept,
        CAST(COALESCE(sums.paise, 0) AS BIGINT) AS counted
    FROM payouts p LEFT JOIN sums ON sums.lead_id = p.lead_id
        AND sums.loan_application_id = p.loan_application_id
    WHERE p.amount_paise <> COALESCE(sums.paise, 0)
    UNION ALL
    SELECT 'payout.amount', sums.lead_id, 0, CAST(sums.paise AS BIGINT)
    FROM sums LEFT JOIN payouts p ON p.lead_id = sums.lead_id
        AND p.loan_application_id = sums.loan_application_id
    WHERE p.lead_id IS NULL AND sums.paise <> 0";

/// Leads whose copy of the payout is not the payout.
const COPIES: &str = "SELECT 'lead.payout_amount' AS what, p.lead_id AS id,
        CAST(COALESCE(le.payout_amount_paise, 0) AS BIGINT) AS kept, p.amount_paise AS counted
    FROM payouts p JOIN leads le ON le.id = p.lead_id
    WHERE le.payout_status IS NULL OR le.payout_status <> p.status
        OR le.payout_amount_paise IS NULL OR le.payout_amount_paise <> p.amount_paise";

/// Lines that are not in exactly one place: in a statement, or free for one.
const PLACES: &str = "SELECT 'line.places' AS what, l.id AS id, CAST(1 AS BIGINT) AS kept,
        CAST((CASE WHEN u.line_id IS NULL THEN 0 ELSE 1 END)
            + (CASE WHEN sl.line_id IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS counted
    FROM ledger_lines l LEFT JOIN unsettled_lines u ON u.line_id = l.id
        LEFT JOIN statement_lines sl ON sl.line_id = l.id
    WHERE (u.line_id IS NULL) = (sl.line_id IS NULL)";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    kept: i64,
    #[diesel(sql_type = BigInt)]
    counted: i64,
}

impl Store {
    /// Compares statements, payouts and leads with the ledger's lines, as of one
    /// instant and without any time limit. At most 100 of a kind are told.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn check_money(&self) -> PortResult<Vec<MoneyDiscrepancy>> {
        self.examine(check)
    }
}

/// Everything that does not agree; to be read as of one instant.
pub(crate) fn check(conn: &mut Conn) -> Result<Vec<MoneyDiscrepancy>, StoreError> {
    let mut found = told(conn, &statements("1 = 1"), &[])?;
    for query in [PAYOUTS, COPIES, PLACES] {
        found.extend(told(conn, &format!("{query} LIMIT {MOST}"), &[])?);
    }
    Ok(found)
}

/// What does not agree in the statements of `run`.
pub(super) fn statements_of(
    conn: &mut Conn,
    run: PayoutRunId,
) -> Result<Vec<MoneyDiscrepancy>, StoreError> {
    told(conn, &statements("s.run_id = $1"), &[run.get()])
}

fn told(
    conn: &mut Conn,
    query: &str,
    numbers: &[i64],
) -> Result<Vec<MoneyDiscrepancy>, StoreError> {
    let rows: Vec<Row> = sql::load(conn, query, numbers)?;
    let judged: PortResult<Vec<MoneyDiscrepancy>> = rows.into_iter().map(Row::judged).collect();
    Ok(judged?)
}

impl Row {
    fn judged(self) -> PortResult<MoneyDiscrepancy> {
        let what = NAMES.into_iter().find(|name| *name == self.what);
        Ok(MoneyDiscrepancy {
            what: what.ok_or(PortFailure::corrupt("statements"))?,
            id: self.id,
            kept: self.kept,
            counted: self.counted,
        })
    }
}
