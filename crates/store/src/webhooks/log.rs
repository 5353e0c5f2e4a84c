//! The log of deliveries.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{
    Actor, DeliveryId, DeliveryUuid, EndpointUuid, Entropy, PartnerId, PortResult, Sealed,
};
use webhooks::{
    DeliveryDetail, DeliveryLog, DeliveryPage, DeliveryQuery, PostedEvent, RecordedAttempt,
    ReplayError, ReplaySince, Whose,
};

use super::{delivery_rows, replay};
use crate::Store;
use crate::columns::instant;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::sql::Sql;
use crate::schema::{outbox, webhook_attempts, webhook_deliveries};

/// The log in the database.
#[derive(Clone)]
pub struct DieselDeliveryLog {
    store: Store,
    entropy: Arc<dyn Entropy>,
}

impl DieselDeliveryLog {
    /// The log of `store`; deliveries that come of a replay are named by `entropy`.
    pub const fn new(store: Store, entropy: Arc<dyn Entropy>) -> Self {
        Self { store, entropy }
    }
}

impl DeliveryLog for DieselDeliveryLog {
    fn page(&self, query: &DeliveryQuery) -> PortResult<DeliveryPage> {
        self.store.snapshot(|conn| page(conn, query))
    }

    fn find(&self, whose: Whose, delivery: DeliveryUuid) -> PortResult<Option<DeliveryDetail>> {
        self.store.snapshot(|conn| find(conn, whose, delivery))
    }

    fn replay(
        &self,
        whose: Whose,
        delivery: DeliveryUuid,
        new: DeliveryUuid,
        by: Actor,
        at: DateTime<Utc>,
    ) -> Result<DeliveryUuid, ReplayError> {
        self.store
            .write(move |conn| replay::one(conn, whose, delivery, new, by, at))
    }

    fn replay_since(
        &self,
        whose: Whose,
        replay: ReplaySince,
        by: Actor,
        at: DateTime<Utc>,
    ) -> Result<u32, ReplayError> {
        let entropy = self.entropy.as_ref();
        replay::since(&self.store, entropy, whose, replay, by, at)
    }

    fn test(
        &self,
        event: PostedEvent,
        endpoint: EndpointUuid,
        delivery: DeliveryUuid,
        by: Actor,
    ) -> PortResult<bool> {
        self.store
            .write(move |conn| replay::test(conn, &event, endpoint, delivery, by))
    }
}

/// The partner whose rows alone are meant.
pub(super) const fn only(whose: Whose) -> Option<PartnerId> {
    match whose {
        Whose::Partner(partner) => Some(partner),
        Whose::Everybody => None,
    }
}

fn page(conn: &mut Conn, query: &DeliveryQuery) -> Result<DeliveryPage, StoreError> {
    let mut sql = Sql::new(
        "SELECT d.created_at AS at, d.id AS id FROM webhook_deliveries d \
         JOIN outbox o ON o.id = d.outbox_id WHERE 1 = 1",
    );
    if let Some(partner) = only(query.whose) {
        sql.with(" AND d.partner_id = ?", partner.get());
    }
    if let Some(partner) = query.partner {
        sql.with(
            " AND d.partner_id = (SELECT id FROM partners WHERE uuid = ?)",
            partner.get().as_bytes().as_slice(),
        );
    }
    if let Some(endpoint) = query.endpoint {
        sql.with(
            " AND d.endpoint_id = (SELECT id FROM webhook_endpoints WHERE uuid = ?)",
            endpoint.get().as_bytes().as_slice(),
        );
    }
    if let Some(state) = query.state {
        sql.with(" AND d.state = ?", state.as_str());
    }
    if let Some(kind) = query.kind {
        sql.with(" AND o.event = ?", kind.as_str());
    }
    if let Some(before) = query.before {
        sql.with(" AND d.id < ?", before.get());
    }
    sql.order(&["d.id"], true)
        .limit(i64::from(query.limit) + 1, 0);
    let mut keys: Vec<i64> = sql.places(conn)?.iter().map(|place| place.id).collect();
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = keys.len() > wanted;
    keys.truncate(wanted);
    let next = keys.last().copied().filter(|_| more).map(DeliveryId::new);
    let deliveries = delivery_rows::records(conn, keys)?;
    Ok(DeliveryPage { deliveries, next })
}

fn find(
    conn: &mut Conn,
    whose: Whose,
    delivery: DeliveryUuid,
) -> Result<Option<DeliveryDetail>, StoreError> {
    use webhook_deliveries::dsl as d;
    let found: Option<(i64, i64, Vec<u8>)> = d::webhook_deliveries
        .inner_join(outbox::table.on(outbox::id.eq(d::outbox_id)))
        .filter(d::uuid.eq(delivery.get().as_bytes().as_slice()))
        .select((d::id, d::partner_id, outbox::payload_sealed))
        .get_result(conn)
        .optional()?;
    let is_theirs = |partner| only(whose).is_none_or(|only| only.get() == partner);
    let Some((key, _, payload)) = found.filter(|(_, partner, _)| is_theirs(*partner)) else {
        return Ok(None);
    };
    let Some(record) = delivery_rows::records(conn, vec![key])?.pop() else {
        return Ok(None);
    };
    Ok(Some(DeliveryDetail {
        record,
        payload: Sealed::new(payload),
        attempts: attempts(conn, key)?,
    }))
}

/// Number, beginning, duration, status, error.
type AttemptRow = (i32, i64, i32, Option<i32>, Option<String>);

fn attempts(conn: &mut Conn, key: i64) -> Result<Vec<(u32, RecordedAttempt)>, StoreError> {
    use webhook_attempts::dsl as a;
    let rows: Vec<AttemptRow> = a::webhook_attempts
        .filter(a::delivery_id.eq(key))
        .order(a::number)
        .select((a::number, a::at, a::took, a::status, a::error))
        .load(conn)?;
    let attempts = rows.into_iter().map(|(number, at, took, status, error)| {
        let attempt = RecordedAttempt {
            at: instant(at, "webhook_attempts.at")?,
            took_ms: u32::try_from(took).unwrap_or(0),
            status: delivery_rows::status(status, "webhook_attempts.status")?,
            error,
        };
        Ok((delivery_rows::count(number)?, attempt))
    });
    Ok(attempts.collect::<PortResult<_>>()?)
}
