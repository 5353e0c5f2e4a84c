//! What became of an attempt.

use audit::WebhookChange;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use kernel::{Actor, EndpointId, EndpointUuid, PartnerId};
use notices::Letter;
use webhooks::{AttemptOutcome, DeliveryState, EndpointStatus, Health, Settled, Settlement};

use super::endpoints::{Done, record};
use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::letter_rows;
use crate::postgres::webhooks as postgres;
use crate::schema::{webhook_attempts, webhook_deliveries, webhook_endpoints};

/// What was written down.
pub(super) struct Written {
    /// The endpoint that was paused by it, and when: what waits for it is to be given up.
    pub(super) paused: Option<(EndpointId, DateTime<Utc>)>,
}

/// See [`webhooks::DeliveryQueue::settle`]; `None` when the claim no longer holds.
pub(super) fn settle(conn: &mut Conn, settlement: &Settlement) -> Done<Option<Written>> {
    if let Conn::Postgres(one) = conn {
        postgres::read_committed(one)?;
    }
    let ended =
        settlement.attempt.at + TimeDelta::milliseconds(i64::from(settlement.attempt.took_ms));
    if !write_delivery(conn, settlement, ended)? {
        return Ok(None);
    }
    let endpoint = write_attempt(conn, settlement)?;
    let mut written = Written { paused: None };
    match &settlement.health {
        Health::Unknown => {}
        Health::Fine => fine(conn, endpoint, ended)?,
        Health::Failing { hold_until } => {
            fails(conn, endpoint, settlement.attempt.at)?;
            hold(conn, endpoint, *hold_until)?;
        }
        Health::Dead(letter) => {
            fails(conn, endpoint, settlement.attempt.at)?;
            if pause(conn, endpoint, letter, ended)? {
                written.paused = Some((EndpointId::new(endpoint), ended));
            }
        }
    }
    Ok(Some(written))
}

/// Whether the claim still held, and the delivery is written.
fn write_delivery(
    conn: &mut Conn,
    settlement: &Settlement,
    ended: DateTime<Utc>,
) -> QueryResult<bool> {
    use webhook_deliveries::dsl as d;
    let (state, next) = match settlement.settled {
        Settled::Delivered => (DeliveryState::Delivered, None),
        Settled::GivenUp => (DeliveryState::Failed, None),
        Settled::PutOff(next) => (DeliveryState::Pending, Some(micros(next))),
    };
    let claimed = d::webhook_deliveries
        .filter(d::id.eq(settlement.delivery.get()))
        .filter(d::next_attempt_at.eq(micros(settlement.claimed_until)));
    let (status, error) = columns(settlement.attempt.outcome);
    let written = diesel::update(claimed)
        .set((
            d::state.eq(state.as_str()),
            d::attempts.eq(d::attempts + 1),
            d::next_attempt_at.eq(next),
            d::last_attempt_at.eq(micros(settlement.attempt.at)),
            d::last_status.eq(status),
            d::last_error.eq(error),
            d::finished_at.eq(next.is_none().then_some(micros(ended))),
        ))
        .execute(conn)?;
    Ok(written > 0)
}

fn columns(outcome: AttemptOutcome) -> (Option<i32>, Option<&'static str>) {
    match outcome {
        AttemptOutcome::Answered { status, .. } => (Some(i32::from(status)), None),
        AttemptOutcome::Failed(word) => (None, Some(word)),
    }
}

/// Writes the attempt's row; answers its endpoint.
fn write_attempt(conn: &mut Conn, settlement: &Settlement) -> QueryResult<i64> {
    use webhook_deliveries::dsl as d;
    let (number, endpoint): (i32, i64) = d::webhook_deliveries
        .filter(d::id.eq(settlement.delivery.get()))
        .select((d::attempts, d::endpoint_id))
        .get_result(conn)?;
    let (status, error) = columns(settlement.attempt.outcome);
    let took = i32::try_from(settlement.attempt.took_ms).unwrap_or(i32::MAX);
    let row = (
        webhook_attempts::delivery_id.eq(settlement.delivery.get()),
        webhook_attempts::number.eq(number),
        webhook_attempts::at.eq(micros(settlement.attempt.at)),
        webhook_attempts::took.eq(took),
        webhook_attempts::status.eq(status),
        webhook_attempts::error.eq(error),
    );
    diesel::insert_into(webhook_attempts::table)
        .values(row)
        .execute(conn)?;
    Ok(endpoint)
}

fn fine(conn: &mut Conn, endpoint: i64, at: DateTime<Utc>) -> QueryResult<()> {
    use webhook_endpoints::dsl as e;
    diesel::update(e::webhook_endpoints.find(endpoint))
        .set((
            e::last_success_at.eq(micros(at)),
            e::failing_since.eq(None::<i64>),
            e::hold_until.eq(None::<i64>),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes the first failure since the last success.
fn fails(conn: &mut Conn, endpoint: i64, at: DateTime<Utc>) -> QueryResult<()> {
    use webhook_endpoints::dsl as e;
    let first = e::webhook_endpoints
        .find(endpoint)
        .filter(e::failing_since.is_null());
    diesel::update(first)
        .set(e::failing_since.eq(micros(at)))
        .execute(conn)
        .map(drop)
}

/// Leaves the endpoint alone; the longest hold counts.
fn hold(conn: &mut Conn, endpoint: i64, until: DateTime<Utc>) -> QueryResult<()> {
    use webhook_endpoints::dsl as e;
    let until = micros(until);
    let shorter = e::hold_until.is_null().or(e::hold_until.lt(until));
    let held = e::webhook_endpoints.find(endpoint).filter(shorter);
    diesel::update(held)
        .set(e::hold_until.eq(until))
        .execute(conn)
        .map(drop)
}

/// Whether the endpoint was active and is paused now, with letter and audit entry.
fn pause(conn: &mut Conn, endpoint: i64, letter: &Letter, at: DateTime<Utc>) -> Done<bool> {
    use webhook_endpoints::dsl as e;
    let active = e::webhook_endpoints
        .find(endpoint)
        .filter(e::status.eq(EndpointStatus::Active.as_str()))
        .filter(e::deleted_at.is_null());
    let paused = diesel::update(active)
        .set((
            e::status.eq(EndpointStatus::Paused.as_str()),
            e::paused_at.eq(micros(at)),
            e::updated_at.eq(micros(at)),
            e::hold_until.eq(None::<i64>),
        ))
        .execute(conn)?;
    if paused == 0 {
        return Ok(false);
    }
    let (partner, bytes): (i64, Vec<u8>) = e::webhook_endpoints
        .find(endpoint)
        .select((e::partner_id, e::uuid))
        .get_result(conn)?;
    let which = (
        PartnerId::new(partner),
        EndpointUuid::new(uuid(&bytes, "webhook_endpoints.uuid")?),
    );
    letter_rows::insert(conn, letter)?;
    record(conn, which, Actor::System, at, WebhookChange::Paused)?;
    Ok(true)
}
