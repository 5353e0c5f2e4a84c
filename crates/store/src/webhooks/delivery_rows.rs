//! Rows of deliveries.

use diesel::prelude::*;
use kernel::{
    DeliveryId, DeliveryUuid, EndpointUuid, EventId, PartnerUuid, PortFailure, PortResult,
};
use webhooks::DeliveryRecord;

use crate::columns::{instant, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{outbox, partners, webhook_deliveries, webhook_endpoints};

/// A row, but its key; nobody tried it yet.
#[derive(Debug, Insertable)]
#[diesel(table_name = webhook_deliveries)]
pub(super) struct NewDelivery {
    pub(super) uuid: Vec<u8>,
    pub(super) endpoint_id: i64,
    pub(super) outbox_id: i64,
    pub(super) partner_id: i64,
    pub(super) origin: &'static str,
    pub(super) state: &'static str,
    pub(super) created_at: i64,
    pub(super) next_attempt_at: Option<i64>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
pub(super) struct DeliveryRow {
    pub(super) id: i64,
    pub(super) uuid: Vec<u8>,
    pub(super) origin: String,
    state: String,
    pub(super) created_at: i64,
    pub(super) attempts: i32,
    next_attempt_at: Option<i64>,
    last_status: Option<i32>,
    last_error: Option<String>,
    finished_at: Option<i64>,
}

/// A row with what it refers to: event, its kind, endpoint, partner and its name.
type Joined = (DeliveryRow, Vec<u8>, String, Vec<u8>, Vec<u8>, String);

/// The deliveries of `keys`, the newest first.
pub(super) fn records(conn: &mut Conn, keys: Vec<i64>) -> Result<Vec<DeliveryRecord>, StoreError> {
    use webhook_deliveries::dsl as d;
    let rows: Vec<Joined> = d::webhook_deliveries
        .inner_join(outbox::table.on(outbox::id.eq(d::outbox_id)))
        .inner_join(webhook_endpoints::table.on(webhook_endpoints::id.eq(d::endpoint_id)))
        .inner_join(partners::table.on(partners::id.eq(d::partner_id)))
        .filter(d::id.eq_any(keys))
        .order(d::id.desc())
        .select((
            DeliveryRow::as_select(),
            outbox::event_id,
            outbox::event,
            webhook_endpoints::uuid,
            partners::uuid,
            partners::name,
        ))
        .load(conn)?;
    let records = rows.into_iter().map(record);
    Ok(records.collect::<PortResult<_>>()?)
}

fn record(joined: Joined) -> PortResult<DeliveryRecord> {
    let (row, event, kind, endpoint, partner, partner_name) = joined;
    let at = |micros: Option<i64>, what| micros.map(|at| instant(at, what)).transpose();
    Ok(DeliveryRecord {
        id: DeliveryId::new(row.id),
        uuid: DeliveryUuid::new(uuid(&row.uuid, "webhook_deliveries.uuid")?),
        endpoint: EndpointUuid::new(uuid(&endpoint, "webhook_endpoints.uuid")?),
        partner: PartnerUuid::new(uuid(&partner, "partners.uuid")?),
        partner_name,
        event: EventId::new(uuid(&event, "outbox.event_id")?),
        kind: word(&kind, "outbox.event")?,
        origin: word(&row.origin, "webhook_deliveries.origin")?,
        state: word(&row.state, "webhook_deliveries.state")?,
        attempts: count(row.attempts)?,
        created_at: instant(row.created_at, "webhook_deliveries.created_at")?,
        next_attempt_at: at(row.next_attempt_at, "webhook_deliveries.next_attempt_at")?,
        finished_at: at(row.finished_at, "webhook_deliveries.finished_at")?,
        last_status: status(row.last_status, "webhook_deliveries.last_status")?,
        last_error: row.last_error,
    })
}

/// How many attempts a row counts.
pub(super) fn count(attempts: i32) -> PortResult<u32> {
    u32::try_from(attempts).map_err(|_| PortFailure::corrupt("webhook_deliveries.attempts"))
}

/// HTTP status of an answer.
pub(super) fn status(status: Option<i32>, what: &'static str) -> PortResult<Option<u16>> {
    let status = status.map(u16::try_from).transpose();
    status.map_err(|_| PortFailure::corrupt(what))
}
