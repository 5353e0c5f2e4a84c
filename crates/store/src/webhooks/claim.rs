//! Taking what is due.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable};
use kernel::{DeliveryId, DeliveryUuid, EventId, PortFailure, PortResult, Sealed};
use webhooks::{ClaimedDelivery, Endpoint, InFlight};

use super::delivery_rows::{DeliveryRow, count};
use super::endpoint_rows::EndpointRow;
use super::room::Room;
use crate::columns::{instant, micros, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::postgres::webhooks as postgres;
use crate::schema::{outbox, partners, webhook_deliveries, webhook_endpoints};

/// What somebody asks for.
pub(super) struct Ask<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) in_flight: &'a [InFlight],
    pub(super) per_endpoint: u32,
    pub(super) limit: u32,
}

/// A delivery that is due, and the time that says so.
pub(super) type Due = (i64, i64);

/// Tests of any endpoint that is not deleted.
const TESTS: &str = "SELECT d.id, d.next_attempt_at AS at, d.endpoint_id AS endpoint
    FROM webhook_deliveries d
    JOIN webhook_endpoints e ON e.id = d.endpoint_id
    JOIN partners p ON p.id = e.partner_id
    WHERE d.origin = 'test' AND d.next_attempt_at <= $1
    AND e.deleted_at IS NULL AND p.deleted_at IS NULL
    ORDER BY d.next_attempt_at, d.id LIMIT $2";

/// Endpoints with something due. One step through the index for each endpoint for which
/// anything waits, however much it is.
pub(super) const ENDPOINTS: &str = "WITH RECURSIVE waiting(endpoint) AS (
        SELECT min(endpoint_id) FROM webhook_deliveries WHERE next_attempt_at IS NOT NULL
        UNION ALL
        SELECT (SELECT min(endpoint_id) FROM webhook_deliveries
            WHERE endpoint_id > waiting.endpoint AND next_attempt_at IS NOT NULL)
        FROM waiting WHERE waiting.endpoint IS NOT NULL),
    first AS (
        SELECT e.id, e.failing_since, (SELECT min(d.next_attempt_at) FROM webhook_deliveries d
            WHERE d.endpoint_id = e.id AND d.next_attempt_at <= $1) AS due
        FROM waiting w
        JOIN webhook_endpoints e ON e.id = w.endpoint
        JOIN partners p ON p.id = e.partner_id
        WHERE e.status = 'active' AND e.deleted_at IS NULL AND p.deleted_at IS NULL
        AND (e.hold_until IS NULL OR e.hold_until <= $1))
    SELECT id, failing_since FROM first WHERE due IS NOT NULL
    ORDER BY CASE WHEN failing_since IS NULL THEN 0 ELSE 1 END, due, id LIMIT $2";

/// What is due to one endpoint, the longest due first.
pub(super) const OF_ENDPOINT: &str = "SELECT id, next_attempt_at AS at, endpoint_id AS endpoint
    FROM webhook_deliveries WHERE endpoint_id = $1 AND next_attempt_at <= $2
    ORDER BY next_attempt_at, id LIMIT $3";

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = BigInt)]
    endpoint: i64,
}

#[derive(QueryableByName)]
struct DueEndpoint {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    failing_since: Option<i64>,
}

/// What may be taken: tests first, which somebody waits for at a screen; then of each
/// endpoint one, then a second, and so on.
pub(super) fn due(conn: &mut Conn, ask: &Ask<'_>) -> QueryResult<Vec<Due>> {
    let mut room = Room::of(ask.in_flight, ask.per_endpoint);
    let limit = usize::try_from(ask.limit).unwrap_or(usize::MAX);
    let mut due: Vec<Due> = Vec::new();
    for test in tests(conn, ask)? {
        if room.left(test.endpoint, false) > 0 {
            room.take(test.endpoint);
            due.push((test.id, test.at));
        }
    }
    let endpoints = endpoints(conn, ask)?;
    let is_crowd = endpoints.len() + due.len() >= limit;
    let mut ranked: Vec<(u32, Due)> = Vec::new();
    for endpoint in &endpoints {
        let left = room.left(endpoint.id, endpoint.failing_since.is_some());
        let most = if is_crowd { left.min(1) } else { left };
        if most > 0 {
            let rows = of_endpoint(conn, endpoint.id, ask.now, most.min(ask.limit))?;
            ranked.extend((0..).zip(rows));
        }
        if is_crowd && ranked.len() + due.len() >= limit {
            break;
        }
    }
    // Stable: within a round in the order of the endpoints.
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut seen: HashSet<i64> = due.iter().map(|(id, _)| *id).collect();
    due.extend(
        ranked
            .into_iter()
            .map(|(_, due)| due)
            .filter(|(id, _)| seen.insert(*id)),
    );
    due.truncate(limit);
    Ok(due)
}

fn tests(conn: &mut Conn, ask: &Ask<'_>) -> QueryResult<Vec<DueRow>> {
    sql_query(TESTS)
        .bind::<BigInt, _>(micros(ask.now))
        .bind::<BigInt, _>(i64::from(ask.limit))
        .load(conn)
}

/// Those that have enough in flight are asked for as well, and then passed by.
fn endpoints(conn: &mut Conn, ask: &Ask<'_>) -> QueryResult<Vec<DueEndpoint>> {
    let busy = i64::try_from(ask.in_flight.len()).unwrap_or(i64::MAX);
    sql_query(ENDPOINTS)
        .bind::<BigInt, _>(micros(ask.now))
        .bind::<BigInt, _>(i64::from(ask.limit).saturating_add(busy))
        .load(conn)
}

fn of_endpoint(
    conn: &mut Conn,
    endpoint: i64,
    now: DateTime<Utc>,
    most: u32,
) -> QueryResult<Vec<Due>> {
    let rows: Vec<DueRow> = sql_query(OF_ENDPOINT)
        .bind::<BigInt, _>(endpoint)
        .bind::<BigInt, _>(micros(now))
        .bind::<BigInt, _>(i64::from(most))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.at)).collect())
}

/// Takes those whose time is still the one that was seen.
pub(super) fn take(conn: &mut Conn, due: &[Due], until: DateTime<Utc>) -> QueryResult<Vec<i64>> {
    use webhook_deliveries::dsl as d;
    let until = micros(until);
    match conn {
        Conn::Postgres(one) => postgres::take(one, due, until),
        Conn::Sqlite(one) => {
            let mut taken = Vec::with_capacity(due.len());
            for (id, seen) in due {
                let free = d::webhook_deliveries
                    .filter(d::id.eq(*id))
                    .filter(d::next_attempt_at.eq(*seen));
                let mine = diesel::update(free)
                    .set(d::next_attempt_at.eq(until))
                    .execute(one)?;
                if mine > 0 {
                    taken.push(*id);
                }
            }
            Ok(taken)
        }
    }
}

/// A row with its event and kind, body, endpoint and partner.
type Joined = (DeliveryRow, Vec<u8>, String, Vec<u8>, EndpointRow, Vec<u8>);

/// The deliveries of `keys`, which are the caller's until `until`.
pub(super) fn claimed(
    conn: &mut Conn,
    keys: &[i64],
    until: DateTime<Utc>,
) -> Result<Vec<ClaimedDelivery>, StoreError> {
    use webhook_deliveries::dsl as d;
    let rows: Vec<Joined> = d::webhook_deliveries
        .inner_join(outbox::table.on(outbox::id.eq(d::outbox_id)))
        .inner_join(webhook_endpoints::table.on(webhook_endpoints::id.eq(d::endpoint_id)))
        .inner_join(partners::table.on(partners::id.eq(d::partner_id)))
        .filter(d::id.eq_any(keys))
        // What a pause or deletion gave up meanwhile is nobody's.
        .filter(d::next_attempt_at.eq(micros(until)))
        .select((
            DeliveryRow::as_select(),
            outbox::event_id,
            outbox::event,
            outbox::payload_sealed,
            EndpointRow::as_select(),
            partners::uuid,
        ))
        .load(conn)?;
    // One that cannot be read keeps nobody from the others; it is tried again when the
    // claim has run out, perhaps by a version that knows its words.
    let readable = rows.into_iter().filter_map(|row| {
        one(row, until)
            .inspect_err(|failure| tracing::error!(%failure, "a delivery cannot be read"))
            .ok()
    });
    Ok(readable.collect())
}

fn one(joined: Joined, until: DateTime<Utc>) -> PortResult<ClaimedDelivery> {
    let (row, event, kind, payload, endpoint, partner) = joined;
    let endpoint: Endpoint = endpoint.endpoint(&partner)?;
    let next = count(row.attempts)?.checked_add(1);
    Ok(ClaimedDelivery {
        id: DeliveryId::new(row.id),
        uuid: DeliveryUuid::new(uuid(&row.uuid, "webhook_deliveries.uuid")?),
        endpoint,
        event: EventId::new(uuid(&event, "outbox.event_id")?),
        kind: word(&kind, "outbox.event")?,
        payload: Sealed::new(payload),
        origin: word(&row.origin, "webhook_deliveries.origin")?,
        since: instant(row.created_at, "webhook_deliveries.created_at")?,
        attempt: next.ok_or(PortFailure::corrupt("webhook_deliveries.attempts"))?,
        claimed_until: until,
    })
}
