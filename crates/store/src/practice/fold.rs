//! People who are new to a partner bring all their sessions along.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};
use kernel::PartnerId;

use crate::conn::Conn;

/// `$1` is the partner, and `PEOPLE` says that a session is of somebody who is new to it.
const TOTALS: &str = "INSERT INTO practice_totals AS kept (partner_id, sessions, finished, scored,
        score_sum, rated, rating_sum, positive, neutral, negative, cost_paise, paid_paise)
    SELECT $1, COUNT(*),
        CAST(SUM(CASE status WHEN 'finished' THEN 1 ELSE 0 END) AS BIGINT),
        COUNT(score), CAST(COALESCE(SUM(score), 0) AS BIGINT),
        COUNT(rating), CAST(COALESCE(SUM(rating), 0) AS BIGINT),
        CAST(SUM(CASE WHEN rating >= 400 THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN rating >= 250 AND rating < 400 THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN rating < 250 THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(cost_paise) AS BIGINT), 0
    FROM practice_sessions WHERE PEOPLE HAVING COUNT(*) > 0
    ON CONFLICT (partner_id) DO UPDATE SET
        sessions = kept.sessions + excluded.sessions,
        finished = kept.finished + excluded.finished,
        scored = kept.scored + excluded.scored,
        score_sum = kept.score_sum + excluded.score_sum,
        rated = kept.rated + excluded.rated,
        rating_sum = kept.rating_sum + excluded.rating_sum,
        positive = kept.positive + excluded.positive,
        neutral = kept.neutral + excluded.neutral,
        negative = kept.negative + excluded.negative,
        cost_paise = kept.cost_paise + excluded.cost_paise";

/// A quarter of an hour has 900 000 000 microseconds.
const QUARTERS: &str = "INSERT INTO practice_quarters AS kept (partner_id, quarter, finished)
    SELECT $1, completed_at / 900000000, COUNT(*)
    FROM practice_sessions WHERE PEOPLE AND status = 'finished' GROUP BY 2 ORDER BY 2
    ON CONFLICT (partner_id, quarter) DO UPDATE SET finished = kept.finished + excluded.finished";

const EXAM_TYPES: &str = "INSERT INTO practice_exam_types AS kept (partner_id, exam_type, sessions)
    SELECT $1, exam_type, COUNT(*)
    FROM practice_sessions WHERE PEOPLE GROUP BY exam_type ORDER BY exam_type
    ON CONFLICT (partner_id, exam_type) DO UPDATE SET sessions = kept.sessions + excluded.sessions";

const SESSIONS: &str = "INSERT INTO partner_sessions (partner_id, completed_at, session_id)
    SELECT $1, completed_at, id
    FROM practice_sessions WHERE PEOPLE AND status = 'finished' ORDER BY completed_at, id";

/// Adds all sessions of `people` (keys of candidates) to what is counted of `partner`. None
/// of them was enrolled by it before, each comes once, and the caller holds their rows, so
/// that no session of theirs changes meanwhile. Most have no sessions; who was created in
/// the same transaction may be left out. Rows of `practice_totals` are locked before the
/// other tables', as everybody does who changes them.
///
/// # Errors
/// Those of the database.
pub(crate) fn fold(conn: &mut Conn, partner: PartnerId, people: &[i64]) -> QueryResult<()> {
    if people.is_empty() || add(conn, TOTALS, partner, people)? == 0 {
        return Ok(());
    }
    for statement in [QUARTERS, EXAM_TYPES, SESSIONS] {
        add(conn, statement, partner, people)?;
    }
    Ok(())
}

fn add(conn: &mut Conn, statement: &str, partner: PartnerId, people: &[i64]) -> QueryResult<usize> {
    match conn {
        Conn::Postgres(one) => sql_query(statement.replace("PEOPLE", "candidate_id = ANY($2)"))
            .bind::<BigInt, _>(partner.get())
            .bind::<Array<BigInt>, _>(people)
            .execute(one),
        Conn::Sqlite(one) => {
            let keys: Vec<String> = people.iter().map(i64::to_string).collect();
            let one_of = "candidate_id IN (SELECT value FROM json_each($2))";
            sql_query(statement.replace("PEOPLE", one_of))
                .bind::<BigInt, _>(partner.get())
                .bind::<Text, _>(format!("[{}]", keys.join(",")))
                .execute(one)
        }
    }
}
