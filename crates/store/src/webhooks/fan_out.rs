//! From events to deliveries.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{DeliveryUuid, Entropy};
use webhooks::{DeliveryState, EventFilter, FanOut, Origin};

use super::delivery_rows::NewDelivery;
use super::endpoints::Done;
use crate::columns::micros;
use crate::conn::Conn;
use crate::many::insert_many;
use crate::postgres::webhooks as postgres;
use crate::schema::{outbox, partners, webhook_deliveries, webhook_endpoints};

/// An event that was not looked at yet: key, partner, kind.
pub(crate) type Waiting = (i64, i64, String);

/// An endpoint that may want it: key, partner, wish.
pub(crate) type Wisher = (i64, i64, String);

/// Whether an event waits to be looked at.
pub(super) fn is_any(conn: &mut Conn) -> QueryResult<bool> {
    let waiting = outbox::table.filter(outbox::fanned_out_at.is_null());
    diesel::select(exists(waiting)).get_result(conn)
}

/// See [`webhooks::DeliveryQueue::fan_out`]. On `PostgreSQL` each takes events nobody else
/// has just now, and holds the endpoints, so that none is deleted or paused meanwhile; on
/// `SQLite` there is but one writer. Events are looked for by that nobody looked at them,
/// not by their keys, so that one whose transaction ended late is not lost.
pub(super) fn fan_out(
    conn: &mut Conn,
    entropy: &dyn Entropy,
    now: DateTime<Utc>,
    limit: u32,
) -> Done<FanOut> {
    let waiting = waiting(conn, i64::from(limit))?;
    let wishers = wishers(conn, &waiting)?;
    let mut rows = Vec::new();
    for (event, partner, kind) in &waiting {
        for (endpoint, wish) in wishers.get(partner).into_iter().flatten() {
            if wants(wish, kind) {
                rows.push(NewDelivery {
                    uuid: DeliveryUuid::draw(entropy).get().as_bytes().to_vec(),
                    endpoint_id: *endpoint,
                    outbox_id: *event,
                    partner_id: *partner,
                    origin: Origin::Event.as_str(),
                    state: DeliveryState::Pending.as_str(),
                    created_at: micros(now),
                    next_attempt_at: Some(micros(now)),
                });
            }
        }
    }
    insert_many!(&mut *conn, webhook_deliveries::table, &rows)?;
    let keys: Vec<i64> = waiting.iter().map(|(key, ..)| *key).collect();
    diesel::update(outbox::table.filter(outbox::id.eq_any(keys)))
        .set(outbox::fanned_out_at.eq(micros(now)))
        .execute(conn)?;
    Ok(FanOut {
        events: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
        deliveries: u32::try_from(rows.len()).unwrap_or(u32::MAX),
    })
}

/// As [`EventFilter::wants`], by words: while versions change, somebody newer may have
/// posted or wished for what this one does not know.
fn wants(wish: &str, kind: &str) -> bool {
    wish == EventFilter::EVERY || wish.split(',').any(|word| word == kind)
}

fn waiting(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Waiting>> {
    match conn {
        Conn::Postgres(one) => postgres::waiting(one, limit),
        Conn::Sqlite(one) => outbox::table
            .filter(outbox::fanned_out_at.is_null())
            .order(outbox::id)
            .limit(limit)
            .select((outbox::id, outbox::partner_id, outbox::event))
            .load(one),
    }
}

/// What the active endpoints of the partners of `waiting` wish, by partner.
fn wishers(conn: &mut Conn, waiting: &[Waiting]) -> QueryResult<HashMap<i64, Vec<(i64, String)>>> {
    use webhook_endpoints::dsl as e;
    let mut of: Vec<i64> = waiting.iter().map(|(_, partner, _)| *partner).collect();
    of.sort_unstable();
    of.dedup();
    let rows: Vec<Wisher> = match conn {
        Conn::Postgres(one) => postgres::wishers(one, &of)?,
        Conn::Sqlite(_) => e::webhook_endpoints
            .inner_join(partners::table.on(partners::id.eq(e::partner_id)))
            .filter(e::partner_id.eq_any(of))
            .filter(e::status.eq("active"))
            .filter(e::deleted_at.is_null())
            .filter(partners::deleted_at.is_null())
            .select((e::id, e::partner_id, e::events))
            .load(conn)?,
    };
    let mut wishers: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    for (endpoint, partner, wish) in rows {
        wishers.entry(partner).or_default().push((endpoint, wish));
    }
    Ok(wishers)
}
