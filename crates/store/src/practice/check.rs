//! Whether what is kept up of candidates and sessions equals the rows it stands for.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use kernel::{PartnerId, PortResult};

use crate::Store;
use crate::conn::Conn;
use crate::fault::StoreError;

/// Something that is kept up and does not equal its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeDiscrepancy {
    /// Whose.
    pub partner: PartnerId,
    /// Which table, and which column where it has several.
    pub what: String,
    /// Which row of the partner, by its key; empty where there is but one.
    pub item: String,
    /// What is kept up; a number of sessions or enrolments, hundredths or paise.
    pub kept: i64,
    /// What the rows come to.
    pub counted: i64,
}

/// How many differences of a table are told.
const MOST: u32 = 100;

/// What the totals of a partner's sessions are, by column.
const TOTALS: [(&str, &str); 10] = [
    ("sessions", "COUNT(*)"),
    (
        "finished",
        "SUM(CASE s.status WHEN 'finished' THEN 1 ELSE 0 END)",
    ),
    ("scored", "COUNT(s.score)"),
    ("score_sum", "COALESCE(SUM(s.score), 0)"),
    ("rated", "COUNT(s.rating)"),
    ("rating_sum", "COALESCE(SUM(s.rating), 0)"),
    (
        "positive",
        "SUM(CASE WHEN s.rating >= 400 THEN 1 ELSE 0 END)",
    ),
    (
        "neutral",
        "SUM(CASE WHEN s.rating >= 250 AND s.rating < 400 THEN 1 ELSE 0 END)",
    ),
    (
        "negative",
        "SUM(CASE WHEN s.rating < 250 THEN 1 ELSE 0 END)",
    ),
    ("cost_paise", "SUM(s.cost_paise)"),
];

/// Every session of every partner that has its candidate enrolled, once.
const EVERY: &str = "(SELECT DISTINCT partner_id, candidate_id FROM partner_candidates) e
    JOIN practice_sessions s ON s.candidate_id = e.candidate_id";

const ENROLMENTS_KEPT: &str = "SELECT partner_id AS partner,
        CAST(batch_key AS TEXT) || ' ' || invite_status
            || CASE WHEN is_paid_for THEN ' paid' ELSE ' unpaid' END AS item,
        candidates AS kept, 0 AS counted
    FROM candidate_totals";

/// Once in its batch and once in all.
const ENROLMENTS_COUNTED: &str = "SELECT partner_id,
        CAST(batch AS TEXT) || ' ' || invite_status
            || CASE WHEN is_paid_for THEN ' paid' ELSE ' unpaid' END,
        0, COUNT(*)
    FROM (SELECT partner_id, batch_key AS batch, invite_status, is_paid_for
            FROM partner_candidates
        UNION ALL SELECT partner_id, -1, invite_status, is_paid_for FROM partner_candidates) r
    GROUP BY partner_id, batch, invite_status, is_paid_for";

const QUARTERS_KEPT: &str = "SELECT partner_id AS partner, CAST(quarter AS TEXT) AS item,
    finished AS kept, 0 AS counted FROM practice_quarters";

const EXAM_TYPES_KEPT: &str = "SELECT partner_id AS partner, exam_type AS item,
    sessions AS kept, 0 AS counted FROM practice_exam_types";

const SESSIONS_KEPT: &str = "SELECT partner_id AS partner,
        CAST(session_id AS TEXT) || ' ' || CAST(completed_at AS TEXT) AS item,
        1 AS kept, 0 AS counted
    FROM partner_sessions";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    partner: i64,
    #[diesel(sql_type = Text)]
    item: String,
    #[diesel(sql_type = BigInt)]
    kept: i64,
    #[diesel(sql_type = BigInt)]
    counted: i64,
}

impl Store {
    /// Counts every enrolment and every session and compares with what is kept up, as of
    /// one instant and without any time limit.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn check_practice(&self) -> PortResult<Vec<PracticeDiscrepancy>> {
        self.examine(check)
    }
}

/// See [`Store::check_practice`].
pub(crate) fn check(conn: &mut Conn) -> Result<Vec<PracticeDiscrepancy>, StoreError> {
    let mut found = totals(conn)?;
    let quarters = format!(
        "SELECT e.partner_id, CAST(s.completed_at / 900000000 AS TEXT), 0, COUNT(*)
        FROM {EVERY} WHERE s.status = 'finished'
        GROUP BY e.partner_id, s.completed_at / 900000000"
    );
    let exam_types = format!(
        "SELECT e.partner_id, s.exam_type, 0, COUNT(*) FROM {EVERY}
        GROUP BY e.partner_id, s.exam_type"
    );
    let sessions = format!(
        "SELECT e.partner_id, CAST(s.id AS TEXT) || ' ' || CAST(s.completed_at AS TEXT), 0, 1
        FROM {EVERY} WHERE s.status = 'finished'"
    );
    let tables = [
        ("candidate_totals", ENROLMENTS_KEPT, ENROLMENTS_COUNTED),
        ("practice_quarters", QUARTERS_KEPT, quarters.as_str()),
        ("practice_exam_types", EXAM_TYPES_KEPT, exam_types.as_str()),
        ("partner_sessions", SESSIONS_KEPT, sessions.as_str()),
    ];
    for (what, kept, counted) in tables {
        found.append(&mut compared(
            conn,
            what,
            &format!("{kept} UNION ALL {counted}"),
        )?);
    }
    Ok(found)
}

/// `practice_totals`, column by column.
fn totals(conn: &mut Conn) -> Result<Vec<PracticeDiscrepancy>, StoreError> {
    let columns = TOTALS.map(|(column, sum)| format!("CAST({sum} AS BIGINT) AS {column}"));
    let columns = columns.join(", ");
    let mut sides = vec![
        "SELECT partner_id AS partner, 'paid_paise' AS item, paid_paise AS kept, 0 AS counted
        FROM practice_totals"
            .to_owned(),
        "SELECT partner_id, 'paid_paise', 0, amount_paise FROM practice_payouts".to_owned(),
    ];
    for (column, _) in TOTALS {
        sides.push(format!(
            "SELECT partner_id, '{column}', {column}, 0 FROM practice_totals"
        ));
        sides.push(format!(
            "SELECT partner_id, '{column}', 0, {column} FROM sums"
        ));
    }
    let rows = format!(
        "SELECT * FROM (WITH sums AS (SELECT e.partner_id, {columns} FROM {EVERY}
            GROUP BY e.partner_id) {}) sides",
        sides.join(" UNION ALL ")
    );
    compared(conn, "practice_totals", &rows)
}

/// The rows of `sides` (partner, item, kept, counted) whose sums differ.
fn compared(
    conn: &mut Conn,
    what: &str,
    sides: &str,
) -> Result<Vec<PracticeDiscrepancy>, StoreError> {
    let sql = format!(
        "SELECT partner, item, CAST(SUM(kept) AS BIGINT) AS kept,
            CAST(SUM(counted) AS BIGINT) AS counted
        FROM ({sides}) both_sides GROUP BY partner, item
        HAVING SUM(kept) <> SUM(counted) ORDER BY partner, item LIMIT {MOST}"
    );
    let rows: Vec<Row> = sql_query(sql).load(conn)?;
    let found = rows.into_iter().map(|row| PracticeDiscrepancy {
        partner: PartnerId::new(row.partner),
        what: what.to_owned(),
        item: row.item,
        kept: row.kept,
        counted: row.counted,
    });
    Ok(found.collect())
}
