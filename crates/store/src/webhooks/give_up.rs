//! Giving up what waits for an endpoint that is told nothing any more.
//!
//! It may be very much, so whoever makes the change gives up a part of it afterwards, and
//! housekeeping the rest, also after a crash. Nobody claims it meanwhile.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use kernel::{EndpointId, PortResult};
use webhooks::EndpointStatus;

use crate::Store;
use crate::columns::micros;

/// The endpoint was paused.
pub(super) const PAUSED: &str = "endpoint_paused";

/// The endpoint was switched off.
pub(super) const DISABLED: &str = "endpoint_disabled";

/// The endpoint was deleted.
pub(super) const DELETED: &str = "endpoint_deleted";

/// How many are given up in one transaction.
const AT_ONCE: usize = 2_000;

/// What was there by `$1`, the time of the change; what was asked for since waits. The
/// parameters stand in their order, by which `SQLite` numbers them.
const GIVE_UP: &str = "UPDATE webhook_deliveries
    SET state = 'failed', next_attempt_at = NULL, finished_at = $1, last_error = $2
    WHERE id IN (SELECT id FROM webhook_deliveries
        WHERE endpoint_id = $3 AND next_attempt_at IS NOT NULL AND created_at <= $1
        ORDER BY next_attempt_at, id LIMIT $4)";

/// Gives up the first of what waited for `endpoint` at `at`: how many.
pub(super) fn some(
    store: &Store,
    endpoint: EndpointId,
    why: &'static str,
    at: DateTime<Utc>,
) -> PortResult<usize> {
    store.statement(move |conn| {
        Ok(sql_query(GIVE_UP)
            .bind::<BigInt, _>(micros(at))
            .bind::<Text, _>(why)
            .bind::<BigInt, _>(endpoint.get())
            .bind::<BigInt, _>(i64::try_from(AT_ONCE).unwrap_or(i64::MAX))
            .execute(conn)?)
    })
}

/// Gives up whatever waited for `endpoint` at `at`: how many.
fn all(
    store: &Store,
    endpoint: EndpointId,
    why: &'static str,
    at: DateTime<Utc>,
) -> PortResult<usize> {
    let mut total = 0;
    loop {
        let given_up = some(store, endpoint, why, at)?;
        total += given_up;
        if given_up < AT_ONCE {
            return Ok(total);
        }
    }
}

#[derive(QueryableByName)]
struct Left {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = BigInt)]
    changed_at: i64,
    #[diesel(sql_type = BigInt)]
    deleted: i64,
}

/// Endpoints that are told nothing and for which something waits, tests apart.
const LEFT: &str = "SELECT e.id, e.status, COALESCE(e.deleted_at, e.paused_at, e.updated_at) \
        AS changed_at, CAST(CASE WHEN e.deleted_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS deleted
    FROM webhook_endpoints e
    WHERE (e.status <> 'active' OR e.deleted_at IS NOT NULL)
    AND EXISTS (SELECT 1 FROM webhook_deliveries d
        WHERE d.endpoint_id = e.id AND d.next_attempt_at IS NOT NULL AND d.origin <> 'test')";

/// Gives up what should have been and was not.
///
/// # Errors
/// [`kernel::PortFailure`]; batches already committed stay.
pub(crate) fn leftovers(store: &Store) -> PortResult<usize> {
    let left: Vec<Left> = store.read(|conn| Ok(sql_query(LEFT).load(conn)?))?;
    let mut total = 0;
    for one in left {
        let why = match one.status.as_str() {
            _ if one.deleted != 0 => DELETED,
            paused if paused == EndpointStatus::Paused.as_str() => PAUSED,
            _ => DISABLED,
        };
        let at = crate::columns::instant(one.changed_at, "webhook_endpoints.updated_at")?;
        total += all(store, EndpointId::new(one.id), why, at)?;
    }
    Ok(total)
}
