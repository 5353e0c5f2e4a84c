//! Delivering again, and tests.

use audit::WebhookChange;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, DeliveryUuid, EndpointUuid, Entropy, PartnerId};
use webhooks::{
    DeliveryState, Endpoint, EndpointStatus, EventFilter, MOST_REPLAYED, Origin, PostedEvent,
    ReplayError, ReplaySince, Whose,
};

use super::delivery_rows::NewDelivery;
use super::endpoint_rows;
use super::endpoints::{Done, record};
use super::log::only;
use crate::Store;
use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::leads::sql::Sql;
use crate::many::insert_many;
use crate::outbox;
use crate::partners::hold;
use crate::schema::{outbox as events, webhook_deliveries, webhook_endpoints};

/// How many deliveries are made in one transaction: more would keep other writers waiting.
const AT_ONCE: usize = 500;

/// See [`webhooks::DeliveryLog::replay`].
pub(super) fn one(
    conn: &mut Conn,
    whose: Whose,
    delivery: DeliveryUuid,
    new: DeliveryUuid,
    by: Actor,
    at: DateTime<Utc>,
) -> Result<DeliveryUuid, Fault<ReplayError>> {
    use webhook_deliveries::dsl as d;
    let found: Option<(i64, i64, Vec<u8>)> = d::webhook_deliveries
        .inner_join(webhook_endpoints::table.on(webhook_endpoints::id.eq(d::endpoint_id)))
        .filter(d::uuid.eq(delivery.get().as_bytes().as_slice()))
        .select((d::outbox_id, d::partner_id, webhook_endpoints::uuid))
        .get_result(conn)
        .optional()?;
    let is_theirs = |partner| only(whose).is_none_or(|only| only.get() == partner);
    let Some((event, partner, endpoint)) = found.filter(|(_, of, _)| is_theirs(*of)) else {
        return Err(Fault::Refused(ReplayError::Unknown));
    };
    let endpoint = EndpointUuid::new(uuid(&endpoint, "webhook_endpoints.uuid")?);
    let endpoint = active(conn, Some(PartnerId::new(partner)), endpoint)?;
    let waiting: Option<Vec<u8>> = d::webhook_deliveries
        .filter(d::outbox_id.eq(event))
        .filter(d::endpoint_id.eq(endpoint.id.get()))
        .filter(d::next_attempt_at.is_not_null())
        .order(d::id)
        .select(d::uuid)
        .get_result(conn)
        .optional()?;
    if let Some(waiting) = waiting {
        let waiting = uuid(&waiting, "webhook_deliveries.uuid")?;
        return Ok(DeliveryUuid::new(waiting));
    }
    insert(conn, &[row(&endpoint, event, new, Origin::Replay, at)])?;
    let what = WebhookChange::Replayed { deliveries: 1 };
    record(conn, (endpoint.partner, endpoint.uuid), by, at, what)?;
    Ok(new)
}

/// The endpoint, if it is active.
fn active(
    conn: &mut Conn,
    partner: Option<PartnerId>,
    endpoint: EndpointUuid,
) -> Result<Endpoint, Fault<ReplayError>> {
    let found = endpoint_rows::find(conn, partner, endpoint)?;
    let found = found.ok_or(Fault::Refused(ReplayError::Unknown))?;
    if found.status == EndpointStatus::Active {
        Ok(found)
    } else {
        Err(Fault::Refused(ReplayError::NotActive))
    }
}

fn row(
    endpoint: &Endpoint,
    event: i64,
    uuid: DeliveryUuid,
    origin: Origin,
    at: DateTime<Utc>,
) -> NewDelivery {
    NewDelivery {
        uuid: uuid.get().as_bytes().to_vec(),
        endpoint_id: endpoint.id.get(),
        outbox_id: event,
        partner_id: endpoint.partner.get(),
        origin: origin.as_str(),
        state: DeliveryState::Pending.as_str(),
        created_at: micros(at),
        next_attempt_at: Some(micros(at)),
    }
}

fn insert(conn: &mut Conn, rows: &[NewDelivery]) -> QueryResult<()> {
    insert_many!(conn, webhook_deliveries::table, rows)
}

/// See [`webhooks::DeliveryLog::replay_since`]. What is to be replayed is found first, and
/// then made in parts; the audit entry comes with the first.
pub(super) fn since(
    store: &Store,
    entropy: &dyn Entropy,
    whose: Whose,
    replay: ReplaySince,
    by: Actor,
    at: DateTime<Utc>,
) -> Result<u32, ReplayError> {
    let found = store.snapshot(|conn| {
        let endpoint = endpoint_rows::find(conn, only(whose), replay.endpoint)?;
        let Some(endpoint) = endpoint else {
            return Ok(None);
        };
        let events = missed(conn, &endpoint, &replay)?;
        Ok(Some((endpoint, events)))
    })?;
    let (endpoint, events) = found.ok_or(ReplayError::Unknown)?;
    let planned = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let rows: Vec<(i64, DeliveryUuid)> = events
        .iter()
        .map(|event| (*event, DeliveryUuid::draw(entropy)))
        .collect();
    let (partner, uuid) = (endpoint.partner, endpoint.uuid);
    let mut entry = Some(WebhookChange::Replayed {
        deliveries: planned,
    });
    let mut made = 0;
    // One part also when there is nothing, for the audit log.
    for part in rows
        .chunks(AT_ONCE)
        .chain(rows.is_empty().then_some(&[][..]))
    {
        let (part, entry) = (part.to_vec(), entry.take());
        made += store.write(move |conn| -> Result<u32, Fault<ReplayError>> {
            hold(conn, partner)?;
            let endpoint = active(conn, Some(partner), uuid)?;
            let made = make(conn, &endpoint, &part, at)?;
            if let Some(what) = entry.clone() {
                record(conn, (partner, uuid), by, at, what)?;
            }
            Ok(made)
        })?;
    }
    Ok(made)
}

/// Makes those deliveries whose event does not wait for the endpoint already: somebody else
/// may have asked for the same meanwhile.
fn make(
    conn: &mut Conn,
    endpoint: &Endpoint,
    part: &[(i64, DeliveryUuid)],
    at: DateTime<Utc>,
) -> QueryResult<u32> {
    use webhook_deliveries::dsl as d;
    let events: Vec<i64> = part.iter().map(|(event, _)| *event).collect();
    let waiting: Vec<i64> = d::webhook_deliveries
        .filter(d::outbox_id.eq_any(events))
        .filter(d::endpoint_id.eq(endpoint.id.get()))
        .filter(d::next_attempt_at.is_not_null())
        .select(d::outbox_id)
        .load(conn)?;
    let rows: Vec<NewDelivery> = part
        .iter()
        .filter(|(event, _)| !waiting.contains(event))
        .map(|(event, uuid)| row(endpoint, *event, *uuid, Origin::Replay, at))
        .collect();
    insert(conn, &rows)?;
    Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX))
}

/// The keys of the events `replay` asks for, the oldest first. One that was not fanned out
/// yet comes by itself.
fn missed(
    conn: &mut Conn,
    endpoint: &Endpoint,
    replay: &ReplaySince,
) -> Result<Vec<i64>, StoreError> {
    let mut sql = Sql::new("SELECT o.created_at AS at, o.id AS id FROM outbox o WHERE ");
    sql.with("o.partner_id = ?", endpoint.partner.get())
        .with(" AND o.created_at >= ?", micros(replay.since))
        .push(" AND o.fanned_out_at IS NOT NULL AND o.event <> 'webhook.test'");
    if let EventFilter::Only(kinds) = &endpoint.events {
        // Words without anything to be escaped.
        let words: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        sql.push(&format!(" AND o.event IN ({})", words.join(", ")));
    }
    sql.with(
        " AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d \
         WHERE d.outbox_id = o.id AND d.endpoint_id = ?",
        endpoint.id.get(),
    );
    sql.push(if replay.missed_only {
        " AND d.state <> 'failed')"
    } else {
        " AND d.state = 'pending')"
    });
    sql.order(&["o.created_at", "o.id"], false)
        .limit(i64::from(MOST_REPLAYED), 0);
    Ok(sql.places(conn)?.iter().map(|place| place.id).collect())
}

/// See [`webhooks::DeliveryLog::test`]. The event is nobody else's: it counts as looked at.
pub(super) fn test(
    conn: &mut Conn,
    event: &PostedEvent,
    endpoint: EndpointUuid,
    delivery: DeliveryUuid,
    by: Actor,
) -> Done<bool> {
    hold(conn, event.partner)?;
    let Some(endpoint) = endpoint_rows::find(conn, Some(event.partner), endpoint)? else {
        return Ok(false);
    };
    outbox::insert_all(conn, std::slice::from_ref(event))?;
    let bytes = event.id.get().as_bytes().to_vec();
    let kept = events::table.filter(events::event_id.eq(bytes.clone()));
    let key: i64 = kept.select(events::id).get_result(conn)?;
    diesel::update(events::table.find(key))
        .set(events::fanned_out_at.eq(micros(event.at)))
        .execute(conn)?;
    insert(
        conn,
        &[row(&endpoint, key, delivery, Origin::Test, event.at)],
    )?;
    let which = (endpoint.partner, endpoint.uuid);
    record(conn, which, by, event.at, WebhookChange::Tested)?;
    Ok(true)
}
