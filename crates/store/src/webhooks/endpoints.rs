//! Endpoints.

use audit::{Entry, Event, WebhookChange, WebhookEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, EndpointId, EndpointUuid, PartnerId, PortResult};
use webhooks::{
    CreateEndpointError, Endpoint, EndpointChange, EndpointPage, EndpointQuery, EndpointRepository,
    EndpointStatus, ListedEndpoint, NewEndpoint, SecretRotation,
};

use super::endpoint_rows::{self, EndpointRow};
use super::{endpoint_rotate, endpoint_write, give_up};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::leads::sql::Sql;
use crate::schema::{partners, webhook_endpoints};
use crate::{Store, audit_rows};

/// Endpoints in the database.
#[derive(Clone)]
pub struct DieselEndpoints {
    store: Store,
}

impl DieselEndpoints {
    /// The endpoints of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// The endpoint, if it is there.
    fn sought(
        &self,
        partner: Option<PartnerId>,
        endpoint: EndpointUuid,
    ) -> PortResult<Option<Endpoint>> {
        self.store
            .read(|conn| endpoint_rows::find(conn, partner, endpoint))
    }
}

impl EndpointRepository for DieselEndpoints {
    fn list(&self, partner: PartnerId) -> PortResult<Vec<Endpoint>> {
        use webhook_endpoints::dsl as e;
        self.store.read(|conn| {
            let rows: Vec<(EndpointRow, Vec<u8>)> = e::webhook_endpoints
                .inner_join(partners::table.on(partners::id.eq(e::partner_id)))
                .filter(e::partner_id.eq(partner.get()))
                .filter(e::deleted_at.is_null())
                .order(e::id)
                .select((EndpointRow::as_select(), partners::uuid))
                .load(conn)?;
            let endpoints = rows.into_iter().map(|(row, uuid)| row.endpoint(&uuid));
            Ok(endpoints.collect::<PortResult<_>>()?)
        })
    }

    fn page(&self, query: &EndpointQuery) -> PortResult<EndpointPage> {
        self.store.snapshot(|conn| page(conn, query))
    }

    fn find(
        &self,
        partner: Option<PartnerId>,
        endpoint: EndpointUuid,
    ) -> PortResult<Option<Endpoint>> {
        self.sought(partner, endpoint)
    }

    fn create(&self, new: NewEndpoint) -> Result<Endpoint, CreateEndpointError> {
        self.store
            .write(move |conn| endpoint_write::create(conn, &new))
    }

    fn change(&self, change: EndpointChange) -> PortResult<Option<Endpoint>> {
        // Whose it is never changes; it is looked up first, to be held first.
        let Some(found) = self.sought(change.partner, change.endpoint)? else {
            return Ok(None);
        };
        let at = change.at;
        let changed = self
            .store
            .write(move |conn| endpoint_write::change(conn, found.partner, &change))?;
        if let Some(endpoint) = &changed
            && endpoint.status == EndpointStatus::Disabled
        {
            give_up::some(&self.store, endpoint.id, give_up::DISABLED, at)?;
        }
        Ok(changed)
    }

    fn rotate(&self, rotation: SecretRotation) -> PortResult<Option<Endpoint>> {
        self.store
            .write(move |conn| endpoint_rotate::rotate(conn, &rotation))
    }

    fn delete(
        &self,
        partner: PartnerId,
        endpoint: EndpointUuid,
        by: Actor,
        at: DateTime<Utc>,
    ) -> PortResult<bool> {
        let deleted = self
            .store
            .write(move |conn| endpoint_write::delete(conn, partner, endpoint, by, at))?;
        if let Some(endpoint) = deleted {
            give_up::some(&self.store, endpoint, give_up::DELETED, at)?;
        }
        Ok(deleted.is_some())
    }
}

fn page(conn: &mut Conn, query: &EndpointQuery) -> Result<EndpointPage, StoreError> {
    let mut sql = Sql::new(
        "SELECT e.created_at AS at, e.id AS id FROM webhook_endpoints e \
         JOIN partners p ON p.id = e.partner_id \
         WHERE e.deleted_at IS NULL AND p.deleted_at IS NULL",
    );
    if let Some(partner) = query.partner {
        sql.with(" AND p.uuid = ?", partner.get().as_bytes().as_slice());
    }
    if let Some(status) = query.status {
        sql.with(" AND e.status = ?", status.as_str());
    }
    if let Some(before) = query.before {
        sql.with(" AND e.id < ?", before.get());
    }
    sql.order(&["e.id"], true)
        .limit(i64::from(query.limit) + 1, 0);
    let mut keys: Vec<i64> = sql.places(conn)?.iter().map(|place| place.id).collect();
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = keys.len() > wanted;
    keys.truncate(wanted);
    let next = keys.last().copied().filter(|_| more).map(EndpointId::new);
    let endpoints = listed(conn, keys)?;
    Ok(EndpointPage { endpoints, next })
}

/// The endpoints of `keys`, the newest first.
fn listed(conn: &mut Conn, keys: Vec<i64>) -> Result<Vec<ListedEndpoint>, StoreError> {
    use webhook_endpoints::dsl as e;
    let rows: Vec<(EndpointRow, Vec<u8>, String)> = e::webhook_endpoints
        .inner_join(partners::table.on(partners::id.eq(e::partner_id)))
        .filter(e::id.eq_any(keys))
        .order(e::id.desc())
        .select((EndpointRow::as_select(), partners::uuid, partners::name))
        .load(conn)?;
    let listed = rows.into_iter().map(|(row, uuid, partner_name)| {
        Ok(ListedEndpoint {
            endpoint: row.endpoint(&uuid)?,
            partner_name,
        })
    });
    Ok(listed.collect::<PortResult<_>>()?)
}

/// Records what happened to an endpoint.
pub(super) fn record(
    conn: &mut Conn,
    (partner, endpoint): (PartnerId, EndpointUuid),
    by: Actor,
    at: DateTime<Utc>,
    what: WebhookChange,
) -> QueryResult<()> {
    let event = WebhookEvent {
        partner,
        endpoint,
        what,
    };
    let entry = Entry {
        at,
        actor: by,
        event: Event::Webhook(event),
    };
    audit_rows::insert(conn, &entry)
}

/// As [`record`], in a transaction whose only refusals are the store's.
pub(super) type Done<T> = Result<T, Fault<kernel::PortFailure>>;
