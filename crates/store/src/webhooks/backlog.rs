//! How delivering does.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable};
use webhooks::{DeliveryBacklog, EndpointStatus};

use crate::columns::{instant, micros};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::webhook_endpoints;

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    oldest: Option<i64>,
}

/// Deliveries that nothing but us keeps from leaving.
const DELIVERIES: &str = "SELECT count(*) AS waiting, min(d.next_attempt_at) AS oldest
    FROM webhook_endpoints e
    JOIN partners p ON p.id = e.partner_id
    JOIN webhook_deliveries d ON d.endpoint_id = e.id
    WHERE d.next_attempt_at <= $1 AND e.status = 'active' AND e.deleted_at IS NULL
    AND p.deleted_at IS NULL AND (e.hold_until IS NULL OR e.hold_until <= $1)";

const EVENTS: &str = "SELECT count(*) AS waiting, min(created_at) AS oldest
    FROM outbox WHERE fanned_out_at IS NULL";

/// See [`webhooks::DeliveryQueue::backlog`].
pub(super) fn backlog(conn: &mut Conn, now: DateTime<Utc>) -> Result<DeliveryBacklog, StoreError> {
    use webhook_endpoints::dsl as e;
    let deliveries: Due = sql_query(DELIVERIES)
        .bind::<BigInt, _>(micros(now))
        .get_result(conn)?;
    let events: Due = sql_query(EVENTS).get_result(conn)?;
    let there = e::webhook_endpoints.filter(e::deleted_at.is_null());
    let failing: i64 = there
        .filter(e::status.eq(EndpointStatus::Active.as_str()))
        .filter(e::failing_since.is_not_null())
        .select(count_star())
        .get_result(conn)?;
    let paused: i64 = there
        .filter(e::status.eq(EndpointStatus::Paused.as_str()))
        .select(count_star())
        .get_result(conn)?;
    let oldest = [deliveries.oldest, events.oldest]
        .into_iter()
        .flatten()
        .min();
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(DeliveryBacklog {
        waiting: number(deliveries.waiting) + number(events.waiting),
        oldest: oldest
            .map(|at| instant(at, "webhook_deliveries.next_attempt_at"))
            .transpose()?,
        failing: number(failing),
        paused: number(paused),
    })
}
