//! Webhooks on `PostgreSQL`.

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt};

use crate::schema::{outbox, partners, webhook_endpoints};
use crate::webhooks::{Waiting, Wisher};

/// Makes the transaction that just began read committed: its rows are taken by locks, and
/// what others committed before is to be seen.
pub(crate) fn read_committed(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
}

/// Events that nobody looked at and nobody else looks at just now; they are the
/// transaction's until it ends. Must come first in it.
pub(crate) fn waiting(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Waiting>> {
    read_committed(conn)?;
    outbox::table
        .filter(outbox::fanned_out_at.is_null())
        .order(outbox::id)
        .limit(limit)
        .select((outbox::id, outbox::partner_id, outbox::event))
        .for_update()
        .skip_locked()
        .load(conn)
}

/// What the active endpoints of `partners` wish. They stay as they are until the
/// transaction ends: whoever deletes or pauses one waits, and then finds its deliveries.
pub(crate) fn wishers(conn: &mut PgConnection, of: &[i64]) -> QueryResult<Vec<Wisher>> {
    use webhook_endpoints::dsl as e;
    let existing = partners::table
        .filter(partners::deleted_at.is_null())
        .select(partners::id);
    e::webhook_endpoints
        .filter(e::partner_id.eq_any(of))
        .filter(e::status.eq("active"))
        .filter(e::deleted_at.is_null())
        .filter(e::partner_id.eq_any(existing))
        .order(e::id)
        .select((e::id, e::partner_id, e::events))
        .for_share()
        .load(conn)
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// One statement, for which nobody waits: what somebody else has just now is somebody
/// else's.
const TAKE: &str = "WITH free AS (
        SELECT d.id FROM webhook_deliveries d
        JOIN unnest($1, $2) AS seen(id, at) ON d.id = seen.id AND d.next_attempt_at = seen.at
        FOR UPDATE OF d SKIP LOCKED)
    UPDATE webhook_deliveries d SET next_attempt_at = $3
    FROM free WHERE d.id = free.id RETURNING d.id";

/// Takes those deliveries whose time is still the one that was seen, until `until`.
pub(crate) fn take(
    conn: &mut PgConnection,
    due: &[(i64, i64)],
    until: i64,
) -> QueryResult<Vec<i64>> {
    let (ids, times): (Vec<i64>, Vec<i64>) = due.iter().copied().unzip();
    let taken: Vec<Key> = sql_query(TAKE)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<BigInt>, _>(times)
        .bind::<BigInt, _>(until)
        .load(conn)?;
    Ok(taken.into_iter().map(|key| key.id).collect())
}
